"""A call that broke off: the person calls again and takes up the place, the language and the topic they had.

By the same number within RETURN, without the menus; from any phone by the four digits that were spoken in the queue.
"""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, String, delete, exists, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.core import contact as contacts
from hotline.core import dispatcher as dispatchers
from hotline.core import flow, legs, queue, reservation
from hotline.core.contact import CallLeg, Contact
from hotline.core.outbox import promise
from hotline.core.queue import QueueEntry
from hotline.core.reservation import Reservation
from hotline.core.words import Activity, Channel
from hotline.db import Base

RETURN = timedelta(minutes=30)  # after the call ended
WANTED = timedelta(seconds=30)  # so long the dispatcher they talked with comes first
CODE_TRIES = 5  # random codes tried before a caller goes without one


class RejoinCode(Base):
    """Four digits that lead to a contact while it waits or talks, and for RETURN after it ended."""

    __tablename__ = "rejoin_code"

    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    contact_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("contact.id", ondelete="CASCADE"), unique=True)


def code_for(session: Session, contact: Contact, at: datetime) -> str | None:
    """The code of this contact, made at the first question. None: all that were tried are in use."""
    known = session.scalar(select(RejoinCode.code).where(RejoinCode.contact_id == contact.id))
    tries = 0 if known else CODE_TRIES
    for _ in range(tries):
        code = f"{secrets.randbelow(10_000):04}"
        in_use = exists().where(Contact.id == RejoinCode.contact_id, _recent(at))
        statement = insert(RejoinCode).values(code=code, contact_id=contact.id)
        known = session.scalar(
            statement.on_conflict_do_update(
                index_elements=[RejoinCode.code], set_={"contact_id": contact.id}, where=~in_use
            ).returning(RejoinCode.code)
        )
        if known:
            break
    return known


def forget_codes(session: Session, at: datetime) -> None:
    """Codes that lead nowhere any more are free again."""
    session.execute(delete(RejoinCode).where(~exists().where(Contact.id == RejoinCode.contact_id, _recent(at))))


def by_number(session: Session, hashes: list[bytes], at: datetime) -> Contact | None:
    """Who called from this phone a short while ago and was left without an ending; locked. None: a new caller.

    Someone who is on the line at this moment is not the one who calls now: one number may be many phones, and
    a partner's switchboard always is.
    """
    found = session.scalar(
        select(Contact.id)
        .where(Contact.number_hash.in_(hashes), Contact.partner_id.is_(None), _recent(at))
        .order_by(Contact.id.desc())
        .limit(1)
    )
    contact = contacts.lock(session, found) if found is not None else None
    return contact if contact is not None and _waits_for_an_ending(session, contact, at) else None


def by_code(session: Session, line: flow.Flow, leg: CallLeg, code: str, at: datetime) -> flow.Visit | None:
    """The contact that this code leads to goes on at this phone; the one that this call began is gone. None: no code.

    Not while another phone of theirs is on the line. What was said to be safe was said of that phone, not of this one.
    """
    fresh = leg.contact
    found = session.scalar(
        select(Contact.id)
        .join(RejoinCode, Contact.id == RejoinCode.contact_id)
        .where(RejoinCode.code == code, Contact.id != fresh.id, _recent(at))
    )
    contact = contacts.lock(session, found) if found is not None else None
    if contact is None or not _waits_for_an_ending(session, contact, at):
        return None
    visit = come_back(session, line, contact, leg, "code", at, number_known=fresh.number is not None)
    if fresh.number is not None:
        contact.number, contact.number_hash = fresh.number, fresh.number_hash
    contact.safe_to_call = contact.safe_to_text = None
    session.execute(delete(Contact).where(Contact.id == fresh.id))
    session.expunge(fresh)
    return visit


def come_back(
    session: Session, line: flow.Flow, contact: Contact, leg: CallLeg, how: str, at: datetime, *, number_known: bool
) -> flow.Visit:
    """This phone connection is the contact's from now on, at the place in line they had."""
    leg.contact = contact
    entry = _place(session, contact, at)
    contact.ended_at = None
    if contact.bridged_at is None:
        contact.outcome = None
    contacts.record(session, contact.id, "came_back", at, by=how)
    visit = flow.resume(line, number_known, contact.language, contact.topic or entry.topic)
    session.flush()
    held = reservation.reservation_of(session, contact.id)
    if held is not None and held.answered_at is not None:
        promise(session, "move", at, leg=leg.id)  # we were calling them: the talk is here
    return replace(visit, code=code_for(session, contact, at))


def anew(session: Session, leg: CallLeg, at: datetime) -> None:
    """It is not the same person, or not the same matter: a contact of its own, the earlier one as it was."""
    earlier = leg.contact
    fresh = Contact(channel=Channel.VOICE, number=earlier.number, number_hash=earlier.number_hash, opened_at=at)
    session.add(fresh)
    session.flush()
    leg.contact = fresh
    contacts.record(session, fresh.id, "rang", at)
    entry = queue.live_entry(session, earlier.id)
    if entry is not None:
        reservation.finish(session, entry, at)
    contacts.end(session, earlier, at)


def _place(session: Session, contact: Contact, at: datetime) -> QueueEntry:
    """The place in line they have or had; who was cut off in a talk goes first, if possible to the same dispatcher."""
    entry = queue.live_entry(session, contact.id)
    if entry is not None:
        entry.channel, entry.not_before = Channel.VOICE, None
        session.info["queue_changed"] = True
        return entry
    last = session.scalar(
        select(QueueEntry).where(QueueEntry.contact_id == contact.id).order_by(QueueEntry.id.desc()).limit(1)
    )
    entry = queue.enter(session, contact, contact.topic or "person", at, channel=Channel.VOICE)
    entry.entered_at = last.entered_at if last is not None else contact.asked_at or at
    entry.front = contact.bridged_at is not None
    wanted = _who_talked(session, contact, at) if entry.front else None
    if wanted is not None:
        entry.wanted_id, entry.wanted_until = wanted, at + WANTED
    return entry


def _who_talked(session: Session, contact: Contact, at: datetime) -> int | None:
    """The dispatcher they talked with last, when that one is here and talks with nobody else."""
    last = session.scalar(
        select(Reservation)
        .where(Reservation.contact_id == contact.id, Reservation.bridged_at.is_not(None))
        .order_by(Reservation.id.desc())
        .limit(1)
    )
    if last is None or last.dispatcher.activity == Activity.AWAY or last.dispatcher.seen_at is None:
        return None
    here = last.dispatcher.seen_at > at - dispatchers.PRESENT
    return last.dispatcher_id if here and reservation.open_reservation(session, last.dispatcher_id) is None else None


def _recent(at: datetime) -> ColumnElement[bool]:
    """Asked for a person, has no ending by a dispatcher, and is not over for longer than RETURN."""
    return (
        Contact.asked_at.is_not(None)
        & Contact.closed_at.is_(None)
        & Contact.erased_at.is_(None)
        & or_(Contact.ended_at.is_(None), Contact.ended_at > at - RETURN)
    )


def _is_recent(contact: Contact, at: datetime) -> bool:
    """The same, looked at again with the contact locked."""
    over = contact.ended_at is not None and contact.ended_at <= at - RETURN
    return contact.asked_at is not None and contact.closed_at is None and contact.erased_at is None and not over


def _waits_for_an_ending(session: Session, contact: Contact, at: datetime) -> bool:
    finished = session.scalar(
        select(Reservation.id).where(Reservation.contact_id == contact.id, Reservation.finished_at.is_not(None))
    )
    return _is_recent(contact, at) and finished is None and not legs.person_there(session, contact)
