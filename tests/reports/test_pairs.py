"""The pairs of reports that measure how duplicates are found: enough of both kinds, in halves that share no place."""

from collections import Counter
from collections.abc import Iterator

import pytest

from hotline.core.report.facts import STATES
from tests.reports.pair_file import FILE, Pair, pairs
from tests.reports.pair_saying import WORDS

LANGUAGES = ("fr", "nl", "en", "de", "es", "ar")


@pytest.fixture(scope="module")
def told() -> list[Pair]:
    return list(pairs())


def places(told: list[Pair], half: str) -> set[str]:
    return {facts.place_id for pair in told if pair.half == half for facts in pair.facts if facts.place_id}


def phrasings(language: str) -> Iterator[str]:
    for facet in ("coat", "head", "thing", "look", "spot"):
        for said in WORDS[facet].values():
            yield from said[language].split(" | ")


def test_no_place_stands_in_both_halves(told):
    assert places(told, "a")
    assert places(told, "b")
    assert not places(told, "a") & places(told, "b")


def test_three_in_ten_are_the_same_people_in_each_half_and_there_are_enough(told):
    counted = Counter((pair.half, pair.same) for pair in told)
    for half in "ab":
        assert counted[half, True] + counted[half, False] >= 400
        assert counted[half, True] / (counted[half, True] + counted[half, False]) == pytest.approx(0.3, abs=0.02)


def test_hardly_any_pair_gives_nothing_but_a_place(told):
    assert sum(pair.kind.endswith("unclear") for pair in told) / len(told) < 0.03


def test_each_report_is_one_that_a_door_could_have_stored(told):
    for pair in told:
        for facts, made_at in zip(pair.facts, pair.made_at, strict=True):
            assert facts.condition in (None, *STATES), pair.id
            assert facts.place or facts.lat is not None, pair.id
            assert (facts.lat is None) == (facts.lon is None) == (facts.accuracy_m is None), pair.id
            assert made_at.utcoffset() is not None, pair.id
            assert facts.seen_at is None or facts.seen_at <= made_at, pair.id


def test_each_language_has_words_enough_of_its_own():
    for language in LANGUAGES:
        assert len(set(phrasings(language))) >= 40, language


def test_the_file_stays_small_enough_to_be_read():
    assert FILE.stat().st_size < 700_000
