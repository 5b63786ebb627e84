"""Someone stands at the counter: the same record as a call, without a telephone."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.core import contact as contacts
from hotline.core import queue, reservation
from hotline.core.contact import Contact, Event
from hotline.core.dispatcher import Dispatcher
from hotline.core.queue import QueueEntry
from hotline.core.reservation import Reservation
from hotline.core.words import Channel, Outcome, Topic

TWICE = timedelta(seconds=3)  # the same click sent twice: nobody welcomes two visitors so fast


def arrive(session: Session, dispatcher: Dispatcher, language: str | None, topic: str, at: datetime) -> QueueEntry:
    """Put a visitor on record and in line, with everyone else. Raises ValueError for an unknown topic."""
    topic = Topic(topic)
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"visitor {dispatcher.id}"))))
    again = _just_now(session, dispatcher, language, topic, at)
    if again is not None:
        return again
    contact = Contact(channel=Channel.DESK, language=language, topic=topic, caller_kind="visitor", opened_at=at)
    session.add(contact)
    session.flush()
    contacts.record(session, contact.id, "came", at, dispatcher=dispatcher.username)
    entry = queue.enter(session, contact, topic, at)
    session.flush()
    return entry


def meet(session: Session, held: Reservation, at: datetime) -> None:
    """The dispatcher took someone at the counter: they are face to face, and the wait is over."""
    contact = contacts.lock(session, held.contact_id)
    session.refresh(held)
    if contact is None or held.ended_at is not None:
        return
    reservation.joined(session, held, person=True, at=at)
    if not reservation.joined(session, held, person=False, at=at):
        return
    held.answered_at = held.answered_at or at
    contact.bridged_at = contact.bridged_at or at
    contact.outcome = contact.outcome or Outcome.HELPED
    contacts.record(session, contact.id, "bridged", at, dispatcher=held.dispatcher.username)


def _just_now(
    session: Session, dispatcher: Dispatcher, language: str | None, topic: str, at: datetime
) -> QueueEntry | None:
    return session.scalar(
        select(QueueEntry)
        .join(Contact, Contact.id == QueueEntry.contact_id)
        .join(Event, Event.contact_id == Contact.id)
        .where(
            Event.kind == "came",
            Event.at > at - TWICE,
            Event.detail["dispatcher"].astext == dispatcher.username,
            Contact.language.is_not_distinct_from(language),
            Contact.topic == topic,
        )
    )
