"""A pick-up: a waiting contact held for one dispatcher until a deadline, then both in one conference.

Locks: contact → leg → entry. A pick-up is one conditional UPDATE of the entry and needs no other lock.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, String, and_, exists, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from hotline.core import callout, interruption
from hotline.core import contact as contacts
from hotline.core.contact import Contact
from hotline.core.dispatcher import Dispatcher, set_activity, wrap_up
from hotline.core.outbox import promise
from hotline.core.queue import QueueEntry, can_wait, serving_order
from hotline.core.words import (
    NO_WRAP_UP,
    TAKEN_WITHOUT_A_RING,
    WRITTEN,
    Activity,
    Channel,
    EntryState,
    ReservationEnd,
)
from hotline.db import Base

WRITTEN_TALKS = 3  # at a time for one dispatcher; a phone call interrupts them
HOLD = timedelta(seconds=25)  # to answer the ring after the click
JOINING = timedelta(seconds=20)  # from the answer to both voices in one conference


class AlreadyTaken(Exception):
    """Someone else was quicker. `by` is their user name where it is known."""

    def __init__(self, by: str | None = None) -> None:
        super().__init__("already taken")
        self.by = by


class Busy(Exception):
    """This dispatcher already has a call."""


class NotAvailable(Exception):
    """This dispatcher is away or in wrap-up."""


class NotYet(Exception):
    """The person asked to be called at certain hours only."""


class Gone(Exception):
    """The person is no longer waiting."""


class Reservation(Base):
    """An entry held for one dispatcher. The conference of the call is named after it."""

    __tablename__ = "reservation"
    __table_args__ = (Index("uq_reservation_open", "entry_id", unique=True, postgresql_where="ended_at is null"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("queue_entry.id", ondelete="CASCADE"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    dispatcher_id: Mapped[int] = mapped_column(ForeignKey("dispatcher.id"), index=True)
    made_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    person_joined_at: Mapped[datetime | None]
    dispatcher_joined_at: Mapped[datetime | None]
    bridged_at: Mapped[datetime | None]
    on_hold_at: Mapped[datetime | None]  # since when the person hears the hold sound
    reminded_at: Mapped[datetime | None]  # the dispatcher was told that the person is on hold for long
    finished_at: Mapped[datetime | None]  # the dispatcher said that the talk is over
    ended_at: Mapped[datetime | None]
    end: Mapped[str | None] = mapped_column(String(15))

    entry: Mapped[QueueEntry] = relationship()
    dispatcher: Mapped[Dispatcher] = relationship()

    @property
    def conference(self) -> str:
        return f"reservation-{self.id}"


def reserve(
    session: Session, entry_id: int, dispatcher: Dispatcher, at: datetime, *, rings: bool = True
) -> Reservation:
    """Hold a waiting contact for one dispatcher until HOLD has passed, and owe the ring.

    `rings` False: this dispatcher is on the phone already. Other phones that rang for the person stop.
    Asked again by the same dispatcher: the same reservation. Raises AlreadyTaken, Busy, NotAvailable, NotYet or Gone.
    """
    if dispatcher.activity != Activity.AVAILABLE and not _back_to(session, entry_id, dispatcher, at):
        raise NotAvailable
    if _has_enough_to_write(session, entry_id, dispatcher.id):
        raise Busy
    try:
        with session.begin_nested():
            entry = session.scalar(_take(entry_id, dispatcher.id, at))
    except IntegrityError:
        raise Busy from None
    if entry is None:
        return _refused(session, entry_id, dispatcher, at)
    reservation = Reservation(entry_id=entry.id, contact_id=entry.contact_id, dispatcher_id=dispatcher.id, made_at=at)
    session.add(reservation)
    session.flush()
    contacts.record(session, entry.contact_id, "reserved", at, dispatcher=dispatcher.username)
    callout.stop(session, entry.id, at, dispatcher.id)
    if entry.channel not in NO_WRAP_UP:  # who looks at a report goes on writing
        interruption.begin(session, dispatcher.id, at)
    if rings and entry.channel not in TAKEN_WITHOUT_A_RING:
        promise(session, "ring", at, reservation=reservation.id)
    session.info["queue_changed"] = True
    return reservation


def _has_enough_to_write(session: Session, entry_id: int, dispatcher_id: int) -> bool:
    """WRITTEN_TALKS at a time; and none is begun during a phone call, which would leave the person alone at once."""
    entry = session.get(QueueEntry, entry_id, populate_existing=True)
    if entry is None or entry.channel not in WRITTEN or entry.dispatcher_id == dispatcher_id:
        return False
    return _writes_enough(session, dispatcher_id)


def _writes_enough(session: Session, dispatcher_id: int) -> bool:
    enough = interruption.count(session, dispatcher_id) >= WRITTEN_TALKS
    return enough or open_reservation(session, dispatcher_id) is not None


def reserve_next(session: Session, dispatcher: Dispatcher, at: datetime) -> Reservation | None:
    """Hold the person this dispatcher should take next: first someone they share a language with, in serving order.

    None when nobody waits. Two dispatchers who ask at once get two people.
    """
    if dispatcher.activity != Activity.AVAILABLE:
        raise NotAvailable
    waiting = session.scalars(select(QueueEntry).where(QueueEntry.state == EntryState.WAITING)).all()
    able = [e for e in waiting if e.not_before is None or e.not_before <= at]
    if any(e.channel in WRITTEN for e in able) and _writes_enough(session, dispatcher.id):
        able = [e for e in able if e.channel not in WRITTEN]
        if not able:
            raise Busy
    ordered = serving_order([e for e in able if not _wanted_by_another(e, dispatcher, at)], at)
    later = can_wait(ordered, at, after_report=had_a_report(session, dispatcher.id))
    ids = [e.id for e in sorted(ordered, key=lambda e: (e.id in later, *_suits(e, dispatcher)))]
    for entry_id in [*_unlocked_first(session, ids), *ids]:
        try:
            return reserve(session, entry_id, dispatcher, at)
        except (AlreadyTaken, Gone, NotYet):
            continue
    return None


def had_a_report(session: Session, dispatcher_id: int) -> bool:
    """Whether what this dispatcher took last was a report."""
    mine = select(QueueEntry.channel).join(Reservation, Reservation.entry_id == QueueEntry.id)
    last = mine.where(Reservation.dispatcher_id == dispatcher_id).order_by(Reservation.id.desc()).limit(1)
    return session.scalar(last) == Channel.REPORT


def open_reservation(session: Session, dispatcher_id: int) -> Reservation | None:
    """The call a dispatcher is being rung for or has."""
    return session.scalar(
        select(Reservation)
        .join(Reservation.entry)
        .where(
            Reservation.dispatcher_id == dispatcher_id,
            Reservation.ended_at.is_(None),
            QueueEntry.channel.not_in(WRITTEN),
        )
    )


def reservation_of(session: Session, contact_id: int) -> Reservation | None:
    """The contact's open reservation."""
    return session.scalar(
        select(Reservation)
        .where(Reservation.contact_id == contact_id, Reservation.ended_at.is_(None))
        .execution_options(populate_existing=True)
    )


