"""Places in the words of somebody who did not write the code: near enough, or the right question."""

import csv
from pathlib import Path

import pytest

from hotline.core.gazetteer import OUTSIDE, Gazetteer, distance_m, read
from hotline.core.locate import Located, locate

Row = dict[str, str]
PLACES = {named.place.id: named.place for named in read()}
FLOOR, WRONG = 0.85, 0.03


@pytest.fixture(scope="module")
def answers() -> list[tuple[Row, Located]]:
    book = Gazetteer(read())
    with (Path(__file__).parent / "places.csv").open(encoding="utf-8", newline="") as file:
        return [(row, locate(book, row["text"], row["language"])) for row in csv.DictReader(file, strict=True)]


def right(row: Row, found: Located) -> bool:
    """Within tolerance of the place that was meant, or the right question."""
    if row["place"]:
        near = found.point and distance_m(found.point, PLACES[row["place"]].point) <= float(row["tolerance_m"])
        return bool(near)
    return found.ask in row["ask"].split("|") or (row["commune"] == found.commune == OUTSIDE)


def test_a_place_described_in_words_is_found_or_asked_about_rightly(answers):
    assert sum(right(row, found) for row, found in answers) / len(answers) >= FLOOR


def test_hardly_ever_is_somebody_sent_to_another_commune(answers):
    sure = [(row["commune"], found.commune) for row, found in answers if found.ask is None and row["commune"]]
    assert sum(meant != said for meant, said in sure) / len(answers) <= WRONG
