"""Places in the words of somebody who did not write the code: near enough, or the right question."""

import csv
from pathlib import Path

import pytest

from hotline.core.gazetteer import OUTSIDE, Gazetteer, distance_m, read
from hotline.core.locate import Located, locate

Row = dict[str, str]
PLACES = {named.place.id: named.place for named in read()}
Answers = list[tuple[Row, Located]]
WRONG = 0.01
FLOORS = [  # see README.md
    ("places.csv", 0, 1, 0.95),
    ("places_2.csv", 0, 2, 0.98),
    ("places_2.csv", 1, 2, 0.86),
    ("places_3.csv", 0, 1, 0.91),
]


@pytest.fixture(scope="module")
def book() -> Gazetteer:
    return Gazetteer(read())


@pytest.fixture(scope="module", params=FLOORS, ids=["places", "places 2, read", "places 2, not read", "places 3, read"])
def answers(request: pytest.FixtureRequest, book: Gazetteer) -> tuple[Answers, float]:
    name, first, step, floor = request.param
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))[first::step]
    return [(row, locate(book, row["text"], row["language"])) for row in rows], floor


def right(row: Row, found: Located) -> bool:
    """Within tolerance of the place that was meant, or the right question."""
    if row["place"]:
        near = found.point and distance_m(found.point, PLACES[row["place"]].point) <= float(row["tolerance_m"])
        return bool(near)
    return found.ask in row["ask"].split("|") or (row["commune"] == found.commune == OUTSIDE)


def test_a_place_described_in_words_is_found_or_asked_about_rightly(answers):
    given, floor = answers
    assert sum(right(row, found) for row, found in given) / len(given) >= floor


def test_hardly_ever_is_somebody_sent_to_another_commune(answers):
    given, _ = answers
    sure = [(row["commune"], found.commune) for row, found in given if found.ask is None and row["commune"]]
    assert sum(meant != said for meant, said in sure) / len(given) <= WRONG
