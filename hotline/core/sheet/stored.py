"""Where sheets are kept: the newest PDF of each that somebody asked for, and whether it is still what we know.

A sheet is compared with the directory when that changed or a day has passed; it is made again when anything on it
differs, or when the day that is printed on it is a week ago. So an unchanged sheet keeps its bytes.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import LargeBinary, String, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.core import outbox
from hotline.core.directory import need_words, shelf, tables
from hotline.core.gazetteer import Change, StoredPlace
from hotline.core.measure import BRUSSELS
from hotline.core.sheet import region
from hotline.db import Base

AGE = timedelta(days=7)
PATIENCE = timedelta(minutes=5)  # a wish that was not kept by then may be said again
Key = tuple[str, str, str]  # kind, key, language


class StoredSheet(Base):
    """A sheet. `basis`: the state of the directory it agrees with; `mark`: changes with anything that stands on it;
    `compared_at`: when that was read; `asked_at`: since when somebody wants it anew. No `pdf`: not made yet."""

    __tablename__ = "sheet"

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    basis: Mapped[str | None] = mapped_column(String(64))
    mark: Mapped[str | None] = mapped_column(String(64))
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    made_at: Mapped[datetime | None]
    compared_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]


def exists(session: Session, kind: str, key: str) -> bool:
    """Whether there is such a sheet; without reading the directory."""
    if kind == "need":
        return any(one.id == key for one in need_words.known().needs)
    if kind == "commune":
        place = session.get(StoredPlace, f"commune-{key}")
        return place is not None and place.kind == "commune"
    return (kind, key) == ("region", region.KEY)


def basis(session: Session, at: datetime) -> str:
    """The state of everything a sheet is made of: the directory, the gazetteer, the day."""
    places = session.scalar(select(func.max(Change.id)))
    state = (*shelf.version(session, at.astimezone(BRUSSELS).date()), places)
    return hashlib.sha256(repr(state).encode()).hexdigest()


def find(session: Session, which: Key) -> StoredSheet | None:
    return session.get(StoredSheet, which)


def is_current(row: StoredSheet | None, known: str, at: datetime) -> bool:
    """Whether it says what we know. `known`: the present basis."""
    return row is not None and row.basis == known and not _old(row, at)


def may_be_shown(session: Session, row: StoredSheet | None, known: str) -> bool:
    """Whether it may be given out meanwhile. Not after a change of the directory: that may have hidden an address."""
    if row is None or row.made_at is None or row.compared_at is None:
        return False
    last = session.scalar(select(func.max(tables.Change.at)))
    return row.basis == known or last is None or last < row.compared_at


def is_same(row: StoredSheet | None, mark: str, at: datetime) -> bool:
    """Whether the PDF that we have will do."""
    return row is not None and row.mark == mark and not _old(row, at)


def ask(session: Session, which: Key, at: datetime) -> bool:
    """Want a sheet anew. False: somebody wants it already."""
    kind, key, language = which
    wanted = insert(StoredSheet).values(kind=kind, key=key, language=language, asked_at=at)
    wanted = wanted.on_conflict_do_update(
        index_elements=["kind", "key", "language"],
        set_={"asked_at": at},
        where=or_(StoredSheet.asked_at.is_(None), StoredSheet.asked_at < at - PATIENCE),
    )
    if session.scalar(wanted.returning(StoredSheet.key)) is None:
        return False
    outbox.promise(session, "sheet", at, of=kind, key=key, language=language)
    return True


def ask_for_outdated(session: Session, at: datetime, limit: int) -> int:
    """Want anew what no longer says what we know, the longest not compared first; how many."""
    known = basis(session, at)
    older = or_(StoredSheet.basis.is_distinct_from(known), StoredSheet.made_at < at - AGE)
    rows = session.execute(
        select(StoredSheet.kind, StoredSheet.key, StoredSheet.language)
        .where(StoredSheet.made_at.is_not(None), older)
        .order_by(StoredSheet.compared_at)
        .limit(limit)
    ).all()
    return sum(ask(session, (kind, key, language), at) for kind, key, language in rows)


def keep(session: Session, which: Key, known: str, mark: str, pdf: bytes | None, at: datetime) -> None:
    """Keep what was made of facts that were read `at` that moment; of older ones: dropped. No `pdf`: ours will do."""
    kind, key, language = which
    session.execute(insert(StoredSheet).values(kind=kind, key=key, language=language).on_conflict_do_nothing())
    row = session.get_one(StoredSheet, which, with_for_update=True, populate_existing=True)
    if row.compared_at is not None and row.compared_at >= at:
        return
    row.basis, row.compared_at, row.asked_at = known, at, None
    if pdf is not None:
        row.mark, row.pdf, row.made_at = mark, pdf, at


def forget(session: Session, which: Key) -> None:
    """There is no such sheet any more."""
    kind, key, language = which
    here = (StoredSheet.kind == kind, StoredSheet.key == key, StoredSheet.language == language)
    session.execute(delete(StoredSheet).where(*here))


def _old(row: StoredSheet, at: datetime) -> bool:
    return row.made_at is None or row.made_at < at - AGE
