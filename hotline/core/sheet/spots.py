"""Which door has which number on the map: one number a spot, from west to east in each commune."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hotline.core.directory.facts import Location
from hotline.core.directory.read import Found
from hotline.core.directory.shelf import Shelf
from hotline.core.gazetteer import Point


@dataclass(frozen=True)
class Spot:
    """A service at one of its addresses. `commune`: its French name; empty: it moves between several.

    `point` None: we do not know exactly where it is, and it has no number.
    """

    found: Found
    commune: str
    point: Point | None
    number: int | None = None


def numbered(shelf: Shelf) -> list[Spot]:
    """Every service with an address, by commune; those who share a spot share its number."""
    spots = sorted((one for found in shelf.services.values() for one in _of(found)), key=_order)
    points = list(dict.fromkeys(one.point for one in spots if one.point))
    return [replace(one, number=points.index(one.point) + 1) if one.point else one for one in spots]


def on_the_map(spots: list[Spot]) -> list[tuple[int, Point]]:
    """Each number and its point, once."""
    return list({one.number: (one.number, one.point) for one in spots if one.number and one.point}.values())


def _of(found: Found) -> Iterator[Spot]:
    """Once a commune, at its first address there."""
    first: dict[str, Location] = {}
    for place in found.service.locations:
        first.setdefault(place.commune or "", place)
    for commune, place in first.items():
        known = place.lat is not None and place.lon is not None
        yield Spot(found, commune, (place.lat or 0, place.lon or 0) if known else None)


def _order(spot: Spot) -> tuple[bool, str, bool, float, str]:
    west = spot.point[1] if spot.point else 0
    return spot.commune == "", spot.commune, spot.point is None, west, spot.found.service.id
