"""The map of the Region: the centre drawn larger than the rest, since most of the doors are there."""

import math
from collections.abc import Sequence

from hotline.core.directory.shelf import Shelf
from hotline.core.gazetteer import Gazetteer, Point
from hotline.core.sheet.content import Dot, Map, Numbered
from hotline.texts import mark, t

CENTRE: Point = (50.8467, 4.3525)  # Grand-Place
REACH_KM = 8.8  # from there to the edge of the drawing
BEND = 0.62  # 1: true to scale; smaller: the centre is larger
KM_PER_DEGREE = 111.2
RINGS_KM = (1, 3, 6)
APART = 0.034  # between two numbers; of the width of the map
NOTE = mark("The centre is drawn larger than the rest. To the first circle it is 1 km, a quarter of an hour on foot.")
LETTER = 0.0094  # the width of one letter of a commune
STEPS = 300
STATIONS = (  # by which people find their way; ids of knowledge_base/gazetteer.yaml
    "rail-bruxelles-midi", "rail-bruxelles-central", "rail-bruxelles-nord", "rail-bruxelles-luxembourg",
    "rail-bruxelles-ouest", "rail-bruxelles-schuman", "rail-schaerbeek", "rail-etterbeek", "rail-bockstael",
    "rail-uccle-calevoet", "rail-boitsfort", "rail-bordet", "rail-anderlecht",
)  # fmt: skip


def drawing(shelf: Shelf, gazetteer: Gazetteer, places: Sequence[tuple[int, Point]], language: str) -> Map:
    """Communes, stations, and each numbered place."""
    stations = [gazetteer.places[one] for one in STATIONS if one in gazetteer.places]
    communes = [Dot(*on_map((one.lat, one.lon)), one.name(language)) for one in shelf.communes.values()]
    dots = [Dot(*on_map(one.point), one.name(language).removeprefix(_city(language))) for one in stations]
    fixed = [(one.x, one.y) for one in dots] + [spot for one in communes for spot in _letters(one)]
    fixed += [(one.x + LETTER * step, one.y) for one in dots for step in range(2, len(one.name), 2)]
    return Map(
        tuple(communes),
        tuple(dots),
        tuple(_numbered(places, fixed)),
        tuple((_bent(km) / 2, f"{km} km") for km in RINGS_KM),
        t(language, NOTE),
    )


def _letters(dot: Dot) -> list[tuple[float, float]]:
    """Where its name stands: no number covers it."""
    half = len(dot.name) * LETTER / 2
    return [(dot.x - half + step * LETTER * 2, dot.y) for step in range(len(dot.name) // 2 + 1)]


def on_map(point: Point) -> tuple[float, float]:
    """From the left (0) to the right (1), from the top (0) to the bottom (1)."""
    north = (point[0] - CENTRE[0]) * KM_PER_DEGREE
    east = (point[1] - CENTRE[1]) * KM_PER_DEGREE * math.cos(math.radians(CENTRE[0]))
    km = math.hypot(north, east)
    scale = _bent(km) / km / 2 if km else 0.0
    return round(0.5 + east * scale, 4), round(0.5 - north * scale, 4)


def _bent(km: float) -> float:
    return math.pow(km / REACH_KM, BEND)


def _numbered(places: Sequence[tuple[int, Point]], fixed: Sequence[tuple[float, float]]) -> list[Numbered]:
    """Numbers on their places, pushed apart where they would cover each other or a name. Always the same way."""
    spots = [on_map(point) for _, point in places]
    labels = list(spots)
    for _ in range(STEPS):
        before = list(labels)
        for index in range(len(labels)):
            for other in (*labels[:index], *labels[index + 1 :], *fixed):
                labels[index] = _pushed(labels[index], other, index)
        if labels == before:
            break
    return [
        Numbered(*spot, round(label[0], 4), round(label[1], 4), number)
        for (number, _), spot, label in zip(places, spots, labels, strict=True)
    ]


def _pushed(mine: tuple[float, float], other: tuple[float, float], index: int) -> tuple[float, float]:
    """A little away from the other, if it is too near; from the same spot, each in a direction of its own."""
    x, y = mine[0] - other[0], mine[1] - other[1]
    if abs(x) >= APART or abs(y) >= APART or (far := math.hypot(x, y)) > APART * 0.98:
        return mine
    if far < 1e-6:
        x, y, far = math.cos(index * 2.4) * APART, math.sin(index * 2.4) * APART, APART / 2
    step = (APART - far) / 4 / math.hypot(x, y)
    return mine[0] + x * step, mine[1] + y * step


def _city(language: str) -> str:
    return "Brussel-" if language == "nl" else "Bruxelles-"
