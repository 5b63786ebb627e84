"""What the provider says when it is asked: how a silent connection stands, and who is in a conference."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from hotline.core import call, flow, legs, queue, reservation, third
from hotline.core import contact as contacts
from hotline.core.contact import CallLeg
from hotline.core.outbox import promise
from hotline.core.reservation import Reservation
from hotline.core.words import Channel, EntryState, LegState, ReservationEnd


def found(
    session: Session, line: flow.Flow, leg: CallLeg, state: LegState, at: datetime, *, joined: bool = False
) -> None:
    """The provider was asked how a connection stands. A caller who should be waiting is brought back to the queue.

    Who talks with the duty phone (`joined`) or leaves a message is silent to us for minutes too: left alone.
    """
    call.leg_changed(session, leg, state, at)
    if leg.state != LegState.TALKING or leg.visit is None or joined or third.without_us(session, leg.contact):
        return
    entry = queue.live_entry(session, leg.contact_id)
    held = reservation.reservation_of(session, leg.contact_id)
    lost = held is not None and held.bridged_at is not None and not legs.dispatcher_there(session, held)
    if held is not None and lost:
        reservation.release(session, held, ReservationEnd.LINE_LOST, at)
    in_line = lost or flow.node_of(line, flow.visit_from_json(leg.visit)).kind == "queue"
    if entry is not None and entry.state == EntryState.WAITING and entry.channel == Channel.VOICE and in_line:
        promise(session, "move", at, leg=leg.id)


def settle(session: Session, held: Reservation, present: Mapping[str, datetime], at: datetime) -> None:
    """Who is in the conference since when, told by the provider: both, and it is a pick-up; else back in line."""
    contacts.lock(session, held.contact_id)
    session.refresh(held)
    if held.ended_at is not None:
        return
    for sid, since in present.items():
        leg = contacts.leg_by_sid(session, sid)
        if leg is not None and leg.contact_id == held.contact_id:
            call.joined(session, held, leg, at, since)
    if held.bridged_at is not None:
        return
    if held.answered_at is not None and held.entry.channel in (Channel.CALLBACK, Channel.VOICEMAIL):
        call.callback_failed(session, held, at)
    else:
        call.give_back(session, held, ReservationEnd.LAPSED, at)
