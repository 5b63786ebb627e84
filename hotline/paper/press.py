"""Sets a sheet on paper: as large as it fits on two pages, in fonts that know every sign on it.

The PDF follows PDF/UA-1: it can be read aloud, and typst refuses to make one with a sign that no font has.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from hotline.core.sheet.content import Sheet
from hotline.paper.pictures import pictograms, qr

HERE = Path(__file__).parent
FONTS = HERE.parent / "static" / "node_modules" / "@expo-google-fonts"
FACES = (
    "noto-sans/400Regular",
    "noto-sans/700Bold",
    "noto-naskh-arabic/400Regular",
    "noto-naskh-arabic/700Bold",
)


class CannotPrint(Exception):
    """This sheet cannot be made; the message says why."""


class TooLong(Exception):
    """It does not fit on its two pages in this size."""


@dataclass(frozen=True)
class Setting:
    """How a sheet is set. `size` in points; `rank`: facts up to this one; `pages`, `most` services: at most."""

    size: float
    rank: int
    pages: int = 2
    most: int = 999


# From what reads best to what holds most; one page where that is large enough.
LADDERS = {
    "sheet": (
        *(Setting(13, 3, 1), Setting(12, 3, 1), Setting(11, 2, 1), Setting(10.5, 2, 1)),
        *(Setting(12, 3), Setting(11, 3), Setting(11, 2), Setting(10.5, 2), Setting(10.5, 1), Setting(10, 1)),
        *(Setting(10, 1, most=most) for most in (20, 14, 10, 7, 5, 3)),
    ),
    "region": (
        *(Setting(11, 2), Setting(10, 2), Setting(9.5, 2)),
        *(Setting(size, 1) for size in (9.5, 9, 8.5, 8.25, 8)),
        *(Setting(8, 1, most=most) for most in (30, 20, 15, 10, 5)),
    ),
}


def press(sheet: Sheet, made: date) -> bytes:
    """The sheet as a PDF, in the first setting in which it fits. The same sheet and day give the same bytes.

    Raises CannotPrint: a sign that no font has, or no setting is small enough.
    """
    found = _first_that_fits(sheet, made, LADDERS[_template(sheet)])
    if found is None:
        raise CannotPrint(f"{sheet.kind} {sheet.key} {sheet.language}: too long")
    return found


def _first_that_fits(sheet: Sheet, made: date, ladder: Sequence[Setting]) -> bytes | None:
    """Halves the ladder until the first that fits is found: each step holds more than the one before."""
    low, high, found = 0, len(ladder), None
    while low < high:
        middle = (low + high) // 2
        try:
            found, high = _pdf(sheet, made, ladder[middle]), middle
        except TooLong:
            low = middle + 1
    return found


def mark(sheet: Sheet) -> str:
    """Changes when anything on the sheet does, or how it is set."""
    return hashlib.sha256((json.dumps(sheet.as_json(), ensure_ascii=False) + _look()).encode()).hexdigest()


def images(sheet: Sheet, made: date, setting: Setting, ppi: float = 80) -> list[bytes]:
    """Its pages as PNG, to look at."""
    found = _compile(sheet, made, setting, format="png", ppi=ppi)
    return found if isinstance(found, list) else [found]


def _pdf(sheet: Sheet, made: date, setting: Setting) -> bytes:
    moment = datetime(made.year, made.month, made.day, tzinfo=UTC)
    try:
        pdf = _compile(sheet, made, setting, format="pdf", pdf_standards="ua-1", timestamp=moment)
    except typst.TypstError as error:
        if "too long" in error.message:
            raise TooLong from None
        raise CannotPrint(f"{sheet.kind} {sheet.key} {sheet.language}: {error.message}") from None
    assert isinstance(pdf, bytes)  # noqa: S101  # a PDF is one file
    return pdf


def _compile(sheet: Sheet, made: date, setting: Setting, **how: Any) -> Any:
    return _compiler().compile(HERE / f"{_template(sheet)}.typ", sys_inputs=_inputs(sheet, made, setting), **how)


def _template(sheet: Sheet) -> str:
    return "region" if sheet.kind == "region" else "sheet"


def _inputs(sheet: Sheet, made: date, setting: Setting) -> dict[str, str]:
    told = {**sheet.as_json(), "made": made.isoformat(), "qr": qr(sheet.path)}
    return {
        "sheet": json.dumps(told, ensure_ascii=False),
        "pictures": json.dumps(pictograms()),
        "size": str(setting.size),
        "rank": str(setting.rank),
        "most": str(setting.most),
        "pages": str(setting.pages),
    }


@cache
def _compiler() -> typst.Compiler:
    """With our fonts and no others: a sheet looks the same on every machine."""
    folders = [FONTS / face for face in FACES]
    missing = [face for face, folder in zip(FACES, folders, strict=True) if not folder.is_dir()]
    if missing:
        raise CannotPrint(f"fonts are missing ({', '.join(missing)}): run `make setup`")
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    return typst.Compiler(root=HERE, font_paths=fonts)


@cache
def _look() -> str:
    files = [*sorted(HERE.glob("*.typ")), *sorted(HERE.glob("*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest() + str(len(pictograms()))
