"""Where the person is whom somebody tells us of: a point, its commune, and the one question that helps most.

A team finds who stands at a place it can walk to. A place that is not clear is asked about; nothing is guessed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from hotline.core import house_number
from hotline.core.gazetteer import AREAS, CLEAR, OUTSIDE, Gazetteer, Match, Place, Point, distance_m
from hotline.core.gazetteer.lexicon import ARTICLES, SAID, WHERE
from hotline.core.plain import words

Ask = Literal["which_one", "which_stop", "number_or_cross_street", "street_or_landmark", "where"]

BETWEEN_M = 1_500  # two places that are named together are around one spot
NEIGHBOURS_M = 600  # two places so near each other mean one: the first that was named
RELATIVE = 0.9  # factor of a place between two others
ELSEWHERE = 0.85  # factor when a commune is named in which the place does not lie

_LINE = frozenset(
    ("tram", "trams", "tramway", "bus", "lijn", "ligne", "line", "metro", "premetro", "linie", "linea", "linha", "ترام")
)
_STOPS = frozenset(word for word, kind in SAID.items() if kind in ("stop", "metro"))
_STATIONS = frozenset(word for word, kind in SAID.items() if kind == "station")
_STREETS = frozenset(word for word, kind in SAID.items() if kind == "street")
_STREET_END = re.compile(r"\w{3,}(?:straat|laan|steenweg|kaai|dreef|strasse)$")
_BETWEEN = frozenset(("entre", "tussen", "between", "zwischen"))
_RATHER = frozenset(
    (
        "non",
        "pardon",
        "plutot",
        "maintenant",
        "nee",
        "sorry",
        "eigenlijk",
        "nu",
        "no",
        "actually",
        "now",
        "nein",
        "jetzt",
    )
)
_TOWARDS = frozenset(("vers", "direction", "richting", "naar", "towards", "toward", "nach", "hacia"))


@dataclass(frozen=True, slots=True)
class Located:
    """`commune`: its French name, OUTSIDE, or None. `ask`: None when a team can be sent to `point`; else the question.

    `places`: what was understood, the likeliest first. `score` 0..1. `accuracy_m`: how far they may be.
    """

    point: Point | None
    accuracy_m: int | None
    commune: str | None
    places: tuple[Place, ...]
    score: float
    ask: Ask | None

    @property
    def matched(self) -> tuple[str, ...]:
        """The names understood, as the street signs say them in French."""
        return tuple(dict.fromkeys(place.fr for place in self.places))

    @property
    def place(self) -> Place | None:
        """The place at the point; None where there is none, as half way between two."""
        return next((place for place in self.places if place.point == self.point), None)


def locate(book: Gazetteer, text: str, language: str | None = None, *, misspelt: float = CLEAR) -> Located:
    """What these words say of the place. `misspelt`: the least score of a name of which the spelling was forgiven,
    higher where much else is said."""
    said = words(text)
    found = [match for match in book.find(text, language) if match.score >= (CLEAR if match.exact else misspelt)]
    spots = _spots(found, said)
    areas = [match for match in found if match.place.kind in AREAS and match.place.kind != "region"]
    if spots:
        return _at(spots, areas, said)
    if areas and areas[0].place.commune == OUTSIDE:
        return _outside(areas[0])
    return _not_yet(book, areas, said)


def _spots(found: Sequence[Match], said: Sequence[str]) -> list[list[Match]]:
    """The places a team can walk to, those of the same words together; where somebody only goes to comes not at all."""
    groups: dict[tuple[str, ...], list[Match]] = {}
    for match in found:
        if match.place.kind not in AREAS:
            groups.setdefault(match.words, []).append(match)
    here = [group for group in groups.values() if not _after(said, group[0].words, _TOWARDS)]
    return here or list(groups.values())


def _after(said: Sequence[str], name: Sequence[str], before: frozenset[str]) -> bool:
    """Whether one of these words stands right before the name; articles do not count."""
    left = list(said[: max(_first(said, name), 0)])
    while left and left[-1] in ARTICLES - before:
        left.pop()
    return bool(left) and left[-1] in before


def _at(spots: Sequence[Sequence[Match]], areas: Sequence[Match], said: Sequence[str]) -> Located:
    first = _one(spots[0])
    if first is None:
        return _unclear(spots[0], "which_one")
    others = [match for group in spots[1:] if (match := _one(group)) is not None]
    named = [first, *others]
    if others and _BETWEEN & set(said) and _apart(first, others[0]) <= BETWEEN_M:
        return _middle(first, others[0])
    walkable = [match for match in named if not is_long(match.place)]
    if not walkable:
        return _on_a_street(named, areas, said)
    exact = _meant(walkable, said)
    if any(_apart(exact[0], match) > NEIGHBOURS_M for match in exact[1:]):
        return _unclear(exact, "which_one")
    if _contradicted(exact[0], areas):
        return _unclear([exact[0], *areas], "which_one")
    return _clear(exact[0], named, areas)


def _meant(named: Sequence[Match], said: Sequence[str]) -> Sequence[Match]:
    """Of several places those after a correction ("no, sorry: at Yser"), else those said to be where the person is."""
    corrected = max((nth for nth, word in enumerate(said) if word in _RATHER), default=-1)
    later = [match for match in named if _first(said, match.words) > corrected]
    kept = later or list(named)
    placed = [match for match in kept if _after(said, match.words, WHERE) or SAID.get(match.words[0])]
    return placed if len(placed) == 1 else kept


def _first(said: Sequence[str], name: Sequence[str]) -> int:
    """Where in the text this name begins."""
    starts = range(len(said) - len(name) + 1)
    return next((start for start in starts if tuple(said[start : start + len(name)]) == tuple(name)), -1)


def _one(group: Sequence[Match]) -> Match | None:
    """The place that these words mean; None when it may be one or the other."""
    near = all(_apart(group[0], match) <= NEIGHBOURS_M for match in group[1:])
    return group[0] if near else None


def is_long(place: Place) -> bool:
    """Whether somebody who names it may be far from its point."""
    return place.kind in ("street", "water")


def _on_a_street(named: Sequence[Match], areas: Sequence[Match], said: Sequence[str]) -> Located:
    """Streets and nothing beside them: with a number or a corner it is a point."""
    if len(named) > 1 and _apart(named[0], named[1]) <= BETWEEN_M:
        return _middle(named[0], named[1])
    if house_number.given(" ".join(said)):
        return _clear(named[0], named, areas)
    return _unclear(named[:1], "number_or_cross_street")


def _clear(match: Match, named: Iterable[Match], areas: Sequence[Match]) -> Located:
    place = match.place
    lies = not areas or any(_around(area, match) for area in areas)
    score = match.score * (1 if lies else ELSEWHERE)
    return Located(place.point, place.accuracy_m, place.commune, _places([*named, *areas]), round(score, 3), None)


def _middle(one: Match, other: Match) -> Located:
    """Between two places, or at the corner of two streets."""
    (lat, lon), (other_lat, other_lon) = one.place.point, other.place.point
    commune = one.place.commune if one.place.commune == other.place.commune else None
    return Located(
        (round((lat + other_lat) / 2, 5), round((lon + other_lon) / 2, 5)),
        int(_apart(one, other) / 2) + 100,
        commune,
        _places([one, other]),
        round(min(one.score, other.score) * RELATIVE, 3),
        None,
    )


def _contradicted(match: Match, areas: Sequence[Match]) -> bool:
    """Whether the commune that is named lies elsewhere."""
    return bool(areas) and not any(_around(area, match) for area in areas)


def _around(area: Match, match: Match) -> bool:
    same = area.place.commune == match.place.commune
    return same or _apart(area, match) <= area.place.accuracy_m + NEIGHBOURS_M


def _unclear(matches: Sequence[Match], ask: Ask) -> Located:
    communes = {match.place.commune for match in matches}
    commune = communes.pop() if len(communes) == 1 else None
    return Located(None, None, commune, _places(matches), round(max(match.score for match in matches), 3), ask)


def _outside(area: Match) -> Located:
    place = area.place
    return Located(place.point, place.accuracy_m, OUTSIDE, (place,), area.score, None)


def _not_yet(book: Gazetteer, areas: Sequence[Match], said: Sequence[str]) -> Located:
    """No place that a team can walk to: the question that comes nearest to one."""
    if areas and (place := _only_station(book, areas[0].place.commune, said)) is not None:
        return Located(place.point, place.accuracy_m, place.commune, (place,), areas[0].score * RELATIVE, None)
    ask = _question(said, somewhere=bool(areas))
    if areas:
        return _unclear(areas, ask)
    return Located(None, None, None, (), 0.0, ask)


def _question(said: Sequence[str], *, somewhere: bool) -> Ask:
    if any(word in _STREETS or _STREET_END.match(word) for word in said):
        return "street_or_landmark" if house_number.given(" ".join(said)) else "number_or_cross_street"
    if any(word in _STOPS or word in _LINE or word.endswith("halte") for word in said):
        return "which_stop"
    if any(word in _STATIONS or word.endswith("station") for word in said):
        return "which_one"
    return "street_or_landmark" if somewhere else "where"


def _only_station(book: Gazetteer, commune: str | None, said: Sequence[str]) -> Place | None:
    """ "La gare à Jette": the one station of this commune, if a station was said and there is only one."""
    if commune is None or not any(SAID.get(word) == "station" for word in said):
        return None
    there = [place for place in book.places.values() if place.kind == "rail" and place.commune == commune]
    return there[0] if len(there) == 1 else None


def _apart(one: Match, other: Match) -> float:
    return distance_m(one.place.point, other.place.point)


def _places(matches: Iterable[Match]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(match.place for match in matches))
