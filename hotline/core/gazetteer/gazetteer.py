"""The gazetteer in memory: which places a text names, what is near a point, in which commune it lies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hotline.core.gazetteer.finder import Names
from hotline.core.gazetteer.names import SAME_PLACE_M, spoken
from hotline.core.gazetteer.place import AREAS, KINDS, Named, Place, Point, distance_m
from hotline.core.gazetteer.points import Points
from hotline.core.gazetteer.tokens import Token, clauses
from hotline.core.gazetteer.weigh import Heard

CLOSE = 0.25  # of matches for the same words, those this much below the best are left out
CLOSE_IN_KIND = 0.1  # where a word for the kind was said
AS_CLOSE = 0.015  # of those whose spelling was forgiven
CLEAR = 0.7  # from here on a match is worth acting on
MOST = 12  # matches for one text
LONGEST = 400  # words of a text that are looked at


@dataclass(frozen=True, slots=True)
class Match:
    """`score` 0..1; `words`: the plain words of the text that named the place; `exact`: no spelling was forgiven."""

    place: Place
    score: float
    words: tuple[str, ...]
    exact: bool


class Gazetteer:
    """All places. Built once, asked often; never changes."""

    def __init__(self, places: Iterable[Named]) -> None:
        everything = list(places)
        self.places = {named.place.id: named.place for named in everything}
        self._names = Names(spoken(everything))
        self._points = Points(self.places.values())

    def __len__(self) -> int:
        return len(self.places)

    def find(self, text: str, language: str | None = None) -> list[Match]:
        """The places that a text names, best first. Several for the same words: it is not clear which one.

        Exact places come before the communes and quarters around them. A commune that is named narrows a name that
        several communes have. Nothing is guessed: no name, no match.
        """
        said, begins = clauses(text)
        said = said[:LONGEST]
        pieces = self._names.pieces(said, begins)
        groups = _longest(self._names.heard(said, pieces, language))
        named = {one.spoken.place.commune for group in groups if _is_area(group) for one in group} - {None}
        found = [match for group in groups for match in _matches(_narrowed(group, named), said, pieces)]
        once = {match.place.id: match for match in sorted(found, key=_rank, reverse=True)}
        return sorted(once.values(), key=_rank)[:MOST]

    def near(self, lat: float, lon: float, within_m: float = 1000, most: int = 5) -> list[tuple[Place, float]]:
        """Places around a point, the nearest first, each with its distance in metres. No communes or quarters."""
        return self._points.near((lat, lon), within_m, most)

    def commune_of(self, where: str | Point) -> str | None:
        """The French name of the commune of a text or a point; OUTSIDE of the Region; None: it is not sure."""
        return self._named(where) if isinstance(where, str) else self._points.commune(where)

    def _named(self, text: str) -> str | None:
        clear = [match for match in self.find(text) if match.score >= CLEAR and match.place.kind != "region"]
        communes = {match.place.commune for match in clear if match.words == clear[0].words}
        return communes.pop() if len(communes) == 1 else None


def _longest(heard: list[Heard]) -> list[list[Heard]]:
    """The names that explain most of the text, in groups for the same words; shorter ones inside them are left out."""
    groups: list[list[Heard]] = []
    for one in sorted(heard, key=lambda one: (-_weight(one), one.first)):
        crossed = [group for group in groups if one.first < group[0].wide[1] and group[0].wide[0] < one.last]
        if not crossed:
            groups.append([one])
        elif crossed == [same := crossed[0]] and (one.first, one.last) == (same[0].first, same[0].last):
            same.append(one)
    return groups


def _weight(one: Heard) -> float:
    return (one.last - one.first) * one.score**2


def _is_area(group: list[Heard]) -> bool:
    return group[0].spoken.place.kind in AREAS


def _narrowed(group: list[Heard], communes: set[str | None]) -> list[Heard]:
    """Of places with the same name, those in a commune that is named too; all if there is none."""
    if _is_area(group):
        return group
    return [one for one in group if one.spoken.place.commune in communes] or group


def _matches(group: list[Heard], said: Sequence[str], pieces: Sequence[Token]) -> list[Match]:
    """The places of a group, the likeliest first; what is within SAME_PLACE_M of a likelier one is the same place."""
    ranked = sorted(group, key=_likelihood)
    best, kept = ranked[0], list[Heard]()
    for one in ranked:
        likely = one.score >= best.score - _close(one, best) and one.exact >= best.exact and one.wide == best.wide
        if likely and not any(_same(one, other) for other in kept):
            kept.append(one)
    return [
        Match(
            one.spoken.place,
            round(min(one.score, 1.0), 3),
            tuple(said[pieces[one.wide[0]].word : pieces[one.wide[1] - 1].word + 1]),
            one.exact,
        )
        for one in kept
    ]


def _likelihood(one: Heard) -> tuple[bool, float, int]:
    return not (one.exact and one.score >= CLEAR), -one.score, KINDS.index(one.spoken.place.kind)


def _close(one: Heard, best: Heard) -> float:
    """How far below the best a place may score to be meant too. A word for its kind decides, and so does spelling."""
    if one.spoken.place.kind == "town":
        return 0
    if not one.exact:
        return AS_CLOSE
    return CLOSE_IN_KIND if best.wide != (best.first, best.last) else CLOSE


def _same(one: Heard, other: Heard) -> bool:
    return distance_m(one.spoken.place.point, other.spoken.place.point) <= SAME_PLACE_M


def _rank(match: Match) -> tuple[bool, bool, float]:
    return match.score < CLEAR, match.place.kind in AREAS, -match.score
