"""Work that is not over when a shift is: who has it, handing it over, and what happens when somebody just leaves.

Open is a talk without an ending, a callback or a message that waits, a place that is kept. It belongs to whoever
talked with the person last, until it is handed over, or its holder has left: then it is everybody's, and marked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Identity, LargeBinary, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column

from hotline.core import contact as contacts
from hotline.core import hold, rota
from hotline.core.contact import Contact
from hotline.core.dispatcher import HAS_SOMEONE, Dispatcher
from hotline.core.queue import QueueEntry
from hotline.core.reservation import Reservation
from hotline.core.words import Channel, EntryState, ReservationEnd
from hotline.db import Base

SHOWN = timedelta(days=3)  # a talk without an ending that is older is history
MOST = 300
NOTE_LENGTH = 500
LATER = (Channel.CALLBACK, Channel.VOICEMAIL, Channel.REPORT)  # in line without anybody on it


class Handed(Base):
    """Who has a contact's open work now, where it is not whoever talked with them last.

    `to_id` None: everybody at the desk. `by_id` None: nobody handed it over, its holder had left.
    `seen_at`: when whoever has it now looked at their list.
    """

    __tablename__ = "handed"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), unique=True)
    to_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"))
    at: Mapped[datetime]
    note: Mapped[bytes | None] = mapped_column(LargeBinary)
    seen_at: Mapped[datetime | None]


@dataclass
class Item:
    """One contact with something open. `kinds`: unfinished, hold, or of LATER. `holder` None: the desk."""

    contact: Contact
    since: datetime
    holder: int | None = None
    kinds: list[str] = field(default_factory=list)
    handed: Handed | None = None

    @property
    def is_left(self) -> bool:
        """Nobody handed it over: whoever had it has left."""
        return self.handed is not None and self.handed.by_id is None


def handed_on(dispatcher_id: int) -> ColumnElement[bool]:
    """In SQL, of a reservation: the work with this person was handed to somebody else after that talk."""
    to_another = or_(Handed.to_id.is_(None), Handed.to_id != dispatcher_id)
    return exists().where(Handed.contact_id == Reservation.contact_id, Handed.at >= Reservation.bridged_at, to_another)


def everything(session: Session, at: datetime) -> list[Item]:
    """All open work, the oldest first, each contact once with its present holder."""
    items: dict[int, Item] = {}
    for held in _last_talks(session, at):
        item = items.setdefault(held.contact_id, Item(held.entry.contact, held.bridged_at or at))
        item.holder, item.since = held.dispatcher_id, held.bridged_at or at
        item.kinds = ["unfinished"]
    for entry in _in_line(session):
        item = items.setdefault(entry.contact_id, Item(entry.contact, entry.entered_at))
        item.kinds = [str(entry.channel)]
    for kept in hold.open_holds(session, at):
        person = session.get_one(Contact, kept.contact_id)
        new = kept.contact_id not in items
        item = items.setdefault(kept.contact_id, Item(person, kept.made_at))
        item.holder = kept.dispatcher_id if new else item.holder
        item.kinds.append("hold")
    _as_handed(session, items)
    return sorted(items.values(), key=lambda item: item.since)


def of(session: Session, dispatcher_id: int, at: datetime) -> list[Item]:
    """The open work of one person."""
    return [item for item in everything(session, at) if item.holder == dispatcher_id]


def hand_over(
    session: Session, items: Iterable[Item], by: Dispatcher, to: Dispatcher | None, note: bytes | None, at: datetime
) -> int:
    """Give these to a colleague, or to whoever is at the desk. Returns how many. `note`: encrypted."""
    count = 0
    for item in items:
        if contacts.lock(session, item.contact.id) is None:
            continue
        _set(session, item.contact.id, to.id if to else None, by.id, note, at)
        to_whom = {"to": to.username} if to else {}
        contacts.record(session, item.contact.id, "work_handed", at, dispatcher=by.username, **to_whom)
        count += 1
    return count


def take(session: Session, contact_id: int, by: Dispatcher, at: datetime) -> bool:
    """Make somebody's open work mine. False: there is nothing open any more."""
    if contact_id not in {item.contact.id for item in everything(session, at)}:
        return False
    contacts.lock(session, contact_id)
    kept = session.scalar(select(Handed.note).where(Handed.contact_id == contact_id))
    _set(session, contact_id, by.id, by.id, kept, at)
    contacts.record(session, contact_id, "work_taken", at, dispatcher=by.username)
    return True


