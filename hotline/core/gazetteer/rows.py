"""Rows of official files, each with its line number: CSV alone or in a .zip, with the commas that occur."""

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from hotline.core.gazetteer.place import Named

Row = dict[str, str]


class WrongFile(Exception):
    """A file cannot be used at all; the message says why."""


@dataclass(slots=True)
class Found:
    """What a file holds. `bad`: rows that could not be used, each with its line; `far`: rows of places elsewhere."""

    source: str
    places: list[Named]
    bad: list[str] = field(default_factory=list)
    far: int = 0
    rows: int = 0


class Files:
    """The tables in a .zip, or a file alone with those beside it in its folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._zip = zipfile.ZipFile(path) if zipfile.is_zipfile(path) else None

    def names(self) -> list[str]:
        """The tables: all in the .zip, or this file only."""
        return self._zip.namelist() if self._zip else [self._path.name]

    def named(self, name: str) -> str | None:
        """A table by the end of its path, in the .zip or beside the file."""
        if self._zip:
            return next((one for one in self._zip.namelist() if one.rsplit("/", 1)[-1] == name), None)
        return name if (self._path.parent / name).is_file() else None

    def rows(self, name: str) -> Iterator[tuple[int, Row]]:
        """Each row of a table with its line number; column names in lower case. Raises WrongFile."""
        try:
            with self._open(name) as lines:
                start = lines.readline()
                comma = max(",;\t|", key=start.count)
                columns = [column.strip().lower() for column in next(csv.reader([start], delimiter=comma), [])]
                for line, cells in enumerate(csv.reader(lines, delimiter=comma), 2):
                    if any(cells):
                        yield line, dict(zip(columns, (cell.strip() for cell in cells), strict=False))
        except (UnicodeDecodeError, csv.Error, zipfile.BadZipFile, OSError) as wrong:
            raise WrongFile(f"{name}: {wrong}") from None

    def columns(self, name: str) -> set[str]:
        """The names of a table's columns. Raises WrongFile."""
        _, row = next(self.rows(name), (0, Row()))
        return set(row)

    @contextmanager
    def _open(self, name: str) -> Iterator[IO[str]]:
        raw: IO[bytes]
        with self._zip.open(name) if self._zip else (self._path.parent / name).open("rb") as raw:
            yield io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")

    def close(self) -> None:
        if self._zip:
            self._zip.close()


def number(cell: str | None) -> float | None:
    """A decimal number, also with a comma; None if it is none."""
    try:
        return float((cell or "").replace(",", "."))
    except ValueError:
        return None
