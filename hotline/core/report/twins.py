"""Whether two reports are of one person: weighed fact by fact, as records are linked (Fellegi and Sunter, 1969).

Each fact adds log2 of how much likelier it is between two reports of one person than between two of different people.
What nobody said adds nothing. What is decided with it is decided by a person or a team: a score proposes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import hypot

from hotline.core.assistant.phrases import phrases, read
from hotline.core.gazetteer import Point, distance_m
from hotline.core.plain import plain, words
from hotline.core.report.facts import SPOT, Facts

PRIOR = -5.0  # before anything is known: one in some thirty pairs of one night and one quarter
PROPOSE = 0.5  # from this score on two reports are shown as one
SURE = 0.97  # from this score on no second team is sent before somebody has looked
NEVER = -25.0
NIGHT = timedelta(hours=14)  # the same look a night later is another report
WIDE_M = 400  # two places further apart are never one, however inexact both are
AGAINST = (frozenset(("man", "woman")), frozenset(("young", "old")))  # nobody is both

Weight = tuple[float, str]  # how much it speaks for one person; what speaks


@dataclass(frozen=True, slots=True)
class Twins:
    """`score`: 0 to 1, how likely the two are one; `reasons`: what speaks for it, the strongest first."""

    score: float
    reasons: tuple[str, ...]


def compare(one: Facts, other: Facts, made: datetime, other_made: datetime) -> Twins:
    """How likely two reports, made at these times, are of one person."""
    found = [
        *_place(one, other),
        *_time(one.seen_at or made, other.seen_at or other_made),
        *_count(one, other),
        *_same("children", one.minors, other.minors, both=2.5, apart=-2.0),
        *_same("animals", one.animals, other.animals, both=2.5, apart=-2.0),
        *_state(one, other),
        *_language(one, other),
        *_looks(one, other),
    ]
    odds = 2.0 ** max(min(PRIOR + sum(weight for weight, _ in found), 60), -60)
    for_it = sorted((one for one in found if one[0] >= 1), reverse=True)
    return Twins(round(odds / (1 + odds), 3), tuple(dict.fromkeys(reason for _, reason in for_it)))


def _place(one: Facts, other: Facts) -> Iterator[Weight]:
    """Near, in view of how exact both are. Words of the last metres count beside it."""
    a, b = _point(one), _point(other)
    if one.place_id and one.place_id == other.place_id:
        yield 4.5, "same_place"
    elif a and b:
        yield _near(distance_m(a, b), hypot(one.accuracy_m or 100, other.accuracy_m or 100)), "near"
    elif one.commune and other.commune:
        yield (1.0 if one.commune == other.commune else NEVER), "same_commune"
    for name in SPOT:
        yield from _spot(name, getattr(one, name), getattr(other, name))


def _near(apart_m: float, unsure_m: float) -> float:
    """From a hundred metres on each more speaks against it, the later the less exact both are."""
    reach = max(60.0, min(unsure_m, WIDE_M))
    if apart_m <= reach / 2:
        return 4.5
    if apart_m <= reach:
        return 3.0
    if apart_m <= 2 * reach:
        return -1.0
    return NEVER


def _spot(name: str, one: str | None, other: str | None) -> Iterator[Weight]:
    if not one or not other:
        return
    share = _overlap(frozenset(words(one)), frozenset(words(other)))
    if share >= 0.5:
        yield 1.5, f"same_{name}"
    elif name in ("stop", "line") and not share:
        yield -1.0, name


def _time(one: datetime, other: datetime) -> Iterator[Weight]:
    apart = abs(one - other)
    if apart <= timedelta(hours=1):
        yield 1.5, "same_hour"
    elif apart <= timedelta(hours=4):
        yield 0.5, "same_night"
    elif apart > NIGHT:
        yield NEVER, "another_night"


def _count(one: Facts, other: Facts) -> Iterator[Weight]:
    if not one.people_count or not other.people_count:
        return
    apart = abs(one.people_count - other.people_count)
    if apart == 0:
        yield (0.5 if one.people_count == 1 else 2.0), "same_number"
    else:
        yield (-1.5 if apart == 1 and max(one.people_count, other.people_count) > 2 else -4.0), "number"


def _same(what: str, one: bool | None, other: bool | None, *, both: float, apart: float) -> Iterator[Weight]:
    if one is None or other is None:
        return
    if one and other:
        yield both, what
    elif one != other:
        yield apart, what


def _state(one: Facts, other: Facts) -> Iterator[Weight]:
    """How somebody is changes in an hour; an injury does not go away."""
    if one.condition and one.condition == other.condition:
        yield (1.5 if one.condition in ("injured", "confused") else 0.5), "same_state"


def _language(one: Facts, other: Facts) -> Iterator[Weight]:
    if one.heard and other.heard:
        yield (2.0, "same_language") if one.heard == other.heard else (-2.5, "language")


def _looks(one: Facts, other: Facts) -> Iterator[Weight]:
    """What the two say of how somebody looks."""
    mine, theirs = looks(_all_words(one)), looks(_all_words(other))
    for pair in AGAINST:
        a, b = mine & pair, theirs & pair
        if len(a) == len(b) == 1:
            yield (0.7, "same_looks") if a == b else (-4.0, "looks")
    a, b = (found - frozenset().union(*AGAINST) for found in (mine, theirs))
    yield from ((1.7, "same_looks") for _ in a & b)
    if a and b and not a & b:
        yield -2.5, "looks"


def looks(said: str) -> frozenset[str]:
    """What words say of how somebody looks, in words of a closed list."""
    bare = plain(said)
    return frozenset(name for name in read("looks") if phrases("looks", name).stand_in(bare))


def _all_words(facts: Facts) -> str:
    return " . ".join(part for part in (facts.condition_words, facts.clothing, facts.place) if part)


def _point(facts: Facts) -> Point | None:
    return (facts.lat, facts.lon) if facts.lat is not None and facts.lon is not None else None


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Of the shorter's words those that the other has too."""
    return len(one & other) / max(min(len(one), len(other)), 1)
