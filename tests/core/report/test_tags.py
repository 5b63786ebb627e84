"""What a report is, in words of a closed list: in a station or before it, how urgent, for whom."""

from dataclasses import replace

import pytest

from hotline.core.report import Facts, tags
from tests.core.assistant.talk import places
from tests.core.report.conftest import FLAGEY

MIDI = Facts("gare du Midi", place_id="rail-bruxelles-midi", lat=50.83571, lon=4.33653, accuracy_m=150)


def of(facts: Facts, *crises: str) -> frozenset[str]:
    return tags.judged(places(), facts, "fr", crises)[1].tags


@pytest.mark.parametrize(
    ("told", "inside"),
    [
        ({}, True),
        ({"inside": "couloir, niveau -1", "place": "devant la boulangerie de la gare"}, True),
        ({"place": "devant la gare du Midi"}, False),
        ({"place": "achter het Zuidstation"}, False),
        ({"side": "côté rue de France"}, False),
        ({"place_id": None, "inside": "voie 4"}, True),
        ({"place_id": None}, False),
    ],
)
def test_who_is_in_a_station_is_told_from_who_stands_before_it(told: dict[str, str | None], inside: bool) -> None:
    assert ("rail" in of(replace(MIDI, **told))) is inside  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "audience"),
    [({}, "adults"), ({"minors": True, "people_count": 3}, "family"), ({"minors": True}, "minor_alone")],
)
def test_a_child_with_others_is_a_family_and_alone_it_is_danger(told: dict[str, object], audience: str) -> None:
    facts = replace(FLAGEY, **told)  # type: ignore[arg-type]
    assert audience in of(facts)
    assert (tags.urgent(facts) == "minor_alone") is (audience == "minor_alone")


def test_whoever_is_confused_is_in_danger_in_cold_and_heat_only() -> None:
    facts = replace(FLAGEY, condition="confused")
    assert tags.urgent(facts) is None
    assert tags.priority(of(facts)) == "vulnerable"
    assert tags.urgent(facts, None, ["cold"]) == "confused_in_crisis"
    assert tags.urgent(facts, None, ["epidemic"]) is None


@pytest.mark.parametrize(
    ("told", "clear"),
    [
        ({}, True),
        ({"lat": None}, False),
        ({"accuracy_m": 2000}, False),
        ({"commune": "outside"}, False),
        ({"place_id": "commune-ixelles"}, False),
    ],
)
def test_a_team_is_sent_only_where_it_can_find_somebody(told: dict[str, object], clear: bool) -> None:
    assert tags.judged(places(), replace(FLAGEY, **told))[1].clear is clear  # type: ignore[arg-type]


def test_every_tag_that_is_found_is_in_the_list() -> None:
    told = Facts(
        "gare du Midi", place_id="rail-bruxelles-midi", condition="confused", help="care", wants_help=False,
        role="themself", animals=True, dangers="un couteau", minors=True, condition_words="elle a été frappée",
    )  # fmt: skip
    found = of(told, "cold", "heat", "storm")
    assert found <= set(tags.TAGS)
    assert {"danger", "violence", "refused", "themself", "animals", "dangers", "cold_plan", "heat_plan"} <= found
