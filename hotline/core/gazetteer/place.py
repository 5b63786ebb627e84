"""A place with a name: what the gazetteer knows of it, and how far apart two points are."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import asin, cos, radians, sin, sqrt
from typing import TypeVar

OUTSIDE = "outside"  # the commune of a place that is not in the Brussels-Capital Region
STATIONS = ("rail", "metro", "premetro")
AREAS = ("commune", "quarter", "region", "town")  # too wide to send somebody there
KINDS = (  # of two at the same spot, the first is named
    "rail", "square", "metro", "premetro", "hospital", "building", "park", "water", "stop", "street", *AREAS,
)  # fmt: skip
EARTH_M = 6_371_009  # mean radius

Item = TypeVar("Item")
Point = tuple[float, float]  # lat, lon in degrees, WGS 84


@dataclass(frozen=True, slots=True)
class Place:
    """`commune`: its French name, OUTSIDE, or None for what lies in several. `accuracy_m`: how far somebody who
    names the place may be from its point. `source`: which group of the file, or which official file."""

    id: str
    kind: str
    fr: str
    nl: str
    lat: float
    lon: float
    commune: str | None
    accuracy_m: int
    source: str

    @property
    def point(self) -> Point:
        return self.lat, self.lon

    def moved_to(self, there: "Place") -> "Place":
        """This place with the point of another, who says so and how exactly."""
        return replace(self, lat=there.lat, lon=there.lon, accuracy_m=there.accuracy_m, source=there.source)

    def name(self, language: str | None) -> str:
        """As the sign in the street says it: in Dutch, or else in French."""
        return self.nl if language == "nl" else self.fr


@dataclass(frozen=True, slots=True)
class Named:
    """A place, and what people say besides its two names: short forms, other languages, postcodes."""

    place: Place
    also: tuple[str, ...] = ()


def in_turns(items: Iterable[Item]) -> Iterator[Item]:
    """The items; between hundreds of them others go on, as a web app has one loop for everyone."""
    for nth, item in enumerate(items):
        if nth % 200 == 0:
            time.sleep(0)
        yield item


def distance_m(a: Point, b: Point) -> float:
    """Metres between two points, as the crow flies (haversine, on a sphere: wrong by less than 0.5 %)."""
    (lat, lon), (other_lat, other_lon) = a, b
    north, east = radians(other_lat - lat) / 2, radians(other_lon - lon) / 2
    half = sin(north) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(east) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(half)))
