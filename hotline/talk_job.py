"""Promises of a talk: rings for a third person, hold, and who may leave a conference without ending it."""

from hotline import db
from hotline.core import contact, talk
from hotline.core import third as thirds
from hotline.core.contact import CallLeg
from hotline.core.dispatcher import Dispatcher
from hotline.core.outbox import promise
from hotline.core.reservation import Reservation
from hotline.core.third import ThirdPerson
from hotline.core.words import LegRole, LegState, ThirdEnd
from hotline.gateways.telephony import CannotDo, Telephony
from hotline.web import House, change

RING_S = 30


def ring_third(house: House, telephony: Telephony, third: int) -> None:
    """Ring whom a dispatcher wants to add to a talk. A second ring is sorted out at the answer."""
    with house.sessions() as session:
        found = session.get(ThirdPerson, third)
        if found is None or found.left_at is not None or thirds.rung(session, found):
            return
        number = house.vault.open(found.number) if found.number else None
        to = address(house, found.colleague) if found.colleague else number
        reservation = found.reservation_id
    if to is None:
        raise CannotDo("no number", final=True)
    base, which = f"{house.settings.public_url}/voice", f"third={third}"
    status = f"{base}/status?{which}&reservation={reservation}&role={LegRole.THIRD}"
    sid = telephony.ring(to, f"{base}/third?{which}", status, RING_S)
    with change(house) as session:
        found = session.get(ThirdPerson, third)
        if found is not None:
            thirds.ringing(session, found, sid, db.now(session))


def third_given_up(house: House, _telephony: Telephony, third: int) -> None:
    """A third person could not be rung at all: the dispatcher is told, and the talk goes on."""
    with change(house) as session:
        found = session.get(ThirdPerson, third)
        if found is not None and contact.lock(session, found.contact_id) is not None:
            session.refresh(found)
            thirds.close(session, found, ThirdEnd.FAILED, db.now(session))


def hold(house: House, telephony: Telephony, reservation: int) -> None:
    """Put the person on hold, or bring them back, as the database says; once more if it was changed meanwhile."""
    done = None
    while True:
        with house.sessions() as session:
            held = session.get(Reservation, reservation)
            leg = talk.person_leg(session, held) if held is not None else None
            if held is None or leg is None or (held.on_hold_at is not None) is done:
                return
            done, name, sid = held.on_hold_at is not None, held.conference, leg.call_sid
            url = f"{house.settings.public_url}/voice/hold?language={held.entry.contact.language or ''}"
        telephony.hold(name, sid, url if done else None)


def exits(house: House, telephony: Telephony, reservation: int) -> None:
    """Someone joined or left a talk of three: whose leaving ends it now?"""
    name = _conference(house, reservation)
    if name is not None:
        telephony.set_exits(name)


def leave(house: House, telephony: Telephony, leg: int, reservation: int) -> None:
    """Take the dispatcher out of a talk that goes on, and see to it that it can end."""
    name, sid = _conference(house, reservation), _live_sid(house, leg)
    if name is None or sid is None:
        return
    telephony.take_out(name, sid)
    with change(house) as session:
        promise(session, "exits", db.now(session), reservation=reservation)


def free(house: House, telephony: Telephony, leg: int, reservation: int) -> None:
    """Bring a caller out of a conference where nobody is any more, unless they are out of it or somebody answered."""
    with house.sessions() as session:
        found = session.get(CallLeg, leg)
        if found is None or found.state == LegState.ENDED or found.reservation_id != reservation:
            return
        if not talk.is_alone(session, found.contact_id):
            return
        sid = found.call_sid
    base = f"{house.settings.public_url}/voice"
    telephony.move(sid, f"{base}/here", f"{base}/fallback")


def address(house: House, dispatcher: Dispatcher) -> str:
    """Where a dispatcher answers: their own phone, or the browser."""
    number = house.vault.open(dispatcher.phone) if dispatcher.phone and dispatcher.answers_on == "phone" else None
    return number or f"client:{dispatcher.username}"


def _conference(house: House, reservation: int) -> str | None:
    with house.sessions() as session:
        held = session.get(Reservation, reservation)
        return held.conference if held is not None else None


def _live_sid(house: House, leg: int) -> str | None:
    with house.sessions() as session:
        found = session.get(CallLeg, leg)
        return found.call_sid if found is not None and found.state != LegState.ENDED else None
