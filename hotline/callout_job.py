"""Ringing the phones that ring because nobody took a person, and ending those rings. Safe to do twice."""

from datetime import datetime

from hotline import db
from hotline.core import callout
from hotline.core.callout import Callout
from hotline.core.dispatcher import DUTY_PHONE, Dispatcher
from hotline.core.queue import QueueEntry
from hotline.core.words import CalloutEnd, EntryState
from hotline.gateways.telephony import CannotDo, Telephony
from hotline.web import House, change


def ring(house: House, telephony: Telephony, callout_id: int) -> None:
    """Ring one phone, if the person still waits. A ring that was started twice is sorted out at the answer."""
    with change(house) as session:
        found = callout.lock(session, callout_id)
        if found is None or found.ended_at is not None or found.call_sid is not None:
            return
        entry = session.get(QueueEntry, found.entry_id)
        if entry is None or entry.state != EntryState.WAITING:
            callout.end(session, found, CalloutEnd.STOPPED, db.now(session))
            return
        to = _address(house, found.dispatcher, db.now(session))
    base, which = f"{house.settings.public_url}/voice/callout", f"callout={callout_id}"
    sid = telephony.ring(to, f"{base}?{which}", f"{base}/status?{which}", house.plan.ring_s)
    with change(house) as session:
        found = callout.lock(session, callout_id)
        if found is not None:
            callout.rung(session, found, sid, db.now(session))


def stop(house: House, telephony: Telephony, callout_id: int) -> None:
    """End a ring that is no longer needed; who has answered already hears why."""
    with house.sessions() as session:
        found = session.get(Callout, callout_id)
        if found is None or found.call_sid is None or found.end == CalloutEnd.TAKEN:
            return
        sid, answered = found.call_sid, found.answered_at is not None
    try:
        if answered:
            telephony.move(sid, f"{house.settings.public_url}/voice/callout?callout={callout_id}")
        else:
            telephony.hang_up(sid)
    except CannotDo as error:
        if not error.final:
            raise


def given_up(house: House, callout_id: int) -> None:
    """This phone could not be rung at all; nobody is to blame."""
    with change(house) as session:
        found = callout.lock(session, callout_id)
        if found is not None:
            callout.end(session, found, CalloutEnd.FAILED, db.now(session))


def _address(house: House, dispatcher: Dispatcher, at: datetime) -> str:
    """Their own phone where they answer there or have no console open; else the telephone in their browser."""
    if dispatcher.username == DUTY_PHONE:
        return house.settings.duty_phone
    by_phone = dispatcher.answers_on == "phone" or not dispatcher.has_console(at)
    number = house.vault.open(dispatcher.phone) if dispatcher.phone and by_phone else None
    return number or f"client:{dispatcher.username}"
