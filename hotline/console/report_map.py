"""Where the reports of the list are, roughly, as a drawing: no map service is asked, and the list is the truth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hotline.core.gazetteer import commune_name, communes
from hotline.core.report.listed import Listed
from hotline.core.report.stored import Report

SIDE = 600  # of the drawing, in its own units; the Region is about as high as it is wide
SOUTH, NORTH, WEST, EAST = 50.763, 50.914, 4.244, 4.483
GRID = 12  # a dot stands on a grid of about 300 m: where exactly is said on the report's page


@dataclass(frozen=True)
class Dot:
    """One place on the drawing with the numbers of the list that are there."""

    x: int
    y: int
    label: str
    red: bool


@dataclass(frozen=True)
class Drawing:
    """`names`: the communes where they are."""

    names: Sequence[tuple[int, int, str]]
    dots: Sequence[Dot]


def drawing(rows: Sequence[Listed], locale: str) -> Drawing:
    """The rows of the list on the Region; who has no point stands at the middle of the commune."""
    known = communes()
    names = [(*_at(*place.point), commune_name(french, locale)) for french, place in known.items()]
    spots: dict[tuple[int, int], list[tuple[int, bool]]] = {}
    for nth, row in enumerate(rows, 1):
        if (point := _point(row.report)) is not None:
            spots.setdefault(_on_grid(*_at(*point)), []).append((nth, row.needs_a_person))
    return Drawing(names, [_dot(spot, there) for spot, there in spots.items()])


def _dot(spot: tuple[int, int], there: Iterable[tuple[int, bool]]) -> Dot:
    numbers = [str(nth) for nth, _needs in there]
    label = " ".join(numbers) if len(numbers) <= 3 else f"{numbers[0]} +{len(numbers) - 1}"
    return Dot(*spot, label, any(needs for _nth, needs in there))


def _point(report: Report) -> tuple[float, float] | None:
    if report.lat is not None and report.lon is not None:
        return report.lat, report.lon
    place = communes().get(report.commune or "")
    return place.point if place else None


def _at(lat: float, lon: float) -> tuple[int, int]:
    across, down = (lon - WEST) / (EAST - WEST), (NORTH - lat) / (NORTH - SOUTH)
    return _inside(across), _inside(down)


def _inside(share: float) -> int:
    return round(min(max(share, 0.02), 0.98) * SIDE)


def _on_grid(x: int, y: int) -> tuple[int, int]:
    return round(x / GRID) * GRID, round(y / GRID) * GRID
