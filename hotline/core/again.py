"""To call again someone who was cut off or hung up too early: a callback, mine at once."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core import consent, queue, reservation
from hotline.core import contact as contacts
from hotline.core.contact import Contact
from hotline.core.dispatcher import Dispatcher
from hotline.core.queue import QueueEntry
from hotline.core.reservation import Reservation
from hotline.core.words import Channel, EntryState, Priority

WHILE = timedelta(hours=12)  # a shift: later it is a new matter


class InLine(Exception):
    """The person is in line already, or in a talk: nobody is rung twice."""


class NoNumber(Exception):
    """There is no number that we may ring: withheld, not safe, erased, or the talk is too long ago."""


def may_call(contact: Contact, at: datetime) -> bool:
    """Whether this person talked with us on the phone, is gone, and left a number that may be rung.

    In danger nobody is rung who has not said that it is safe.
    """
    safe = contact.safe_to_call is True if contact.priority == Priority.DANGER else consent.may_call(contact)
    return (
        safe
        and contact.channel in (Channel.VOICE, Channel.CALLBACK, Channel.VOICEMAIL)
        and contact.bridged_at is not None
        and contact.ended_at is not None
        and contact.ended_at > at - WHILE
        and (contact.callback_number or contact.number) is not None
    )


def call_again(session: Session, contact: Contact, dispatcher: Dispatcher, at: datetime) -> Reservation:
    """Ring me, then the person; the rules of a callback hold. The contact is locked.

    Raises InLine, NoNumber, and as `reservation.reserve` NotAvailable, Busy or NotYet; then nothing has changed.
    """
    if queue.live_entry(session, contact.id) is not None or _in_line_elsewhere(session, contact):
        raise InLine
    if not may_call(contact, at):
        raise NoNumber
    with session.begin_nested():
        entry = queue.enter(session, contact, contact.topic or "person", at, channel=Channel.CALLBACK)
        if contact.call_window is not None:
            entry.not_before = consent.next_time(contact.call_window, at)
        contact.ended_at = contact.closed_at = None
        session.flush()
        held = reservation.reserve(session, entry.id, dispatcher, at)
        contacts.record(session, contact.id, "called_again", at, dispatcher=dispatcher.username)
    return held


def _in_line_elsewhere(session: Session, contact: Contact) -> bool:
    """They rang again themselves: that call counts."""
    if contact.number_hash is None:
        return False
    found = (
        select(QueueEntry.id)
        .join(QueueEntry.contact)
        .where(
            Contact.number_hash == contact.number_hash, QueueEntry.state != EntryState.ENDED, Contact.id != contact.id
        )
    )
    return session.scalar(found.limit(1)) is not None
