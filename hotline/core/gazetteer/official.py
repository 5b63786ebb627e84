"""Brings an official file into the gazetteer: GTFS stops, or streets. Places we have already get its point."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core.gazetteer import gtfs, streets
from hotline.core.gazetteer.place import STATIONS, Named, Place, distance_m
from hotline.core.gazetteer.points import Points
from hotline.core.gazetteer.rows import Files, Found, WrongFile
from hotline.core.gazetteer.stored import Counts, StoredPlace, fill, named, put
from hotline.core.gazetteer.tokens import name_of
from hotline.core.plain import plain

SAME_M = 600  # a station of ours and an official one with its name are the same within this distance
MOST_BAD = 0.1  # a file with a larger share of bad rows is not what it seems to be
STREETS = ("street", "square")
UNDERGROUND = ("metro", "premetro")
ABBREVIATED = 3  # letters: "VLAAND." is Vlaanderen


def bring_in(session: Session, path: Path, ours: Iterable[Named], at: datetime) -> tuple[Found, Counts]:
    """Read a file and write it down, all or nothing. `ours`: what comes with the software. Raises WrongFile.

    Repeating it changes nothing; a newer file of the same source replaces the older one. The caller commits.
    """
    known = list(ours)
    found = read(path, known)
    fill(session, known, at)
    found.places = _with_communes(session, list(_taken_over(found, known)))
    counts = put(session, found.source, found.places, at, [found.source])
    fill(session, known, at)  # a place of ours that a newer file no longer has is as we know it again
    return found, counts


def read(path: Path, ours: Iterable[Named] = ()) -> Found:
    """What a file holds: GTFS or streets, which its tables tell. Raises WrongFile."""
    try:
        files = Files(path)
    except (OSError, zipfile.BadZipFile) as wrong:
        raise WrongFile(f"{path.name}: {wrong}") from None
    try:
        found = _read(files, dict(_communes(ours)))
    finally:
        files.close()
    if not found.places:
        raise WrongFile(f"{path.name}: no place in Brussels in {found.rows} rows")
    if len(found.bad) > MOST_BAD * found.rows:
        raise WrongFile(f"{path.name}: {len(found.bad)} of {found.rows} rows are bad, first {found.bad[0]}")
    return found


def _read(files: Files, communes: dict[str, str]) -> Found:
    if stops := next((name for name in files.names() if name.endswith("stops.txt")), None):
        return gtfs.read(files, stops)
    for table in files.names():
        if table.lower().endswith((".csv", ".txt", ".tsv")):
            columns = files.columns(table)
            if columns >= gtfs.NEEDED:
                return gtfs.read(files, table)
            if streets.knows(columns):
                return streets.read(files, table, lambda said: communes.get(plain(said)))
    raise WrongFile("neither stops (stop_id, stop_name, stop_lat, stop_lon) nor streets (streetname_fr, streetname_nl)")


def _communes(ours: Iterable[Named]) -> Iterator[tuple[str, str]]:
    """What a file may call a commune: its names and postcodes."""
    for one in ours:
        if one.place.source == "communes" and one.place.commune:
            for name in (one.place.fr, one.place.nl, *one.also):
                yield plain(name), one.place.commune
            if one.place.id == "commune-bruxelles-ville":
                yield from ((plain(name), one.place.commune) for name in ("Bruxelles", "Brussel", "Brussels"))


def _taken_over(found: Found, ours: list[Named]) -> Iterator[Named]:
    """The official places; those that we have are ours with the official point, as ours know how people say them."""
    taken = set()
    for one in ours:
        same = [other.place for other in found.places if _is_same(one.place, other.place)]
        if same:
            there = min(same, key=lambda place: distance_m(place.point, one.place.point))
            taken.add(there.id)
            yield replace(one, place=one.place.moved_to(there))
    yield from (other for other in found.places if other.place.id not in taken)


def _is_same(ours: Place, official: Place) -> bool:
    """Whether an official place is one that we have: a stop near our station, a street in the same commune."""
    if official.kind in STREETS:
        return ours.kind in STREETS and ours.commune == official.commune and plain(ours.fr) == plain(official.fr)
    if ours.kind not in (("rail",) if official.kind == "rail" else UNDERGROUND):
        return False
    if distance_m(ours.point, official.point) > SAME_M:
        return False
    return _one_name(ours.fr, official.fr) or _one_name(ours.nl, official.nl)


def _one_name(ours: str, official: str) -> bool:
    """Whether two names are the same, also when the official one has abbreviations: "JOSEPH.-CHARLOTTE"."""
    full, short = name_of(ours), name_of(official)
    return len(full) == len(short) and all(
        one == other or (len(other) >= ABBREVIATED and one.startswith(other))
        for one, other in zip(full, short, strict=True)
    )


def _with_communes(session: Session, places: list[Named]) -> list[Named]:
    """Stops have no commune in their file: the streets and buildings around each of them tell."""
    if all(one.place.commune for one in places):
        return places
    rows = session.scalars(select(StoredPlace).where(StoredPlace.kind.not_in((*STATIONS, "stop"))))
    around = Points(named(row).place for row in rows)
    return [
        one if one.place.commune else replace(one, place=replace(one.place, commune=around.commune(one.place.point)))
        for one in places
    ]
