"""Streets from a CSV of UrbIS or BeSt Address: one row a street or one row an address, both are understood.

Columns are found by their common names; the point in degrees, Lambert 72 or Lambert 2008 ("EPSG:31370_x", "x"…).
"""

from collections.abc import Callable
from dataclasses import dataclass

from hotline.core.gazetteer.lambert import point_of
from hotline.core.gazetteer.lexicon import SAID
from hotline.core.gazetteer.place import Named, Place, Point, distance_m
from hotline.core.gazetteer.rows import Files, Found, Row, WrongFile, number
from hotline.core.gazetteer.tokens import name_of
from hotline.core.plain import plain

SOURCE = "streets"
LEAST_M, MOST_M = 60, 3000  # accuracy of the shortest and the longest street
COLUMNS = {
    "fr": (
        "streetname_fr", "street_name_fr", "street_fr", "streetnamefre", "strnamefre", "pn_name_fre", "pn_name_fr",
        "pnnamefre", "pw_name_fre", "pw_name_fr", "descrfre", "name_fr", "name_fre", "rue", "nom_fr", "nom_rue_fr",
    ),
    "nl": (
        "streetname_nl", "street_name_nl", "street_nl", "streetnamedut", "strnamedut", "pn_name_dut", "pn_name_nl",
        "pnnamedut", "pw_name_dut", "pw_name_nl", "descrdut", "name_nl", "name_dut", "straat", "naam_nl", "nom_rue_nl",
    ),
    "commune": (
        "municipality_name_fr", "municipality_fr", "municipality_name", "municipality", "mu_name_fre", "mu_name_fr",
        "munamefre", "commune_fr", "commune", "gemeente", "municipality_name_nl", "mu_name_dut",
    ),
    "postcode": (
        "postcode", "postal_code", "postalcode", "zipcode", "zip", "code_postal", "pz_nat_code", "pznc", "pzcode", "cp",
    ),
    "lat": ("epsg:4326_lat", "lat", "latitude", "y_wgs84"),
    "lon": ("epsg:4326_lon", "lon", "lng", "long", "longitude", "x_wgs84"),
    "x": (
        "epsg:31370_x", "epsg:3812_x", "x", "x_lambert72", "lambert72_x", "x_lambert2008", "lambert2008_x", "point_x",
    ),
    "y": (
        "epsg:31370_y", "epsg:3812_y", "y", "y_lambert72", "lambert72_y", "y_lambert2008", "lambert2008_y", "point_y",
    ),
}  # fmt: skip
GONE = frozenset({"retired", "historical", "rejected"})  # `status` of an address that is not there any more

CommuneOf = Callable[[str], str | None]  # a name or postcode → French name, OUTSIDE, None


@dataclass(slots=True)
class Street:
    """The rows of one street in one commune."""

    fr: str
    nl: str
    commune: str
    count: int
    lat: float
    lon: float
    south_west: Point
    north_east: Point

    def add(self, point: Point) -> None:
        (south, west), (north, east), (lat, lon) = self.south_west, self.north_east, point
        self.count, self.lat, self.lon = self.count + 1, self.lat + lat, self.lon + lon
        self.south_west, self.north_east = (min(south, lat), min(west, lon)), (max(north, lat), max(east, lon))


def knows(columns: set[str]) -> bool:
    """Whether these are the columns of a list of streets."""
    return any(name in columns for part in ("fr", "nl") for name in COLUMNS[part])


def read(files: Files, table: str, commune_of: CommuneOf) -> Found:
    """The streets of the Region. Raises WrongFile."""
    columns = _columns(files.columns(table), table)
    found = Found(SOURCE, [])
    streets: dict[tuple[str, str], Street] = {}
    for line, row in files.rows(table):
        found.rows += 1
        if row.get("status", "").lower() in GONE:
            continue
        cells = {part: row.get(column, "") for part, column in columns.items()}
        try:
            commune = _commune(cells, commune_of)
            if commune is None:
                found.far += 1
                continue
            _add(streets, cells, commune, _point(cells))
        except ValueError as wrong:
            found.bad.append(f"{table} line {line}: {wrong}")
    found.places = [Named(_place(street)) for street in streets.values()]
    return found


def _columns(present: set[str], table: str) -> dict[str, str]:
    """Which column holds what. Raises WrongFile."""
    found = {part: name for part, names in COLUMNS.items() for name in reversed(names) if name in present}
    if not {"fr", "nl"} & set(found):
        raise WrongFile(f"{table}: no column with the name of a street")
    if not {"commune", "postcode"} & set(found):
        raise WrongFile(f"{table}: no column with the municipality or the postcode")
    if not ({"lat", "lon"} <= set(found) or {"x", "y"} <= set(found)):
        raise WrongFile(f"{table}: no columns with a point: lat and lon, or x and y")
    return found


def _commune(cells: Row, commune_of: CommuneOf) -> str | None:
    """The French name of its commune; None: not in the Region. The municipality counts, then the postcode."""
    return (commune_of(cells.get("commune", "")) if cells.get("commune") else None) or commune_of(
        cells.get("postcode", "")
    )


def _point(cells: Row) -> Point:
    lat, lon = number(cells.get("lat")), number(cells.get("lon"))
    x, y = number(cells.get("x")), number(cells.get("y"))
    point = point_of(lon, lat) if lat is not None and lon is not None else None
    if point is None and x is not None and y is not None:
        point = point_of(x, y)
    if point is None:
        raise ValueError("no point in Belgium")
    return point


def _add(streets: dict[tuple[str, str], Street], cells: Row, commune: str, point: Point) -> None:
    fr, nl = cells.get("fr") or cells.get("nl", ""), cells.get("nl") or cells.get("fr", "")
    if not plain(fr):
        raise ValueError("no name")
    key = commune, plain(fr)
    if key not in streets:
        streets[key] = Street(fr[:160], nl[:160], commune, 0, 0, 0, point, point)
    streets[key].add(point)


def _place(street: Street) -> Place:
    lat, lon = round(street.lat / street.count, 5), round(street.lon / street.count, 5)
    reach = distance_m(street.south_west, street.north_east) / 2
    said = [SAID.get(piece) for piece in name_of(street.fr)]
    kind = "square" if "square" in (said[0], said[-1]) else "street"
    key = f"street-{plain(street.commune)}-{plain(street.fr)}".replace(" ", "-")[:80]
    accuracy = round(min(max(reach, LEAST_M), MOST_M))
    return Place(key, kind, street.fr, street.nl, lat, lon, street.commune, accuracy, SOURCE)
