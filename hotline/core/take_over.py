"""A supervisor takes a person over from a colleague: given back and reserved in one, nobody in between.

The caller hears that a colleague will answer, the dispatcher's phone that it is over, the supervisor's phone rings.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core import call, handoff, reservation
from hotline.core import contact as contacts
from hotline.core import dispatcher as dispatchers
from hotline.core.dispatcher import Dispatcher
from hotline.core.reservation import Busy, Gone, Reservation
from hotline.core.words import NO_WRAP_UP, TAKEN_WITHOUT_A_RING, Activity, ReservationEnd

TOLD = timedelta(minutes=2)  # so long a dispatcher reads who took their call over


def take_over(session: Session, contact_id: int, by: Dispatcher, at: datetime) -> Reservation:
    """Move a person who is rung for or talked with to `by`, who is available from now on.

    Asked twice: the same reservation. Raises Gone when nobody has them, Busy when `by` has a call.
    """
    contact = contacts.lock(session, contact_id)
    held = reservation.reservation_of(session, contact_id) if contact is not None else None
    if contact is None or held is None:
        raise Gone
    if held.dispatcher_id == by.id:
        return held
    if reservation.open_reservation(session, by.id) is not None:
        raise Busy
    if by.activity != Activity.AVAILABLE:
        dispatchers.set_activity(session, by.id, Activity.AVAILABLE, at)
    call.give_back(session, held, ReservationEnd.TAKEN_OVER, at)
    if held.bridged_at is not None and held.entry.channel not in NO_WRAP_UP:
        dispatchers.wrap_up(session, held.dispatcher_id, at)
    mine = reservation.reserve(session, held.entry_id, by, at)
    if mine.entry.channel in TAKEN_WITHOUT_A_RING:
        handoff.met(session, mine, at)
    return mine


def taken_from(session: Session, dispatcher_id: int, at: datetime) -> str | None:
    """Who took this dispatcher's call over a moment ago, by name."""
    lost = session.scalar(
        select(Reservation)
        .where(Reservation.dispatcher_id == dispatcher_id, Reservation.ended_at > at - TOLD)
        .order_by(Reservation.id.desc())
        .limit(1)
    )
    if lost is None or lost.end != ReservationEnd.TAKEN_OVER:
        return None
    return session.scalar(
        select(Dispatcher.username)
        .join(Reservation, Reservation.dispatcher_id == Dispatcher.id)
        .where(Reservation.entry_id == lost.entry_id, Reservation.id > lost.id)
        .order_by(Reservation.id)
        .limit(1)
    )
