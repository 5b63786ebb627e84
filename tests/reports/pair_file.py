"""Reads tests/reports/pairs.csv as what the doors would have stored."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

from hotline.core.report.facts import Facts

FILE = Path(__file__).parent / "pairs.csv"
TOLD = [field.name for field in fields(Facts)]
READ = {
    "lat": float, "lon": float, "accuracy_m": int, "people_count": int, "seen_at": datetime.fromisoformat,
    "minors": lambda cell: cell == "1", "animals": lambda cell: cell == "1",
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    id: str
    half: str
    same: bool
    kind: str
    facts: tuple[Facts, Facts]
    made_at: tuple[datetime, datetime]


def facts(row: dict[str, str], side: str) -> Facts:
    """One report of a row; what was not told is None."""
    cells = {name: row[f"{side}_{name}"] for name in TOLD if row.get(f"{side}_{name}")}
    return Facts(**{name: READ.get(name, str)(cell) for name, cell in cells.items()})


def pairs(path: Path = FILE) -> Iterator[Pair]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            made = (datetime.fromisoformat(row["a_made_at"]), datetime.fromisoformat(row["b_made_at"]))
            yield Pair(
                row["id"], row["half"], row["same"] == "1", row["kind"], (facts(row, "a"), facts(row, "b")), made
            )
