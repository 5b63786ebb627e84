"""Danger in a written talk or a report that nobody takes: phones ring as for a caller, and who answers sees to it.

Nobody can write from a phone, nor read a report there: the person stays in line, first, until somebody takes them at a
console. Meanwhile the other phones are silent; if nobody has taken them after a while, the plan's next steps ring.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from hotline.core import callout
from hotline.core import contact as contacts
from hotline.core.callout import Callout
from hotline.core.queue import QueueEntry
from hotline.core.words import WRITTEN, CalloutEnd, Channel, Priority

DANGER = "danger"  # what the plan calls these steps
ON_A_CONSOLE = (*WRITTEN, Channel.REPORT)
PATIENCE = timedelta(minutes=3)  # to come to a console


def steps_of(entry: QueueEntry) -> str:
    """Whose steps of the plan are meant."""
    return DANGER if entry.channel in ON_A_CONSOLE else entry.channel


def in_danger() -> ColumnElement[bool]:
    """Who writes, or is told of in a report, and is in danger."""
    return QueueEntry.channel.in_(ON_A_CONSOLE) & (QueueEntry.priority == Priority.DANGER)


def nobody_comes(at: datetime) -> ColumnElement[bool]:
    """Nobody said a moment ago that they see to it."""
    coming = select(Callout.id).where(
        Callout.entry_id == QueueEntry.id, Callout.end == CalloutEnd.SEEN_TO, Callout.ended_at > at - PATIENCE
    )
    return ~coming.exists()


def channel(session: Session, found: Callout) -> str | None:
    """Where whoever answers must see to it on a console: in which channel. None: they take a call, on this phone."""
    entry = session.get(QueueEntry, found.entry_id)
    return entry.channel if entry is not None and entry.channel in ON_A_CONSOLE else None


def promised(session: Session, found: Callout, at: datetime) -> bool:
    """Whoever answered will open a console: the other rings stop. Said twice, the same. False: it is over already."""
    if contacts.lock(session, found.contact_id) is None:
        return False
    callout.lock(session, found.id)
    if found.ended_at is not None:
        return found.end == CalloutEnd.SEEN_TO
    callout.end(session, found, CalloutEnd.SEEN_TO, at)
    callout.stop(session, found.entry_id, at)
    found.dispatcher.missed = 0
    contacts.record(session, found.contact_id, "seen_to", at, dispatcher=found.dispatcher.username)
    return True
