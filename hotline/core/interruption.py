"""A phone call may interrupt written talks: those people are told that their helper will be back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.core import contact as contacts
from hotline.core.queue import QueueEntry
from hotline.core.words import WRITTEN, EntryState
from hotline.texts import mark

# What the written channel shows while `since` says so, and once the call is over.
STAY = mark("Your helper has to take a phone call. Please stay, they will be back with you.")
BACK = mark("Your helper is back.")

HAS_SOMEONE = (EntryState.RESERVED, EntryState.BRIDGED)


def begin(session: Session, dispatcher_id: int, at: datetime) -> None:
    """This dispatcher takes a phone call: their written talks stand still, and it is on record."""
    for entry in written(session, dispatcher_id):
        if entry.interrupted_at is None:
            entry.interrupted_at = at
            contacts.record(session, entry.contact_id, "interrupted", at)


def end(session: Session, dispatcher_id: int, at: datetime) -> None:
    """The phone call is over: the written talks go on."""
    for entry in written(session, dispatcher_id):
        if entry.interrupted_at is not None:
            entry.interrupted_at = None
            contacts.record(session, entry.contact_id, "resumed", at)


def since(session: Session, contact_id: int) -> datetime | None:
    """Since when the helper of this person is on the phone; None: they are there, or there is none."""
    return session.scalar(
        select(QueueEntry.interrupted_at).where(QueueEntry.contact_id == contact_id, QueueEntry.state.in_(HAS_SOMEONE))
    )


def written(session: Session, dispatcher_id: int) -> Sequence[QueueEntry]:
    """The written talks that this dispatcher has now."""
    return session.scalars(
        select(QueueEntry).where(
            QueueEntry.dispatcher_id == dispatcher_id,
            QueueEntry.state.in_(HAS_SOMEONE),
            QueueEntry.channel.in_(WRITTEN),
        )
    ).all()


def count(session: Session, dispatcher_id: int) -> int:
    """How many written talks this dispatcher has. Two clicks at once are counted one after the other."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"written-{dispatcher_id}"))))
    return len(written(session, dispatcher_id))