def of_entry(session: Session, entry_id: int, dispatcher_id: int) -> Reservation | None:
    """The open reservation that this dispatcher has of this entry."""
    return session.scalar(
        select(Reservation).where(
            Reservation.entry_id == entry_id,
            Reservation.dispatcher_id == dispatcher_id,
            Reservation.ended_at.is_(None),
        )
    )


def answered(session: Session, reservation: Reservation, at: datetime) -> None:
    """The dispatcher answered the ring: from here JOINING seconds until both are in the conference."""
    if reservation.answered_at is not None:
        return
    reservation.answered_at = at
    reservation.entry.reserved_until = at + JOINING


def joined(session: Session, reservation: Reservation, *, person: bool, at: datetime) -> bool:
    """One of the two is in the conference. True when that makes them both: the wait is over.

    Heard of after the caller left, it still counts: they talked.
    """
    if person:
        reservation.person_joined_at = reservation.person_joined_at or at
    else:
        reservation.dispatcher_joined_at = reservation.dispatcher_joined_at or at
    if reservation.bridged_at or reservation.end not in (None, ReservationEnd.CALLER_LEFT):
        return False
    if not (reservation.person_joined_at and reservation.dispatcher_joined_at):
        return False
    reservation.bridged_at = max(reservation.person_joined_at, reservation.dispatcher_joined_at)
    if reservation.ended_at is not None:
        reservation.bridged_at = min(reservation.bridged_at, reservation.ended_at)
        reservation.end = ReservationEnd.TALKED
        return True
    entry = reservation.entry
    entry.state, entry.reserved_until = EntryState.BRIDGED, None
    session.info["queue_changed"] = True
    return True


def release(session: Session, reservation: Reservation, why: ReservationEnd, at: datetime) -> None:
    """The reservation is over and the person still waits: back in line with the time of arrival they had."""
    if not _close(session, reservation, why, at):
        return
    entry = reservation.entry
    entry.state, entry.dispatcher_id, entry.reserved_until = EntryState.WAITING, None, None
    if why is ReservationEnd.LINE_LOST and entry.channel != Channel.REPORT:
        entry.front = True
        wrap_up(session, reservation.dispatcher_id, at)
    contacts.record(session, entry.contact_id, str(why), at, dispatcher=reservation.dispatcher.username)
    session.info["queue_changed"] = True


def finish(session: Session, entry: QueueEntry, at: datetime) -> None:
    """The entry is over: the talk was had, or the person left. The dispatcher who talked goes into wrap-up."""
    if entry.state == EntryState.ENDED:
        return
    reservation = session.scalar(
        select(Reservation).where(Reservation.entry_id == entry.id, Reservation.ended_at.is_(None))
    )
    if reservation is not None:
        talked = reservation.bridged_at is not None
        _close(session, reservation, ReservationEnd.TALKED if talked else ReservationEnd.CALLER_LEFT, at)
        if talked and entry.channel not in NO_WRAP_UP:
            wrap_up(session, reservation.dispatcher_id, at)
    entry.state, entry.ended_at, entry.reserved_until = EntryState.ENDED, at, None
    callout.stop(session, entry.id, at)
    session.info["queue_changed"] = True


