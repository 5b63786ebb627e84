"""All the ways to say a place, made by rule from its names: with and without "gare", "place", first names, gaps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hotline.core.gazetteer.lexicon import ARTICLES, SAID
from hotline.core.gazetteer.ordinary import DIRECTIONS, NO_NAME, ORDINARY
from hotline.core.gazetteer.place import AREAS, STATIONS, Named, Place, distance_m, in_turns
from hotline.core.gazetteer.tokens import name_of
from hotline.core.plain import words

Pieces = tuple[str, ...]
FULL, CORE, PART = 1.0, 0.98, 0.95  # how surely the place is meant: its name, without its kind, only its last word
SAME_PLACE_M = 400  # a station, its square and its stop of the same name are one place for whoever is there
HERE = ("commune", "quarter", "region")  # who says no more than "Schaerbeek" means all of it
CITY = "bruxelles"
LAST_WORD = 5  # letters: a last name that is long enough to stand for the whole


def _pieces(many: Iterable[str]) -> frozenset[str]:
    return frozenset(piece for word in many for piece in name_of(word))


_ORDINARY = {language: _pieces(many.split()) for language, many in ORDINARY.items()}
_EVERYWHERE = frozenset().union(*_ORDINARY.values())
_DIRECTIONS = _pieces(DIRECTIONS)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One way to say a place: `pieces`. `level`: FULL, CORE or PART. `kind_said`: with a word for its kind in it.
    `needs_kind`: means the place only with a word for its kind beside it, as another one has the same name."""

    place: Place
    pieces: Pieces
    level: float
    kind_said: bool
    needs_kind: bool = False


def ordinary(pieces: Pieces, language: str | None) -> bool:
    """Whether a name is a word that people use for other things too, in this language (None: in any)."""
    if len(pieces) > 1:
        return False
    return pieces[0] in _ORDINARY[""] or pieces[0] in (_ORDINARY.get(language, ()) if language else _EVERYWHERE)


def first_name(pieces: Pieces) -> bool:
    """Whether people are called so, too."""
    return len(pieces) == 1 and pieces[0] in _ORDINARY[""]


def direction(pieces: Pieces) -> bool:
    """North, south, noon: no place without a word for its kind."""
    return len(pieces) == 1 and pieces[0] in _DIRECTIONS


def spoken(places: Iterable[Named]) -> list[Spoken]:
    """Every way to say every place."""
    made = [way for named in in_turns(places) for way in _ways(named)]
    sharing: dict[Pieces, list[Spoken]] = {}
    for way in made:
        sharing.setdefault(way.pieces, []).append(way)
    return [replace(way, needs_kind=not way.kind_said and _yields(way, sharing[way.pieces])) for way in made]


def _ways(named: Named) -> Iterator[Spoken]:
    place, seen = named.place, set[Pieces]()
    names = (place.fr, place.nl, *named.also)
    whole = [(name_of(name), FULL) for name in names]
    parts = [way for name in names for way in _shorter(name, place.kind, whole[0][0][0] == CITY)]
    for pieces, level in (*whole, *parts):
        if pieces not in seen:
            seen.add(pieces)
            said = len(pieces) > 1 and any(piece in SAID for piece in pieces)
            yield Spoken(place, pieces, level, said)


def _shorter(name: str, kind: str, city: bool) -> Iterator[tuple[Pieces, float]]:
    """The ways to say a name without its kind or first name, in one word, and a station's with the city before it."""
    full = name_of(name)
    core = _core(full)
    if kind == "rail" and city and core and full[0] != CITY:
        yield (CITY, *core), CORE  # "Brussels South"
    if core != full and core and not (len(core) == 1 and core[0] in NO_NAME):
        yield core, CORE
    if kind in ("street", "square") and core != full and _has_last_name(name, core):
        yield ((full[0], core[-1]) if full[0] in SAID else (core[-1], full[-1])), PART
        if kind == "square":
            yield core[-1:], PART
    bare = words(name)
    if 1 < len(bare) <= 3 and kind != "street":
        glued = bare[:1] + [word for word in bare[1:] if word not in ARTICLES]
        yield ("".join(glued),), FULL  # written together: "grandplace", "debrouckere"


def _has_last_name(name: str, core: Pieces) -> bool:
    """Whether its last word alone is known: "Place Eugène Flagey", but not "Place du Jeu de Balle"."""
    if len(core) < 2 or len(core[-1]) < LAST_WORD or core[-1] in NO_NAME or "saint" in core:
        return False
    written = name.replace("-", " ").split()
    return written[-2][:1].isupper() and "'" not in written[-1]


def _core(full: Pieces) -> Pieces:
    """A name without the words for a kind at its ends and without the city before it."""
    first, last = 0, len(full)
    if full[0] == CITY and len(full) > 1:
        first += 1
    while first < last and full[first] in SAID:
        first += 1
    while last > first and full[last - 1] in SAID:
        last -= 1
    return full[first:last]


def _yields(one: Spoken, sharing: Iterable[Spoken]) -> bool:
    """Whether somebody who says only this means another place: "Schaerbeek" is the commune, not its station."""
    if one.place.kind == "street":
        return any(other.place.kind != "street" for other in sharing)
    others = [other.place for other in sharing if other.level == FULL and other.place.id != one.place.id]
    if one.place.kind == "quarter" and one.level < FULL:
        return any(other.kind != "street" for other in others) or any(way.place.kind in STATIONS for way in sharing)
    if one.place.kind in (*STATIONS, "stop"):
        return any(other.kind in HERE or _is_elsewhere(other, one.place) for other in others)
    return one.level < FULL and any(other.kind in AREAS for other in others)


def _is_elsewhere(other: Place, place: Place) -> bool:
    return (
        other.kind not in (*STATIONS, "stop", "street", "town") and distance_m(place.point, other.point) > SAME_PLACE_M
    )
