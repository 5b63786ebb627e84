"""Where the person is whom somebody tells us of: a point, its commune, and the one question that helps most.

A team finds who stands at a place it can walk to. A place that is not clear is asked about; nothing is guessed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from hotline.core import street
from hotline.core.elsewhere import Said, here, read
from hotline.core.gazetteer import AREAS, CLEAR, OUTSIDE, STATIONS, Gazetteer, Match, Place, Point, distance_m
from hotline.core.gazetteer.lexicon import SAID, WHERE
from hotline.core.gazetteer.ordinary import EVERY_TOWN
from hotline.core.gazetteer.tokens import tokens
from hotline.core.house_number import alone, given, numbered
from hotline.core.where_words import BETWEEN, IN, LINE, OR, OTHER_STATIONS, RATHER, STATION, STOPS

Ask = Literal["which_one", "which_stop", "number_or_cross_street", "street_or_landmark", "where", "pin_or_words"]

BETWEEN_M = 1_500  # two places that are named together are around one spot
NEIGHBOURS_M = 600  # two places so near each other mean one: the first that was named
RELATIVE = 0.9  # factor of a place between two others
ELSEWHERE = 0.85  # factor when a commune is named in which the place does not lie


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
    said = read(text)
    found = [match for match in book.find(text, language) if match.score >= (CLEAR if match.exact else misspelt)]
    found = here(found, said)
    areas = [match for match in found if match.place.kind in AREAS and match.place.kind != "region"]
    outside = bool(areas) and areas[0].place.commune == OUTSIDE
    spots = _spots(found)
    if outside and spots and _is_namesake(spots[0][0], areas[0]) and not street.is_named(text):
        return _unclear([spots[0][0], areas[0]], "which_one")
    if outside and all(_is_there(group[0], areas[0], said) for group in spots):
        return _outside(areas[0])
    if spots:
        return _at(spots, areas, said, by_itself=alone(text))
    return _not_yet(book, areas, text, said)


def _is_there(spot: Match, town: Match, said: Said) -> bool:
    return is_long(spot.place) or _is_namesake(spot, town) or _is_of(spot, town, said)


def _is_namesake(spot: Match, town: Match) -> bool:
    """Whether the same words name a station of Brussels: "Kraainem"."""
    return spot.words == town.words


def _is_of(spot: Match, town: Match, said: Said) -> bool:
    """ "Grote Markt van Mechelen", "in Halle, voor de basiliek": many towns have a square, a hall, a park so called."""
    if spot.place.kind in STATIONS:
        return False
    everywhere = EVERY_TOWN.issuperset(spot.words) and (said.after(town.words, IN) or said.first(town.words) == 0)
    return everywhere or said.after(town.words, frozenset(spot.words[-1:]))


def _spots(found: Sequence[Match]) -> list[list[Match]]:
    """The places a team can walk to, those of the same words together."""
    groups: dict[tuple[str, ...], list[Match]] = {}
    for match in found:
        if match.place.kind not in AREAS:
            groups.setdefault(match.words, []).append(match)
    return list(groups.values())


def _at(spots: Sequence[Sequence[Match]], areas: Sequence[Match], said: Said, *, by_itself: bool) -> Located:
    """`by_itself`: a number of a house is said in a clause of its own."""
    first = _one(spots[0])
    if first is None:
        return _unclear(spots[0], "which_one")
    others = [match for group in spots[1:] if (match := _one(group)) is not None]
    named = [first, *others]
    if others and BETWEEN & set(said.words) and _apart(first, others[0]) <= BETWEEN_M:
        return _middle(first, others[0])
    walkable = [match for match in named if not is_long(match.place)]
    if not walkable:
        return _on_a_street(named, areas, said, by_itself=by_itself)
    exact = _meant(walkable, said)
    if any(_apart(exact[0], match) > NEIGHBOURS_M for match in exact[1:]):
        return _unclear(exact, "which_one")
    if _contradicted(exact[0], areas):
        return _unclear([exact[0], *areas], "which_one")
    return _clear(exact[0], named, areas)


def _meant(named: Sequence[Match], said: Said) -> Sequence[Match]:
    """Of several places those after a correction ("no, sorry: at Yser"), else those said to be where the person is."""
    corrected = max((nth for nth, word in enumerate(said.words) if word in RATHER), default=-1)
    later = [match for match in named if said.first(match.words) > corrected]
    kept = later or list(named)
    if OR & set(said.words):
        return kept
    placed = [match for match in kept if said.after(match.words, WHERE) or SAID.get(match.words[0])]
    return placed if len(placed) == 1 else kept


def _one(group: Sequence[Match]) -> Match | None:
    """The place that these words mean; None when it may be one or the other."""
    near = all(_apart(group[0], match) <= NEIGHBOURS_M for match in group[1:])
    return group[0] if near else None


def is_long(place: Place) -> bool:
    """Whether somebody who names it may be far from its point."""
    return place.kind in ("street", "water")


def _on_a_street(named: Sequence[Match], areas: Sequence[Match], said: Said, *, by_itself: bool) -> Located:
    """Streets and nothing beside them: with a number or a corner it is a point."""
    if len(named) > 1 and _apart(named[0], named[1]) <= BETWEEN_M:
        return _middle(named[0], named[1])
    if by_itself or any(_is_numbered(said, match.words) for match in named):
        return _clear(named[0], named, areas)
    return _unclear(named[:1], "number_or_cross_street")


def _is_numbered(said: Said, name: Sequence[str]) -> bool:
    first = said.first(name)
    return first >= 0 and numbered(said.words, first, first + len(name))


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


def _not_yet(book: Gazetteer, areas: Sequence[Match], text: str, said: Said) -> Located:
    """No place that a team can walk to: the question that comes nearest to one."""
    stations = _stations(book, areas[0].place.commune, said) if areas else ()
    if len(stations) == 1:
        (place,) = stations
        return Located(place.point, place.accuracy_m, place.commune, stations, areas[0].score * RELATIVE, None)
    ask = _question(text, said, somewhere=bool(areas))
    if not areas:
        return Located(None, None, None, (), 0.0, ask)
    asked = _unclear(areas, ask)
    return replace(asked, places=(*stations, *asked.places)) if ask == "which_one" else asked


def _question(text: str, whole: Said, *, somewhere: bool) -> Ask:
    said = [piece.text for piece in tokens(whole.words, SAID.__contains__)]
    if street.is_named(text):
        return "street_or_landmark" if given(said) else "number_or_cross_street"
    if any(word in STOPS or word in LINE or word.endswith("halte") for word in said):
        return "which_stop"
    if any(word in STATION or word.endswith("station") for word in said) and not OTHER_STATIONS & set(said):
        return "which_one"
    return "street_or_landmark" if somewhere else "where"


def _stations(book: Gazetteer, commune: str | None, said: Said) -> tuple[Place, ...]:
    """ "La gare à Jette": the stations of this commune, if a station was said."""
    if commune is None or OTHER_STATIONS & set(said.words) or not STATION & set(said.words):
        return ()
    return tuple(place for place in book.places.values() if place.kind == "rail" and place.commune == commune)


def _apart(one: Match, other: Match) -> float:
    return distance_m(one.place.point, other.place.point)


def _places(matches: Iterable[Match]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(match.place for match in matches))
