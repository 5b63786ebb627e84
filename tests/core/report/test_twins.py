"""Two passers-by tell of the same person, or of two: what speaks for it, fact by fact."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.core.report.facts import Facts
from hotline.core.report.twin.looks import looks
from hotline.core.report.twin.twins import PROPOSE, compare

NOW = datetime(2026, 1, 14, 21, 0, tzinfo=UTC)
MAN = Facts(
    place="gare du Midi", commune="Saint-Gilles", place_id="rail-bruxelles-midi", lat=50.8357,
    lon=4.3365, accuracy_m=250, people_count=1, condition="asleep", animals=True,
    clothing="homme, bonnet rouge, un chien",
)  # fmt: skip
FLAGEY = {"lat": 50.8277, "lon": 4.3722, "place_id": "square-flagey", "commune": "Ixelles", "accuracy_m": 100}


def score(one: Facts, other: Facts, later: timedelta = timedelta(minutes=20)) -> float:
    return compare(one, other, NOW, NOW + later).score


def test_the_same_man_told_in_two_languages_is_one() -> None:
    dutch = replace(MAN, place="aan het Zuidstation", clothing="man met rode muts, hond erbij", condition="awake")
    found = compare(MAN, dutch, NOW, NOW + timedelta(minutes=20))
    assert found.score >= 0.75
    assert {"same_who", "same_animals"} <= set(found.reasons)


def test_somebody_else_at_the_same_station_is_another() -> None:
    woman = replace(MAN, clothing="une femme avec un manteau vert", animals=False)
    assert score(MAN, woman) < PROPOSE


def test_the_same_look_far_away_is_another() -> None:
    assert score(MAN, replace(MAN, **FLAGEY)) < 0.01


def test_the_next_night_it_is_a_new_report() -> None:
    assert score(MAN, MAN, timedelta(hours=24)) < PROPOSE


def test_a_place_alone_is_not_enough() -> None:
    bare = Facts(place_id=MAN.place_id, lat=MAN.lat, lon=MAN.lon, accuracy_m=250, commune=MAN.commune)
    assert score(bare, bare) < PROPOSE


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("manteau noir", "donkerblauwe jas", True),  # at night
        ("manteau noir", "witte jas", False),
        ("bonnet noir", "casquette noire", False),
        ("un homme de cinquante ans", "een oude man", True),
        ("un jeune homme", "een oude man", False),
    ],
)
def test_what_is_taken_for_each_other_at_night_tells_no_two_people_apart(one: str, other: str, alike: bool) -> None:
    bare = replace(MAN, animals=None)
    assert (score(replace(bare, clothing=one), replace(bare, clothing=other)) > 0.5) is alike


def test_who_sleeps_may_have_seemed_not_to_respond_but_a_wound_does_not_go_away() -> None:
    bare = replace(MAN, animals=None, clothing=None)
    asleep, lifeless, hurt = (replace(bare, condition=one) for one in ("asleep", "not_responding", "injured"))
    assert score(asleep, lifeless) >= PROPOSE > score(asleep, hurt)


def test_five_people_are_not_one() -> None:
    assert score(MAN, replace(MAN, people_count=5)) < score(MAN, replace(MAN, people_count=1))


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("une femme en fauteuil roulant", {"who.woman", "thing.wheelchair"}),
        ("een oude man met een blauwe jas", {"age.old", "who.man", "coat", "coat.blue"}),
        ("il y a quelqu'un", set()),
        ("a girl with a suitcase under a blanket", {"who.woman", "thing.suitcase", "thing.blanket"}),
        ("une femme sans abri, bonnet rouge", {"who.woman", "hat.beanie", "hat.red"}),
        ("un monsiuer, doudounne noire", {"who.man", "coat", "coat.black"}),
        ("een vrouw in een slaap zak, rode hoofdoek", {"who.woman", "thing.sleeping_bag", "hat.scarf", "hat.red"}),
        ("veste noire bonnet rouge", {"coat", "coat.black", "hat.beanie", "hat.red"}),
        ("black jacket red cap", {"coat", "coat.black", "hat.cap", "hat.red"}),
        ("een jongen met een oude rolstoel", {"age.young", "who.man", "thing.wheelchair"}),
        ("wakker, praat normaal, zit naast iemand", set()),
        ("رجل مع الكلب، معطف أسود", {"who.man", "thing.dog", "coat", "coat.black"}),
        ("a woman in front of the church", {"who.woman", "spot.church"}),
    ],
)
def test_how_somebody_looks_is_read_in_any_language(said: str, heard: set[str]) -> None:
    assert looks(said) == heard


FACTS = st.builds(
    Facts,
    commune=st.sampled_from([None, "Ixelles", "Saint-Gilles"]),
    place_id=st.sampled_from([None, "square-flagey", "rail-bruxelles-midi"]),
    lat=st.none() | st.floats(50.78, 50.92),
    lon=st.none() | st.floats(4.25, 4.48),
    accuracy_m=st.none() | st.integers(1, 2000),
    people_count=st.none() | st.integers(1, 30),
    minors=st.none() | st.booleans(),
    animals=st.none() | st.booleans(),
    condition=st.sampled_from([None, "asleep", "injured"]),
    clothing=st.none() | st.text(max_size=60),
    stop=st.none() | st.text(max_size=20),
)


@given(FACTS, FACTS, st.integers(0, 4000), st.integers(0, 4000))
def test_who_reported_first_does_not_matter(one: Facts, other: Facts, first: int, second: int) -> None:
    a, b = NOW + timedelta(minutes=first), NOW + timedelta(minutes=second)
    assert compare(one, other, a, b) == compare(other, one, b, a)
    assert 0 <= compare(one, other, a, b).score <= 1