def lapsed(session: Session, at: datetime) -> Sequence[Reservation]:
    """Open reservations whose deadline has passed."""
    return session.scalars(
        select(Reservation)
        .join(Reservation.entry)
        .where(
            Reservation.ended_at.is_(None),
            QueueEntry.state == EntryState.RESERVED,
            QueueEntry.reserved_until < at,
        )
    ).all()


def has_lapsed(session: Session, reservation: Reservation, at: datetime) -> bool:
    """Looked at again with the contact locked: perhaps they answered, joined or left at the last moment."""
    session.refresh(reservation)
    session.refresh(reservation.entry)
    until, waits = reservation.entry.reserved_until, reservation.entry.state == EntryState.RESERVED
    return reservation.ended_at is None and waits and until is not None and until < at


def _suits(entry: QueueEntry, dispatcher: Dispatcher) -> tuple[bool, bool]:
    """Who was cut off in a talk with this dispatcher, then who goes first or shares a language, then the rest."""
    return (entry.wanted_id != dispatcher.id, not (entry.front or dispatcher.speaks(entry.language)))


def _back_to(session: Session, entry_id: int, dispatcher: Dispatcher, at: datetime) -> bool:
    """Someone who was cut off calls again: the dispatcher takes them out of the wrap-up of that very talk."""
    wanted = session.scalar(
        select(QueueEntry.id).where(QueueEntry.id == entry_id, QueueEntry.wanted_id == dispatcher.id)
    )
    if wanted is None or dispatcher.activity != Activity.WRAP_UP:
        return False
    set_activity(session, dispatcher.id, Activity.AVAILABLE, at)
    return True


def _wanted_by_another(entry: QueueEntry, dispatcher: Dispatcher, at: datetime) -> bool:
    """For a moment they are left to the dispatcher they talked with; then anyone takes them next."""
    mine = entry.wanted_id in (None, dispatcher.id)
    return not mine and entry.wanted_until is not None and entry.wanted_until > at


def _close(session: Session, reservation: Reservation, why: ReservationEnd, at: datetime) -> bool:
    if reservation.ended_at is not None:
        return False
    reservation.ended_at, reservation.end, reservation.on_hold_at = at, why, None
    if reservation.entry.channel not in NO_WRAP_UP:
        interruption.end(session, reservation.dispatcher_id, at)
    return True


# Who has joined a colleague's talk has a call.
_NOT_JOINED = text(
    "not exists (select from third_person t"
    " where t.colleague_id = dispatcher.id and t.joined_at is not null and t.left_at is null)"
)


def _take(entry_id: int, dispatcher_id: int, at: datetime) -> Any:
    keeps_hours = exists().where(Contact.id == QueueEntry.contact_id, Contact.call_window.is_not(None))
    early = func.coalesce(and_(QueueEntry.not_before > at, keeps_hours), False)
    available = exists().where(Dispatcher.id == dispatcher_id, Dispatcher.activity == Activity.AVAILABLE, _NOT_JOINED)
    return (
        update(QueueEntry)
        .where(QueueEntry.id == entry_id, QueueEntry.state == EntryState.WAITING, available, ~early)
        .values(state=EntryState.RESERVED, dispatcher_id=dispatcher_id, reserved_until=at + HOLD, interrupted_at=None)
        .returning(QueueEntry)
        .execution_options(populate_existing=True)
    )


def _refused(session: Session, entry_id: int, dispatcher: Dispatcher, at: datetime) -> Reservation:
    """Why the entry could not be taken; the dispatcher's own open reservation is no refusal."""
    entry = session.get(QueueEntry, entry_id, populate_existing=True)
    if entry is None or entry.state == EntryState.ENDED:
        raise Gone
    held = session.scalar(select(Reservation).where(Reservation.entry_id == entry_id, Reservation.ended_at.is_(None)))
    if held is None and entry.state == EntryState.WAITING and entry.not_before is not None and entry.not_before > at:
        raise NotYet
    if held is None:
        raise NotAvailable if entry.state == EntryState.WAITING else AlreadyTaken
    if held.dispatcher_id == dispatcher.id:
        return held
    raise AlreadyTaken(held.dispatcher.username)


def _unlocked_first(session: Session, ids: list[int]) -> Sequence[int]:
    """The first entry nobody else is taking at this moment, locked for us."""
    if not ids:
        return []
    return session.scalars(
        select(QueueEntry.id)
        .where(QueueEntry.id.in_(ids), QueueEntry.state == EntryState.WAITING)
        .order_by(text("array_position(cast(:ids as bigint[]), queue_entry.id)"))
        .params(ids=ids)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    ).all()
