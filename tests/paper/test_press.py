"""A sheet comes out of the press: legible in each language, on two pages at most, the same every time."""

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from itertools import cycle
from pathlib import Path
from time import process_time

import pytest
import typst
from pypdf import PdfReader

from hotline import texts
from hotline.core.directory import files
from hotline.core.directory.in_words import Words
from hotline.core.directory.shelf import Shelf
from hotline.core.sheet import every, region
from hotline.core.sheet.content import Sheet
from hotline.paper import press
from hotline.texts import LANGUAGES
from tests import trust_rules
from tests.paper.conftest import TODAY, Made
from tests.parts import NUMBER


def read(pdf: bytes) -> tuple[PdfReader, str]:
    found = PdfReader(BytesIO(pdf))
    return found, "\n".join(page.extract_text() for page in found.pages)


SHEETS = [
    ("need", "shower", "fr", "Rue Haute 346"),
    ("need", "shelter_tonight", "ar", "0800 99 340"),
    ("commune", "saint-gilles", "uk", "У комуні Saint-Gilles"),
    ("region", region.KEY, "ro", "Anderlecht"),
]


@pytest.mark.parametrize(("kind", "key", "language", "says"), SHEETS)
def test_a_sheet_reads_as_it_should(made: Made, kind: str, key: str, language: str, says: str) -> None:
    found, text = read(press.press(made(kind, key, language), TODAY))
    assert 1 <= len(found.pages) <= 2
    assert found.trailer["/Root"]["/Lang"] == language
    assert "/StructTreeRoot" in found.trailer["/Root"]  # it can be read aloud
    said = " ".join(text.split())
    for words in (says, "112", "0800 12 345", "26/11/2026"):
        assert words in said, words
    for page in found.pages:
        top = page.extract_text()
        assert "112" in top
        assert "0800 12 345" in top
    assert trust_rules.unverified_numbers(said, ours=[NUMBER]) == set()
    assert trust_rules.hidden_addresses_in(said) == set()
    if language != "ar":  # Arabic letters come out of a PDF in the order in which they are drawn
        assert any(sentence in said for sentence in trust_rules.doubts(language))


def test_every_sheet_can_be_set(made: Made, known: Shelf) -> None:
    """Once each, in one language after the other, without looking for the best size."""
    for (kind, key), language in zip(every.every(known), cycle(LANGUAGES), strict=False):
        assert press._pdf(made(kind, key, language), TODAY, press.Setting(8, 1, pages=9)), (kind, key, language)


ELSEWHERE = """
import sys, json, hashlib
from datetime import datetime, UTC
from hotline.paper import press
made = datetime(2026, 11, 26, tzinfo=UTC)
inputs = json.load(open(sys.argv[1]))
pdf = press._compiler().compile(
    press.HERE / "sheet.typ", sys_inputs=inputs, format="pdf", pdf_standards="ua-1", timestamp=made
)
print(hashlib.sha256(pdf).hexdigest())
"""


def test_the_same_sheet_of_the_same_day_has_the_same_bytes_in_every_process(made: Made, tmp_path: Path) -> None:
    sheet, setting = made("need", "shower", "fr"), press.Setting(12, 3)
    pdf = press._pdf(sheet, TODAY, setting)
    stored = tmp_path / "inputs.json"
    stored.write_text(json.dumps(press._inputs(sheet, TODAY, setting)))
    run = subprocess.run([sys.executable, "-c", ELSEWHERE, stored], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == hashlib.sha256(pdf).hexdigest()
    assert press._pdf(sheet, TODAY, setting) == pdf


def test_another_day_or_another_word_is_another_mark_or_another_sheet(made: Made) -> None:
    sheet = made("need", "shower", "fr")
    assert press.mark(sheet) == press.mark(made("need", "shower", "fr"))
    assert press.mark(replace(sheet, number="0800 99 999")) != press.mark(sheet)


def test_a_sheet_with_far_too_much_on_it_has_two_pages_and_says_that_there_is_more(made: Made) -> None:
    sheet = made("need", "shelter_tonight", "de")
    answer, who = sheet.sections
    long = replace(sheet, sections=(answer, replace(who, items=who.items * 8)))
    found, text = read(press.press(long, TODAY))
    assert len(found.pages) == 2
    assert sheet.texts["more"] in " ".join(text.split())


def test_a_sheet_with_little_on_it_has_one_page_in_large_type(made: Made) -> None:
    sheet = made("need", "shower", "fr")
    answer, who = sheet.sections
    short = replace(sheet, sections=(replace(answer, told=answer.told[:1]), replace(who, items=who.items[:2])))
    found, _ = read(press.press(short, TODAY))
    assert len(found.pages) == 1


def test_a_sign_that_no_font_has_is_refused_and_named(made: Made) -> None:
    sheet = made("need", "shower", "fr")
    item = replace(sheet.sections[1].items[0], name=Words("Maison 漢", "fr"))
    broken = replace(sheet, sections=(replace(sheet.sections[1], items=(item,)),))
    with pytest.raises(press.CannotPrint, match="漢"):
        press.press(broken, TODAY)


def test_without_the_fonts_nothing_is_printed_in_another(monkeypatch: pytest.MonkeyPatch, made: Made) -> None:
    monkeypatch.setattr(press, "FONTS", Path("/nowhere"))
    press._compiler.cache_clear()
    with pytest.raises(press.CannotPrint, match="make setup"):
        press.press(made("need", "shower", "fr"), TODAY)
    press._compiler.cache_clear()


def test_every_sign_of_every_language_has_a_glyph() -> None:
    """Of the knowledge base and of our sentences: whatever of it comes to stand on paper, it can be drawn."""
    catalogues = [texts.path_of(language) for language in LANGUAGES if texts.path_of(language).exists()]
    heard = {"danger", "understood"}  # what people say to us, in languages that no sheet is in
    known = (path for path in files.FOLDER.rglob("*.yaml") if path.parent.name not in heard)
    written = "".join(path.read_text(encoding="utf-8") for path in (*known, *catalogues))
    signs = "".join(sorted({sign for sign in written if sign.isprintable()}))
    assert {"ش", "ґ", "ł", "ș", "ß", "€"} <= set(signs)
    assert refusal(signs) == ""
    assert "漢" in refusal(signs + "漢")


def refusal(signs: str) -> str:
    """Why these signs cannot be set; empty: they can."""
    fonts = '#set document(title: "x")\n#set text(font: ("Noto Sans", "Noto Naskh Arabic"), fallback: false)\n'
    source = f"{fonts}#{json.dumps(signs, ensure_ascii=False)}".encode()
    try:
        press._compiler().compile(source, format="pdf", pdf_standards="ua-1", root=press.HERE)
    except typst.TypstError as error:
        return error.message
    return ""


def test_a_sheet_takes_less_than_a_second_of_work(made: Made) -> None:
    sheets: list[Sheet] = [made("need", "shelter_tonight", "ar"), made("region", region.KEY, "fr")]
    press.press(made("need", "shower", "fr"), TODAY)  # fonts are read once
    for sheet in sheets:
        began = process_time()
        press.press(sheet, TODAY)
        assert process_time() - began < 3  # a second on an idle machine; this one may be busy
