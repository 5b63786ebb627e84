"""Places by where they are: what is near a point, and in which commune a point lies."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from hotline.core.gazetteer.place import AREAS, OUTSIDE, Place, Point, distance_m

DEGREE_M = 111_000  # one degree of latitude, a little less than it is
NEIGHBOURS, NEIGHBOURS_M = 3, 700  # places that tell the commune of a point


class Points:
    """Places that can be asked for by a point."""

    def __init__(self, places: Iterable[Place]) -> None:
        everything = sorted(places, key=lambda place: (place.lat, place.id))
        self._places = [place for place in everything if place.kind not in AREAS]
        self._lats = [place.lat for place in self._places]
        self._communes = [place for place in everything if place.kind == "commune"]

    def near(self, point: Point, within_m: float, most: int) -> list[tuple[Place, float]]:
        """Places around a point, the nearest first, each with its distance in metres. No communes or quarters."""
        reach = within_m / DEGREE_M
        around = self._places[bisect_left(self._lats, point[0] - reach) : bisect_right(self._lats, point[0] + reach)]
        far = [(place, distance_m(point, place.point)) for place in around if abs(place.lon - point[1]) < 2 * reach]
        return sorted((pair for pair in far if pair[1] <= within_m), key=lambda pair: pair[1])[:most]

    def commune(self, point: Point) -> str | None:
        """As its nearest places say, if they agree; OUTSIDE of the Region; None: not sure, as near a border."""
        if not any(distance_m(point, area.point) <= area.accuracy_m for area in self._communes):
            return OUTSIDE
        communes = {place.commune for place, _ in self.near(point, NEIGHBOURS_M, NEIGHBOURS)}
        return communes.pop() if len(communes) == 1 else None
