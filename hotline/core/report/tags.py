"""What a report is, in words of a closed list: by these the rules of the teams choose. Pure, but for the gazetteer."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from hotline.core.danger import Danger, danger
from hotline.core.gazetteer import AREAS, OUTSIDE, STATIONS, Gazetteer
from hotline.core.locate import locate
from hotline.core.plain import words
from hotline.core.report.facts import HELP, SPOT, STATES, Facts
from hotline.core.words import Priority

AUDIENCES = ("adults", "family", "minor_alone")
KINDS = ("danger", "violence", "medicine")  # of what is told, by core/danger.py; `danger`: life
PLACES = ("metro", "rail")  # inside a station
SAID = ("refused", "themself", "animals", "dangers")  # `dangers`: something endangers the team
STATE = ("cold_plan", "heat_plan")  # a crisis goes on
TAGS = (*AUDIENCES, *KINDS, *PLACES, *SAID, *STATE, *HELP, *STATES)

PLAN = {"cold": "cold_plan", "heat": "heat_plan"}
IN_DANGER = frozenset({"emergency", "suicide", "violence"})  # of core/danger.py
CLEAR_M = 500  # known to less than that, a team can be sent
NEAR_STATION_M = 120
MINORS_ALONE = 1
BESIDE = frozenset(
    {
        *("devant", "derriere", "face", "dehors", "exterieur", "sortie", "cote", "pres", "entre"),
        *("voor", "achter", "tegenover", "buiten", "uitgang", "naast", "nabij", "tussen"),
        *("outside", "front", "behind", "opposite", "near", "beside", "between", "draussen", "vor", "hinter", "neben"),
    }
)
LONGEST_RULE = 40
VULNERABLE = frozenset({"injured", "confused", "medicine"})


@dataclass(frozen=True)
class Seen:
    """What the choice of a team needs to know. `heard`: the language the person speaks.

    `agreed`: the person themself agreed, on record, that police or station security come.
    """

    commune: str | None = None
    clear: bool = True
    tags: frozenset[str] = field(default_factory=frozenset)
    heard: str | None = None
    agreed: bool = False


def urgent(facts: Facts, language: str | None = None, crises: Collection[str] = ()) -> str | None:
    """The rule by which a report is a matter of life or of a child alone: 112 first. None: it is not.

    `crises`: the kinds that go on (core/crisis.py).
    """
    return _urgent(facts, _dangers(facts, language), crises)


def judged(
    places: Gazetteer, facts: Facts, language: str | None = None, crises: Collection[str] = (), *, agreed: bool = False
) -> tuple[str | None, Seen]:
    """What makes a report urgent, as `urgent` says, and the report as the rules see it."""
    found = _dangers(facts, language)
    rule = _urgent(facts, found, crises)
    tags = {*_tags(facts, found, rule, crises), *_station(places, facts)}
    commune, clear = _where(places, facts)
    return rule, Seen(commune=commune, clear=clear, tags=frozenset(tags), heard=facts.heard, agreed=agreed)


def _urgent(facts: Facts, found: Sequence[Danger], crises: Collection[str]) -> str | None:
    if facts.condition == "not_responding":
        return "not_responding"
    if reason := next((one.reason for one in found if one.kind in IN_DANGER), None):
        return reason[:LONGEST_RULE]
    if _minor_alone(facts) or any(one.kind == "minor" for one in found):
        return "minor_alone"
    if facts.condition == "confused" and PLAN.keys() & set(crises):
        return "confused_in_crisis"
    return None


def _where(places: Gazetteer, facts: Facts) -> tuple[str | None, bool]:
    """The commune, and whether a team can be sent there."""
    place = places.places.get(facts.place_id or "")
    point = (facts.lat, facts.lon) if facts.lat is not None and facts.lon is not None else None
    commune = facts.commune or (places.commune_of(point) if point else None)
    wide = (facts.accuracy_m or 0) > CLEAR_M or (place is not None and place.kind in AREAS)
    return commune, point is not None and not wide and commune != OUTSIDE


def priority(found: frozenset[str]) -> Priority:
    """How fast a person must look at a report with these tags."""
    if "danger" in found:
        return Priority.DANGER
    if found & {"family", "minor_alone"}:
        return Priority.MINOR
    return Priority.VULNERABLE if found & VULNERABLE else Priority.NORMAL


def located(places: Gazetteer, facts: Facts, language: str | None) -> Facts:
    """With the point of a place that was only written down, where it is clear."""
    if facts.lat is not None or not facts.place:
        return facts
    found = locate(places, facts.place, language)
    if found.ask is not None or found.point is None:
        return facts
    lat, lon = found.point
    commune = facts.commune or found.commune
    return replace(facts, lat=lat, lon=lon, accuracy_m=found.accuracy_m, commune=commune)


def _tags(facts: Facts, found: Sequence[Danger], rule: str | None, crises: Collection[str]) -> Iterator[str]:
    kinds = {one.kind for one in found}
    if rule is not None:
        yield "danger"
    if "violence" in kinds:
        yield "violence"
    if "medicine" in kinds:
        yield "medicine"
    alone = _minor_alone(facts) or "minor" in kinds
    yield "minor_alone" if alone else "family" if facts.minors else "adults"
    yield from (PLAN[kind] for kind in crises if kind in PLAN)
    yield from (word for word in (facts.condition, facts.help) if word in TAGS and word)
    if facts.wants_help is False:
        yield "refused"
    if facts.role == "themself":
        yield "themself"
    if facts.animals:
        yield "animals"
    if facts.dangers:
        yield "dangers"


def _minor_alone(facts: Facts) -> bool:
    """Somebody under 18, and nobody said that there are others: to be sure."""
    return facts.minors is True and (facts.people_count or MINORS_ALONE) <= MINORS_ALONE


def _dangers(facts: Facts, language: str | None) -> Sequence[Danger]:
    """What each free text tells of."""
    texts = (facts.condition_words, facts.dangers, facts.place, facts.when, facts.clothing)
    every = (*texts, *(getattr(facts, name) for name in SPOT))
    return [found for text in every if text and (found := danger(text, language)) is not None]


def _station(places: Gazetteer, facts: Facts) -> Iterator[str]:
    """Inside a station of the metro or the railway; who stands before it is in the street."""
    place = places.places.get(facts.place_id or "")
    if not facts.inside and (facts.side or BESIDE & set(words(facts.place or ""))):
        return
    if place is not None and place.kind in STATIONS:
        yield "rail" if place.kind == "rail" else "metro"
    elif facts.inside and facts.lat is not None and facts.lon is not None:
        near = places.near(facts.lat, facts.lon, NEAR_STATION_M)
        kind = next((one.kind for one, _ in near if one.kind in STATIONS), None)
        if kind:
            yield "rail" if kind == "rail" else "metro"
