"""Stops from a GTFS file of STIB-MIVB, SNCB-NMBS or others: those of one name close together are one place.

Read: stops.txt, with agency.txt and translations.txt in either of their two forms, if they are there.
Source of the format: gtfs.org/documentation/schedule/reference, and the older translations.txt (trans_id, lang).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hotline.core.gazetteer.place import Named, Place, Point, distance_m
from hotline.core.gazetteer.rows import Files, Found, Row, WrongFile, number
from hotline.core.plain import plain

AROUND = ((50.70, 50.98), (4.15, 4.60))  # lat, lon: Brussels and what its lines reach
ONE_STOP_M = 300  # platforms and sides of a street of one stop are not further apart
NEAR_M = 50  # accuracy of a single stop
SMALL = frozenset(("de", "du", "des", "la", "le", "les", "l", "d", "van", "het", "aux", "au", "et", "en", "der", "den"))
NEEDED = {"stop_id", "stop_name", "stop_lat", "stop_lon"}


@dataclass(frozen=True, slots=True)
class Stop:
    """A row of stops.txt that is no platform of another one."""

    id: str
    fr: str
    nl: str
    point: Point
    parent: bool


def read(files: Files, stops: str) -> Found:
    """The stops around Brussels. Raises WrongFile."""
    if missing := NEEDED - files.columns(stops):
        raise WrongFile(f"{stops}: no column {', '.join(sorted(missing))}")
    source, rail = _source(files)
    found = Found(source, [])
    names = _translations(files)
    kept = []
    for line, row in files.rows(stops):
        found.rows += 1
        try:
            stop = _stop(row, names)
        except ValueError as wrong:
            found.bad.append(f"{stops} line {line}: {wrong}")
            continue
        if stop and _is_around(stop.point):
            kept.append(stop)
        elif stop:
            found.far += 1
    key = plain(source).replace(" ", "-")[:30]
    found.places = [Named(_place(group, key, source, "rail" if rail else "stop")) for group in _grouped(kept)]
    return found


def _source(files: Files) -> tuple[str, bool]:
    """Whose stops these are, and whether they are railway stations."""
    agency = files.named("agency.txt")
    names = [row.get("agency_name", "") for _, row in files.rows(agency)] if agency else []
    name = next((one for one in names if one), "")
    return (f"{name} GTFS".strip()[:80], bool(re.search("sncb|nmbs", name, re.IGNORECASE)))


def _translations(files: Files) -> dict[tuple[str, str], str]:
    """(stop's id or name, language) → its name there."""
    table = files.named("translations.txt")
    found = {}
    for _, row in files.rows(table) if table else ():
        language = (row.get("lang") or row.get("language") or "")[:2].lower()
        if row.get("table_name", "stops") == "stops" and row.get("field_name", "stop_name") == "stop_name":
            for key in (row.get("record_id"), row.get("field_value"), row.get("trans_id")):
                if key:
                    found[key, language] = row.get("translation", "")
    return found


def _stop(row: Row, names: dict[tuple[str, str], str]) -> Stop | None:
    """None: a platform, an entrance or a way inside a station. Raises ValueError."""
    kind = row.get("location_type") or "0"
    if kind not in ("0", "1") or (kind == "0" and row.get("parent_station")):
        return None
    key, name = row.get("stop_id", ""), row.get("stop_name", "")
    lat, lon = number(row.get("stop_lat")), number(row.get("stop_lon"))
    if not key or not plain(name):
        raise ValueError("no id or no name")
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError("no point")
    first, _, second = (part.strip() for part in name.partition("/"))
    fr, nl = ((names.get((key, lang)) or names.get((name, lang))) for lang in ("fr", "nl"))
    return Stop(key, written(fr or first), written(nl or second or first), (lat, lon), kind == "1")


def written(name: str) -> str:
    """GARE DU MIDI → Gare du Midi; what is not all capitals stays."""
    if not name.isupper():
        return name
    parts = re.split(r"([\s'’-]+)", name.lower())
    return "".join(
        part if nth and part in SMALL else part[:1].upper() + part[1:] for nth, part in enumerate(parts)
    )  # fmt: skip


def _is_around(point: Point) -> bool:
    return all(low <= degrees <= high for degrees, (low, high) in zip(point, AROUND, strict=True))


def _grouped(stops: Iterable[Stop]) -> Iterator[list[Stop]]:
    """Stops of one name within ONE_STOP_M of the first; a station comes before the stops around it."""
    named: dict[str, list[list[Stop]]] = defaultdict(list)
    for stop in sorted(stops, key=lambda stop: (not stop.parent, stop.id)):
        for group in named[plain(stop.fr)]:
            if distance_m(group[0].point, stop.point) <= ONE_STOP_M:
                group.append(stop)
                break
        else:
            named[plain(stop.fr)].append([stop])
    return (group for groups in named.values() for group in groups)


def _place(group: list[Stop], key: str, source: str, kind: str) -> Place:
    """One place for a group: where its station is, else the middle of its stops."""
    points = [stop.point for stop in group if stop.parent] or [stop.point for stop in group]
    lat, lon = (round(sum(axis) / len(points), 5) for axis in zip(*points, strict=True))
    reach = max(distance_m((lat, lon), stop.point) for stop in group)
    first = group[0]
    accuracy = max(NEAR_M, round(reach))
    return Place(f"{key}-{first.id}"[:80], kind, first.fr[:160], first.nl[:160], lat, lon, None, accuracy, source)
