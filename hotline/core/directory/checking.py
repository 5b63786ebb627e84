"""Somebody found a closed door, a wrong number, or a fact grew old: a check is open until a dispatcher has looked.

One report only marks the service for dispatchers. When two people within a week found the door closed, everyone reads
"to be confirmed" at once, until somebody has looked. What a stranger wrote is for staff only, and forgotten soon.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from hotline.core.directory.tables import ID, Entry, OrganizationRow
from hotline.core.dispatcher import Dispatcher
from hotline.core.measure import BRUSSELS
from hotline.core.secret import Vault
from hotline.db import Base

CLOSED_DOOR = "closed_door"
FOUND = (CLOSED_DOOR, "wrong_number", "wrong_address", "wrong_hours", "full", "moved", "other")
OLD = "old"  # nobody found anything: the facts grow stale
BY = ("dispatcher", "public", "partner", "age")
ENDS = ("confirmed", "corrected", "dismissed")
WORDS = 200  # characters

TOGETHER = timedelta(days=7)  # reports of one closed door within so long speak of the same thing
PEOPLE = 2
HOUR = timedelta(hours=1)
FROM_ONE, FROM_ALL = 5, 60  # reports in an hour: from one connection, from all strangers
BRAKE = 7_113  # the advisory lock under which strangers' reports are counted


class Check(Base):
    """One reason to look at a service again. `reporter`: a keyed hash, only to tell two people apart."""

    __tablename__ = "directory_check"
    __table_args__ = (Index("ix_directory_check_open", "service_id", postgresql_where="state = 'open'"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    service_id: Mapped[str] = mapped_column(ID)
    fact: Mapped[str | None] = mapped_column(String(30))
    found: Mapped[str] = mapped_column(String(20))
    by: Mapped[str] = mapped_column(String(10))
    dispatcher_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"))
    reporter: Mapped[bytes | None] = mapped_column(LargeBinary)
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    key: Mapped[str | None] = mapped_column(String(64), unique=True)
    at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), default="open")
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"))

    dispatcher: Mapped[Dispatcher | None] = relationship(foreign_keys=[dispatcher_id])


class TooMany(Exception):
    """Too many reports in an hour: from this connection, or from everywhere."""


@dataclass(frozen=True)
class Report:
    """What somebody found. `who`: whatever tells this person from another (a connection, a contact); only hashed.

    `key`: of the form, so that a second click is no second report.
    """

    service_id: str
    found: str
    by: str = "dispatcher"
    who: str = ""
    words: str = ""
    fact: str | None = None
    key: str | None = None
    dispatcher_id: int | None = None


def report(session: Session, vault: Vault, told: Report, at: datetime) -> Check | None:
    """Open a check. None: this very form was sent before. Raises TooMany; ValueError for a word of no list."""
    if told.found not in FOUND or told.by not in BY:
        raise ValueError("a word of no list")
    if told.by == "public":
        _brake(session, vault, told, at)
    if told.key and session.scalar(select(Check.id).where(Check.key == told.key)):
        return None
    check = Check(service_id=told.service_id, found=told.found, by=told.by, fact=told.fact, key=told.key, at=at)
    check.dispatcher_id = told.dispatcher_id
    check.reporter = vault.hash(f"reporter:{told.by}:{told.who}") if told.who else None
    check.words = vault.lock(told.words[:WORDS]) if told.words else None
    session.add(check)
    session.flush()
    count_again(session, told.service_id, at)
    return check


def _brake(session: Session, vault: Vault, told: Report, at: datetime) -> None:
    """One at a time, so that many at once cannot slip through."""
    session.execute(select(func.pg_advisory_xact_lock(BRAKE)))
    recent = select(func.count()).where(Check.by == "public", Check.at > at - HOUR)
    mine = recent.where(Check.reporter.in_(vault.hashes(f"reporter:public:{told.who}")))
    if (session.scalar(mine) or 0) >= FROM_ONE or (session.scalar(recent) or 0) >= FROM_ALL:
        raise TooMany


def count_again(session: Session, service_id: str, at: datetime, *, looked: bool = False) -> None:
    """Lower what everyone reads of it when enough people found it closed; raise it again when somebody has looked."""
    entry = session.get(Entry, (service_id, "service"))
    organization = entry.organization_id if entry else None
    row = session.get(OrganizationRow, (organization or "", False), with_for_update=True)
    if row is None:
        return
    reported = dict(row.reported or {})
    before = None if looked else reported.pop(service_id, None)
    reported.pop(service_id, None)
    if day := _found_closed(session, service_id, at) or before:
        reported[service_id] = day
    if reported != (row.reported or {}):
        row.reported, row.changed_at = reported or None, at  # what was kept in memory is read again


def _found_closed(session: Session, service_id: str, at: datetime) -> str | None:
    """The day of the last report, when enough people made one lately. Those of whom nothing is known count as one."""
    doors = [one for one in open_of(session, service_id) if one.found == CLOSED_DOOR and one.at > at - TOGETHER]
    if len({one.reporter for one in doors}) < PEOPLE:
        return None
    return max(one.at for one in doors).astimezone(BRUSSELS).date().isoformat()


def open_of(session: Session, service_id: str) -> Sequence[Check]:
    """What waits for a look at this service, the oldest first."""
    waiting = select(Check).where(Check.service_id == service_id, Check.state == "open")
    return session.scalars(waiting.order_by(Check.id)).all()


def close(
    session: Session, service_id: str, end: str, by: Dispatcher | None, at: datetime, last: int | None = None
) -> int:
    """Somebody has looked: how many checks that ends. `last`: the newest they saw; later ones stay open.

    `by` None: the service itself says that all is right. That answers its age, not what people found there.
    """
    if end not in ENDS:
        raise ValueError(end)
    mine = [Check.service_id == service_id, Check.state == "open"]
    mine += [Check.id <= last] if last is not None else []
    mine += [Check.by == "age"] if by is None else []
    values = {"state": end, "closed_at": at, "closed_by_id": by.id if by else None}
    closed = update(Check).where(*mine).values(values).returning(Check.id)
    count = len(session.scalars(closed).all())
    if count and by is not None:
        count_again(session, service_id, at, looked=True)
    return count


@dataclass(frozen=True)
class Waiting:
    """A service with the reasons to look at it."""

    service_id: str
    checks: tuple[Check, ...]
    closed: bool  # everyone reads that people found it closed

    @property
    def rank(self) -> tuple[int, int, datetime]:
        """What everyone reads as doubtful first, then what people found, the more of them the sooner, then age."""
        people = sum(1 for one in self.checks if one.by != "age")
        return (0 if self.closed else 1 if people else 2, -people, self.checks[0].at)


def waiting(session: Session) -> list[Waiting]:
    """Every service that waits for a look, the most important first, then the one that waits longest."""
    found: dict[str, list[Check]] = defaultdict(list)
    for one in session.scalars(select(Check).where(Check.state == "open").order_by(Check.id)):
        found[one.service_id].append(one)
    rows = session.scalars(select(OrganizationRow.reported).where(OrganizationRow.reported.is_not(None)))
    closed = {service_id for row in rows for service_id in row or {}}
    services = [Waiting(service_id, tuple(checks), service_id in closed) for service_id, checks in found.items()]
    return sorted(services, key=lambda one: one.rank)


def words(vault: Vault, check: Check) -> str:
    """What somebody wrote, for staff; empty: nothing, or it is forgotten."""
    return (vault.open(check.words) or "") if check.words else ""


def forget(session: Session, at: datetime, keep: timedelta) -> None:
    """Who reported is forgotten when it no longer counts; what they wrote, after the time for numbers."""
    session.execute(update(Check).where(Check.at < at - TOGETHER, Check.reporter.is_not(None)).values(reporter=None))
    session.execute(update(Check).where(Check.at < at - keep, Check.words.is_not(None)).values(words=None))
