"""From the metres of Belgian maps to latitude and longitude: Lambert 72 and Lambert 2008 to WGS 84.

Lambert conformal conic with two parallels, inverse, as in IOGP guidance note 373-7-2 (2024) 3.1.1; Lambert 72 is
EPSG:31370, its shift to WGS 84 EPSG:15929 (right to about 1 m); Lambert 2008 is EPSG:3812, whose ETRS89 is taken as
WGS 84 (right to under 1 m).
"""

from dataclasses import dataclass
from math import atan, atan2, cos, degrees, hypot, log, pi, radians, sin, sqrt, tan

from hotline.core.gazetteer.place import Point

WGS_84 = (6_378_137.0, 1 / 298.257223563)
INTERNATIONAL_1924 = (6_378_388.0, 1 / 297)
SHIFT_M = (-106.8686, 52.2978, -103.7239)  # Belge 1972 to WGS 84
TURN_ARCSEC = (0.3366, -0.457, 1.8422)
SCALE_PPM = -1.2747


@dataclass(frozen=True, slots=True)
class Map:
    """A Lambert map: ellipsoid (axis, flattening), degrees of the origin and the parallels, metres at the origin."""

    ellipsoid: tuple[float, float]
    lat: float
    lon: float
    parallels: tuple[float, float]
    east: float
    north: float

    def point(self, x: float, y: float) -> Point:
        """Degrees on this map's ellipsoid."""
        axis, flat = self.ellipsoid
        e = sqrt(flat * (2 - flat))
        first, second = (radians(parallel) for parallel in self.parallels)
        n = (log(_m(first, e)) - log(_m(second, e))) / (log(_t(first, e)) - log(_t(second, e)))
        scale = axis * _m(first, e) / (n * _t(first, e) ** n)
        top = scale * _t(radians(self.lat), e) ** n
        east, south = x - self.east, top - (y - self.north)
        t = (hypot(east, south) / scale) ** (1 / n)
        lat = pi / 2 - 2 * atan(t)
        for _ in range(6):  # converges to far below a millimetre
            lat = pi / 2 - 2 * atan(t * ((1 - e * sin(lat)) / (1 + e * sin(lat))) ** (e / 2))
        return degrees(lat), degrees(atan2(east, south) / n) + self.lon


LAMBERT_72 = Map(INTERNATIONAL_1924, 90, 4.367486666666667, (51.16666723333333, 49.8333339), 150_000.013, 5_400_088.438)
LAMBERT_2008 = Map(WGS_84, 50.797815, 4.359215833333333, (49.83333333333333, 51.16666666666667), 649_328, 665_262)


def point_of(x: float, y: float) -> Point | None:
    """WGS 84 of two numbers from a Belgian map. Which map, their size tells; degrees (lon, lat) pass. None: neither."""
    if 2 < x < 7 and 49 < y < 52:
        return y, x
    if 0 < x < 300_000 and 0 < y < 300_000:
        return _shifted(*LAMBERT_72.point(x, y))
    if 490_000 < x < 810_000 and 510_000 < y < 810_000:
        return LAMBERT_2008.point(x, y)
    return None


def _m(lat: float, e: float) -> float:
    return cos(lat) / sqrt(1 - (e * sin(lat)) ** 2)


def _t(lat: float, e: float) -> float:
    flattened: float = ((1 - e * sin(lat)) / (1 + e * sin(lat))) ** (e / 2)
    return tan(pi / 4 - lat / 2) / flattened


def _shifted(lat: float, lon: float) -> Point:
    """From Belge 1972 to WGS 84: to metres from the centre of the earth, moved and turned (position vector), back."""
    axis, flat = INTERNATIONAL_1924
    e2, sine = flat * (2 - flat), sin(radians(lat))
    up = axis / sqrt(1 - e2 * sine**2)
    x, y, z = (
        up * cos(radians(lat)) * cos(radians(lon)),
        up * cos(radians(lat)) * sin(radians(lon)),
        up * (1 - e2) * sine,
    )
    (dx, dy, dz), (rx, ry, rz) = SHIFT_M, (radians(arc / 3600) for arc in TURN_ARCSEC)
    k = 1 + SCALE_PPM / 1e6
    return _degrees(dx + k * (x - rz * y + ry * z), dy + k * (rz * x + y - rx * z), dz + k * (-ry * x + rx * y + z))


def _degrees(x: float, y: float, z: float) -> Point:
    """Latitude and longitude of a point at ground level (Bowring)."""
    axis, flat = WGS_84
    e2, short = flat * (2 - flat), axis * (1 - flat)
    around = hypot(x, y)
    angle = atan2(z * axis, around * short)
    lat = atan2(z + e2 / (1 - e2) * short * sin(angle) ** 3, around - e2 * axis * cos(angle) ** 3)
    return degrees(lat), degrees(atan2(y, x))