def seen(session: Session, dispatcher_id: int, at: datetime) -> None:
    """They looked at what was handed to them."""
    session.execute(update(Handed).where(Handed.to_id == dispatcher_id, Handed.seen_at.is_(None)).values(seen_at=at))


def leave_behind(session: Session, limit: timedelta, at: datetime) -> int:
    """What somebody has who left `limit` ago becomes everybody's. Returns how many contacts that were.

    Left: no console open, no shift now or within `limit`, and nobody on the line.
    """
    items = [item for item in everything(session, at) if item.holder is not None]
    gone = _gone(session, {item.holder for item in items if item.holder is not None}, limit, at)
    count = 0
    for item in items:
        if item.holder in gone and item.since < at - limit:
            _set(session, item.contact.id, None, None, item.handed.note if item.handed else None, at)
            contacts.record(session, item.contact.id, "work_left", at, dispatcher=gone[item.holder])
            count += 1
    return count


def _gone(session: Session, holders: set[int], limit: timedelta, at: datetime) -> dict[int, str]:
    people = session.scalars(select(Dispatcher).where(Dispatcher.id.in_(holders), ~HAS_SOMEONE)).all()
    planned = {shift.dispatcher_id for shift in rota.between(session, at - limit, at + timedelta(seconds=1))}
    return {
        person.id: person.username
        for person in people
        if person.id not in planned and (person.seen_at is None or person.seen_at < at - limit)
    }


def _last_talks(session: Session, at: datetime) -> Sequence[Reservation]:
    """The last talk of each contact that is over and has no ending."""
    return session.scalars(
        select(Reservation)
        .join(Contact, Contact.id == Reservation.contact_id)
        .where(
            Reservation.bridged_at > at - SHOWN,
            Reservation.ended_at.is_not(None),
            Reservation.end.is_distinct_from(ReservationEnd.HANDED_BACK),
            Contact.closed_at.is_(None),
            Contact.erased_at.is_(None),
        )
        .options(joinedload(Reservation.entry).joinedload(QueueEntry.contact))
        .order_by(Reservation.bridged_at)
        .limit(MOST)
    ).all()


def _in_line(session: Session) -> Sequence[QueueEntry]:
    """Callbacks, messages and reports that wait."""
    return session.scalars(
        select(QueueEntry)
        .where(QueueEntry.state == EntryState.WAITING, QueueEntry.channel.in_(LATER))
        .options(joinedload(QueueEntry.contact))
        .limit(MOST)
    ).all()


def _as_handed(session: Session, items: dict[int, Item]) -> None:
    """Whoever talked with a person after the hand-over has the work again."""
    for handed in session.scalars(select(Handed).where(Handed.contact_id.in_(items))):
        item = items[handed.contact_id]
        if "unfinished" not in item.kinds or handed.at >= item.since:
            item.holder, item.handed = handed.to_id, handed


def _set(
    session: Session, contact_id: int, to_id: int | None, by_id: int | None, note: bytes | None, at: datetime
) -> None:
    values = {"to_id": to_id, "by_id": by_id, "at": at, "note": note, "seen_at": None}
    session.execute(
        insert(Handed)
        .values(contact_id=contact_id, **values)
        .on_conflict_do_update(index_elements=[Handed.contact_id], set_=values)
    )
    session.info["queue_changed"] = True
