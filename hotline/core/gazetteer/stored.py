"""The gazetteer in the database, and one copy of it in the memory of each process."""

import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Float, Identity, String, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.core.gazetteer.file import SOURCES
from hotline.core.gazetteer.gazetteer import Gazetteer
from hotline.core.gazetteer.place import Named, Place
from hotline.db import Base

NAME, ALSO = 160, 120  # letters
CHUNK = 1000  # rows in one statement


class StoredPlace(Base):
    """A place with its names; see place.Place. `source`: the group of the file, or the official file it came from."""

    __tablename__ = "gazetteer_place"

    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    fr: Mapped[str] = mapped_column(String(NAME))
    nl: Mapped[str] = mapped_column(String(NAME))
    also: Mapped[list[str]] = mapped_column(ARRAY(String(ALSO)))
    lat: Mapped[float] = mapped_column(Float(53))
    lon: Mapped[float] = mapped_column(Float(53))
    commune: Mapped[str | None] = mapped_column(String(40))
    accuracy_m: Mapped[int]
    source: Mapped[str] = mapped_column(String(80), index=True)


class Change(Base):
    """The places of one source were brought in or changed: when, and how many places it has now."""

    __tablename__ = "gazetteer_change"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(80))
    places: Mapped[int]


@dataclass(frozen=True, slots=True)
class Counts:
    added: int
    changed: int
    unchanged: int
    removed: int


COLUMNS = tuple(field.name for field in fields(Place))


def named(row: StoredPlace) -> Named:
    return Named(Place(**{name: getattr(row, name) for name in COLUMNS}), tuple(row.also))


def put(session: Session, name: str, places: Iterable[Named], at: datetime, replaces: Iterable[str] = ()) -> Counts:
    """Bring in the places of a file; those that came from `replaces` and are not in it any more go.

    Repeating it changes nothing. `name`: what is written down as changed. The caller commits.
    """
    rows = {one.place.id: {**asdict(one.place), "also": list(one.also)} for one in places}
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("gazetteer"))))
    known = {row.id: row for row in session.scalars(select(StoredPlace))}
    new = [row for key, row in rows.items() if key not in known]
    other = [row for key, row in rows.items() if key in known and _differs(known[key], row)]
    gone = [key for key, row in known.items() if key not in rows and row.source in set(replaces)]
    for first in range(0, len(new), CHUNK):
        session.execute(insert(StoredPlace), new[first : first + CHUNK])
    for row in other:
        for column, value in row.items():
            setattr(known[row["id"]], column, value)
    if gone:
        session.execute(delete(StoredPlace).where(StoredPlace.id.in_(gone)))
    if new or other or gone:
        session.add(Change(at=at, source=name, places=len(rows)))
    session.flush()
    return Counts(len(new), len(other), len(rows) - len(new) - len(other), len(gone))


def fill(session: Session, places: Iterable[Named], at: datetime) -> Counts:
    """Bring in what comes with the software. A point that an official file has given stays. The caller commits."""
    rows = session.scalars(select(StoredPlace).where(StoredPlace.source.not_in(SOURCES)))
    official = {row.id: named(row).place for row in rows}
    ours = [
        replace(one, place=one.place.moved_to(official[one.place.id])) if one.place.id in official else one
        for one in places
    ]
    return put(session, "file", ours, at, SOURCES)


def _differs(known: StoredPlace, row: dict[str, Any]) -> bool:
    return any(getattr(known, column) != value for column, value in row.items())


_lock = threading.Lock()
_built: tuple[object, Gazetteer] = (None, Gazetteer(()))


_LAST = "select id, at from gazetteer_change order by id desc limit 1"


def current(session: Session) -> Gazetteer:
    """The gazetteer as the database has it. Built once for each change, kept in this process."""
    global _built
    last = session.connection().exec_driver_sql(_LAST).first()  # plain: every message asks
    with _lock:
        if _built[0] != last:
            rows = session.scalars(select(StoredPlace).order_by(StoredPlace.id)) if last else ()
            _built = (last, Gazetteer(named(row) for row in rows))
        return _built[1]
