"""Whether two reports are of one person: weighed fact by fact, as records are linked (Fellegi and Sunter, 1969).

Each fact adds log2 of how much likelier it is between two reports of one person than between two of different people.
What nobody said adds nothing. What is decided with it is decided by a person or a team: a score proposes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import hypot

from hotline.core.assistant import counting
from hotline.core.assistant.condition import condition
from hotline.core.gazetteer import Point, distance_m
from hotline.core.report.facts import Facts
from hotline.core.report.twin.looks import looks
from hotline.core.report.twin.weights import PRIOR, WEIGHTS

PROPOSE = 0.7  # from this score on two reports are shown as one
SURE, TELLING = 0.9, 2  # from this score on, and with as much that tells of the person, it is almost surely one
NIGHT = timedelta(hours=14)  # the same look a night later is another report
WALKED_M = 250  # people move a little in a night
WIDE_M = 400  # two places further apart are never one, however inexact both are
SEVERAL = ("who.family", "who.group", "who.couple")
DARK = frozenset(("black", "blue", "grey", "brown", "green", "purple"))  # taken for each other at night
LIGHT = frozenset(("white", "beige", "grey", "yellow"))
ALIKE = (DARK, LIGHT, frozenset(("red", "orange", "pink")))
HATS = frozenset(("beanie", "cap", "wide", "scarf"))
EVERYWHERE = frozenset(("blanket", "sleeping_bag", "cardboard", "plastic_bags", "backpack"))  # many have one
OF_THE_PERSON = frozenset(
    f"same_{one}"
    for one in (
        *("who", "age", "coat", "top", "hat", "thing", "common_thing", "mark", "trait", "wound"),
        *("number", "children", "animals", "language"),
    )
)
TAKEN_FOR_EACH_OTHER = (frozenset(("asleep", "not_responding")), frozenset(("awake", "cold")))


@dataclass(frozen=True, slots=True)
class Twins:
    """`score`: 0 to 1, how likely the two are one; `reasons`: what speaks for it, the strongest first."""

    score: float
    reasons: tuple[str, ...]

    @property
    def sure(self) -> bool:
        """Almost surely one: not only at the same place and in the same state, but the same to look at."""
        return self.score >= SURE and len(OF_THE_PERSON.intersection(self.reasons)) >= TELLING


def compare(one: Facts, other: Facts, made: datetime, other_made: datetime) -> Twins:
    """How likely two reports, made at these times, are of one person."""
    weighed = [(WEIGHTS[name], name) for name in evidence(one, other, made, other_made)]
    odds = 2.0 ** max(min(PRIOR + sum(weight for weight, _ in weighed), 60), -60)
    for_it = sorted((one for one in weighed if one[0] > 0), reverse=True)
    return Twins(round(odds / (1 + odds), 3), tuple(dict.fromkeys(name for _, name in for_it)))


def evidence(one: Facts, other: Facts, made: datetime, other_made: datetime) -> Iterator[str]:
    """What the two say alike, and where they speak against each other, in names of WEIGHTS."""
    yield from _place(one, other)
    if abs((one.seen_at or made) - (other.seen_at or other_made)) > NIGHT:
        yield "never"
    yield from list(_of_the_person(one, other)) or ["only_the_place"]


def _of_the_person(one: Facts, other: Facts) -> Iterator[str]:
    mine, theirs = looks(_words(one)), looks(_words(other))
    yield from _count(_number(one, mine), _number(other, theirs))
    yield from _flag("children", one.minors, other.minors)
    yield from _flag("animals", one.animals, other.animals)
    yield from _flag("language", one.heard or None, other.heard or None)
    yield from _state(_condition(one), _condition(other))
    yield from _who(mine, theirs)
    yield from _clothes(mine, theirs)
    yield from _things(_of("thing", mine), _of("thing", theirs))
    for kind in ("mark", "spot", "inside", "side"):
        yield from _kind(kind, mine, theirs)
    if _of("trait", mine) & _of("trait", theirs):
        yield "same_trait"
    if one.line and other.line:
        yield "same_line" if one.line == other.line else "other_line"


def _words(facts: Facts) -> str:
    """What was said; of the place, whose name may speak of a church or a bridge, only where nothing leads closer."""
    closer = (facts.landmark, facts.inside, facts.side)
    said = (facts.condition_words, facts.clothing, *closer, None if any(closer) else facts.place)
    return " , ".join(part for part in said if part)


def _place(one: Facts, other: Facts) -> Iterator[str]:
    """Near, in view of how exact both are."""
    a, b = _point(one), _point(other)
    if one.place_id and one.place_id == other.place_id:
        yield "same_place"
    elif a and b:
        yield _near(distance_m(a, b), hypot(one.accuracy_m or 100, other.accuracy_m or 100))
    elif one.commune and other.commune:
        yield "same_commune" if one.commune == other.commune else "never"


def _near(apart_m: float, unsure_m: float) -> str:
    reach = max(60.0, min(unsure_m, WIDE_M))
    if apart_m <= reach / 2:
        return "near"
    if apart_m <= reach:
        return "rather_near"
    return "apart" if apart_m <= max(2 * reach, WALKED_M) else "never"


def _condition(facts: Facts) -> str | None:
    return facts.condition or condition(facts.condition_words or "")


def _number(facts: Facts, seen: frozenset[str]) -> int | None:
    """How many they are, by the number or by the words; 0: several."""
    if facts.people_count:
        return facts.people_count
    if seen & set(SEVERAL):
        return 0
    return counting.people(_words(facts)) if facts.condition_words else None


def _count(one: int | None, other: int | None) -> Iterator[str]:
    if one is None or other is None or one == other == 1:  # most are one: it tells nothing
        return
    if 0 in (one, other):
        yield "several" if max(one, other) != 1 else "one_and_several"
    elif one == other:
        yield "same_number"
    elif min(one, other) == 1:
        yield "one_and_several" if max(one, other) > 2 else "one_and_two"
    else:
        yield "about_the_number" if abs(one - other) <= max(1, max(one, other) // 5) else "other_number"


def _flag(name: str, one: bool | str | None, other: bool | str | None) -> Iterator[str]:
    if one is None or other is None:
        return
    if one != other:
        yield f"other_{name}"
    elif one:
        yield f"same_{name}"


def _state(one: str | None, other: str | None) -> Iterator[str]:
    """How somebody is changes in an hour, and is hard to tell; an injury does not go away."""
    if not one or not other:
        return
    if one == other:
        yield "same_wound" if one == "injured" else "same_state"
    elif "injured" in (one, other):
        yield "other_wound"
    else:
        yield "state_alike" if {one, other} in TAKEN_FOR_EACH_OTHER else "other_state"


def _who(mine: frozenset[str], theirs: frozenset[str]) -> Iterator[str]:
    """A man is no woman, a family no man alone, an old man no young one."""
    a, b = _of("who", mine), _of("who", theirs)
    several = {name.removeprefix("who.") for name in SEVERAL}
    a, b = (kinds & several or kinds for kinds in (a, b))
    if a and b:
        if a & b:
            yield "same_who"
        else:
            yield "one_and_several" if bool(a & several) != bool(b & several) else "other_who"
    a, b = _of("age", mine), _of("age", theirs)
    if a and b:
        yield "same_age" if a & b else "near_age" if "middle" in a | b else "other_age"


def _clothes(mine: frozenset[str], theirs: frozenset[str]) -> Iterator[str]:
    for garment in ("coat", "top"):
        yield from _colour(garment, _of(garment, mine), _of(garment, theirs))
    a, b = _of("hat", mine), _of("hat", theirs)
    if a & HATS and b & HATS and not a & b & HATS:
        yield "other_hat"
    elif a and b:
        yield "same_hat"
        yield from _colour("hat_colour", a - HATS, b - HATS)
    if "coat" in mine | theirs and "top" in mine | theirs and not {"coat", "top"} <= mine | theirs:
        yield "other_garment"


def _colour(name: str, a: frozenset[str], b: frozenset[str]) -> Iterator[str]:
    if a and b:
        alike = any(a & some and b & some for some in ALIKE)
        yield f"same_{name}" if a & b else "colour_alike" if alike else f"other_{name}"


def _things(a: frozenset[str], b: frozenset[str]) -> Iterator[str]:
    """Bags and blankets are everywhere, a dog or a wheelchair is not."""
    if not a or not b:
        return
    if not a & b:
        yield "other_thing"
    for one in a & b:
        yield "same_common_thing" if one in EVERYWHERE else "same_thing"


def _kind(kind: str, mine: frozenset[str], theirs: frozenset[str]) -> Iterator[str]:
    a, b = _of(kind, mine), _of(kind, theirs)
    if not a or not b:
        return
    if not a & b:
        yield f"other_{kind}"
    for _ in a & b:
        yield f"same_{kind}"


def _of(kind: str, said: frozenset[str]) -> frozenset[str]:
    return frozenset(name.split(".", 1)[1] for name in said if name.startswith(f"{kind}."))


def _point(facts: Facts) -> Point | None:
    return (facts.lat, facts.lon) if facts.lat is not None and facts.lon is not None else None
