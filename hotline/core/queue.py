"""People who wait for a person: the queue entry and the order in which they are served."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, SmallInteger, String, and_, func, or_, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from hotline.core import contact as contacts
from hotline.core.contact import Contact
from hotline.core.words import WRITTEN, Channel, EntryState, Priority
from hotline.db import Base

REST = timedelta(minutes=5)  # between two attempts to call someone back
REPORTS_LATER = timedelta(minutes=10)  # so long those who wait for a person go before a report without danger

# Waiting time counts faster for those who can wait least; nobody starves, since every score grows without bound.
# Accumulating priority: docs/measures.md. Rate per second waited, and seconds of head start.
RATE = {Priority.DANGER: 8, Priority.MINOR: 4, Priority.VULNERABLE: 4, Priority.NORMAL: 1}
HEAD_START = {Priority.DANGER: 60}


class QueueEntry(Base):
    """A contact that waits for a person, or has one. `front`: goes before everyone (their line was cut)."""

    __tablename__ = "queue_entry"
    __table_args__ = (
        Index("uq_queue_entry_live", "contact_id", unique=True, postgresql_where="state <> 'ended'"),
        Index(
            "uq_queue_entry_one_call",
            "dispatcher_id",
            unique=True,
            postgresql_where="state in ('reserved', 'bridged') and channel not in ('chat', 'sms', 'whatsapp')",
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    language: Mapped[str | None] = mapped_column(String(5))
    topic: Mapped[str] = mapped_column(String(20))
    priority: Mapped[str] = mapped_column(String(10), default=Priority.NORMAL)
    state: Mapped[str] = mapped_column(String(10), default=EntryState.WAITING, index=True)
    front: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    entered_at: Mapped[datetime]
    not_before: Mapped[datetime | None]
    dispatcher_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"))
    wanted_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"))  # whom they talked with before
    wanted_until: Mapped[datetime | None]
    reserved_until: Mapped[datetime | None]
    interrupted_at: Mapped[datetime | None]  # in a written talk: the dispatcher is on the phone
    ended_at: Mapped[datetime | None]

    contact: Mapped[Contact] = relationship()


class Ranked(Protocol):
    """What the order needs to know of an entry; the simulator has its own."""

    id: int
    front: bool
    priority: str
    entered_at: datetime


R = TypeVar("R", bound=Ranked)


def score(priority: str, waited_s: float) -> float:
    """Accumulated priority of someone who waited so long; the highest is served first."""
    kind = Priority(priority)
    return RATE[kind] * (waited_s + HEAD_START.get(kind, 0))


def serving_order(entries: Iterable[R], at: datetime) -> list[R]:
    """The order in which people are served: a cut line first, then by accumulated priority, then by arrival."""
    return sorted(
        entries,
        key=lambda e: (
            not e.front,
            -score(e.priority, (at - e.entered_at).total_seconds()),
            e.entered_at,
            e.id,
        ),
    )


def can_wait(entries: Iterable[QueueEntry], at: datetime, *, after_report: bool = False) -> set[int]:
    """Ids of reports without danger that come after the people: behind a report nobody waits.

    For REPORTS_LATER; while anybody is in danger; and for whoever had a report last (`after_report`), so that neither
    people nor reports starve on a night with many of both.
    """
    waiting = list(entries)
    later = after_report or any(one.priority == Priority.DANGER for one in waiting)
    return {
        one.id
        for one in waiting
        if one.channel == Channel.REPORT
        and one.priority != Priority.DANGER
        and (later or one.entered_at > at - REPORTS_LATER)
    }


def enter(session: Session, contact: Contact, topic: str, at: datetime, channel: str | None = None) -> QueueEntry:
    """Put a contact in line. Someone who is in line already keeps the place; a topic learned later is noted."""
    entry = live_entry(session, contact.id)
    if entry is None:
        entry = QueueEntry(
            contact_id=contact.id,
            channel=channel or contact.channel,
            language=contact.language,
            topic=topic,
            priority=contact.priority,
            state=EntryState.WAITING,
            front=False,
            attempts=0,
            entered_at=at,
        )
        session.add(entry)
        contact.asked_at = contact.asked_at or at
        contacts.record(session, contact.id, "asked", at, topic=topic)
    session.info["queue_changed"] = True
    return entry


def live_entry(session: Session, contact_id: int) -> QueueEntry | None:
    """The contact's place in line or present talk, locked; None when there is none."""
    return session.scalar(
        select(QueueEntry)
        .where(QueueEntry.contact_id == contact_id, QueueEntry.state != EntryState.ENDED)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def live_entries(session: Session, at: datetime, *, after_report: bool = False) -> list[QueueEntry]:
    """Everyone in line or in a talk: those who wait in the order in which they are taken, then the rest."""
    rows = session.scalars(
        select(QueueEntry).where(QueueEntry.state != EntryState.ENDED).options(joinedload(QueueEntry.contact))
    ).all()
    ordered = serving_order(rows, at)
    waiting = [e for e in ordered if e.state == EntryState.WAITING]
    later = can_wait(waiting, at, after_report=after_report)
    return sorted(waiting, key=lambda e: e.id in later) + [e for e in ordered if e.state != EntryState.WAITING]


def ahead(session: Session, entry: QueueEntry, at: datetime) -> int:
    """How many are served before this one: for a caller, calls; for who writes, written talks too.

    A written talk keeps no dispatcher from the next call, which interrupts it.
    """
    rivals = (Channel.VOICE, *WRITTEN) if entry.channel in WRITTEN else (Channel.VOICE,)
    mine = score(entry.priority, (at - entry.entered_at).total_seconds())
    sooner = [
        and_(QueueEntry.priority == kind, QueueEntry.entered_at < served_before(kind, mine, at)) for kind in Priority
    ]
    before = or_(QueueEntry.front, *sooner)
    if entry.front:
        before = and_(QueueEntry.front, or_(*sooner))
    return (
        session.scalar(
            select(func.count())
            .select_from(QueueEntry)
            .where(
                QueueEntry.state == EntryState.WAITING,
                QueueEntry.channel.in_(rivals),
                QueueEntry.id != entry.id,
                before,
            )
        )
        or 0
    )


def served_before(kind: Priority, mine: float, at: datetime) -> datetime:
    """Who of this priority goes before someone with the score `mine`: those who came before this moment."""
    return at - timedelta(seconds=mine / RATE[kind] - HEAD_START.get(kind, 0))
