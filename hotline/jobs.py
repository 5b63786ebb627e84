"""What the workers do: keep promises. Each takes ids, re-reads, checks, acts, marks done: safe to run twice."""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

import structlog

from hotline import db, settings, web
from hotline.core import beat, call, contact, outbox
from hotline.core.contact import CallLeg
from hotline.core.dispatcher import Dispatcher
from hotline.core.reservation import Reservation
from hotline.core.words import LegRole, LegState, ReservationEnd
from hotline.gateways import live
from hotline.gateways.telephony import CannotDo, Telephony
from hotline.web import House

log = structlog.get_logger()

RING_S = 20
CALL_BACK_S = 30


@cache
def house() -> House:
    """This process's parts, built at the first job."""
    return web.build(settings.load(), pool_size=4)


@cache
def telephony() -> Telephony:
    return Telephony(house().settings)


def warm_up() -> None:
    """Load and connect everything before the first person waits for it."""
    telephony().warm_up()
    with house().sessions() as session:
        db.now(session)


def keep(promise_id: int) -> None:
    """Keep one promise. Claimed by another worker, or kept already: nothing happens.

    A connection to the database that broke since the last promise is replaced; without a database the clock asks again.
    """
    for _ in range(2):
        try:
            _keep(promise_id)
        except web.DOWN as error:
            log.warning("database away", promise=promise_id, error=type(error).__name__)
        else:
            return


def _keep(promise_id: int) -> None:
    with house().sessions() as session:
        owed = outbox.claim(session, promise_id, db.now(session))
        if owed is None:
            return
        session.commit()
        try:
            KEEPING[owed.kind](**owed.args)
        except web.DOWN:
            raise
        except Exception as error:  # whatever it is: a promise that cannot be kept must not be tried for ever
            what = str(error) if isinstance(error, CannotDo) else type(error).__name__
            log.warning("promise not kept", promise=owed.id, kind=owed.kind, error=what)
            final = isinstance(error, CannotDo) and error.final
            given_up = outbox.broken(owed, what, db.now(session), final=final)
            session.commit()
            if given_up and owed.kind in GIVEN_UP:
                GIVEN_UP[owed.kind](**owed.args)
            return
        outbox.kept(owed, db.now(session))
        session.commit()
        log.info("promise kept", promise=owed.id, kind=owed.kind)


def show_life(part: str) -> None:
    """A worker works: seen by both apps."""
    with suppress(*web.DOWN), house().sessions() as session:
        beat.strike(session, part, db.now(session))
        session.commit()


def ring(reservation: int) -> None:
    """Ring the dispatcher who took a person. A second ring for the same reservation is sorted out at the answer."""
    with house().sessions() as session:
        held = session.get(Reservation, reservation)
        if held is None or held.ended_at is not None or call.rung(session, held):
            return
        to = _address(held.dispatcher)
    _ring(reservation, to, "ring", LegRole.DISPATCHER, RING_S)


def ring_person(reservation: int) -> None:
    """Call back someone who asked for it; the dispatcher is on the line already."""
    with house().sessions() as session:
        held = session.get(Reservation, reservation)
        if held is None or held.ended_at is not None:
            return
        person = held.entry.contact
        locked = person.callback_number or person.number
        number = house().vault.open(locked) if locked else None
    if number is None:
        raise CannotDo("no number", final=True)
    _ring(reservation, number, "person", LegRole.CALLED_BACK, CALL_BACK_S)


def move(leg: int) -> None:
    """Bring a phone connection to where it belongs now."""
    with house().sessions() as session:
        found = session.get(CallLeg, leg)
        if found is None or found.state == LegState.ENDED or call.in_place(session, found):
            return
        sid, talking, role = found.call_sid, found.state == LegState.TALKING, found.role
    base = f"{house().settings.public_url}/voice"
    try:
        if not talking:
            telephony().hang_up(sid)
            return
        telephony().move(sid, f"{base}/here", None if role == LegRole.DISPATCHER else f"{base}/fallback")
    except CannotDo as error:
        if not error.final:
            raise
        ask(leg)  # it cannot be moved: most likely it is over


def ask(leg: int) -> None:
    """Ask the provider how a silent connection stands, and believe it."""
    with house().sessions() as session:
        found = session.get(CallLeg, leg)
        if found is None or found.state == LegState.ENDED:
            return
        sid, role = found.call_sid, found.role
    state = telephony().state(sid)
    joined = state is LegState.TALKING and role != LegRole.DISPATCHER and telephony().is_joined(sid)
    with house().sessions() as session:
        locked = contact.leg_by_sid(session, sid)
        if locked is not None and state is not None:
            call.found(session, house().flows["line"], locked, state, db.now(session), joined=joined)
            session.commit()
            live.tell(house().redis, session)


def check_talk(reservation: int) -> None:
    """The joins of a conference were not heard of in time: ask who is in it, else give the person back."""
    with house().sessions() as session:
        held = session.get(Reservation, reservation)
        if held is None or held.ended_at is not None or held.bridged_at is not None:
            return
        name = held.conference
    present = telephony().in_conference(name)
    with house().sessions() as session:
        held = session.get(Reservation, reservation)
        if held is None:
            return
        call.settle(session, held, present, db.now(session))
        session.commit()
        live.tell(house().redis, session)


def delete_call(sid: str) -> None:
    """Delete the provider's record of a call; one that is gone already is fine."""
    _gone_is_fine(lambda: telephony().delete_call(sid))


def delete_recording(sid: str) -> None:
    _gone_is_fine(lambda: telephony().delete_recording(sid))


def ring_given_up(reservation: int) -> None:
    """The dispatcher could not be rung at all: the person is back in line."""
    with house().sessions() as session:
        held = session.get(Reservation, reservation)
        if held is not None:
            call.give_back(session, held, ReservationEnd.NOT_ANSWERED, db.now(session))
            session.commit()
            live.tell(house().redis, session)


def person_given_up(reservation: int) -> None:
    """The person could not be called back: an attempt is counted and the dispatcher is told."""
    with house().sessions() as session:
        held = session.get(Reservation, reservation)
        if held is None or contact.lock(session, held.contact_id) is None:
            return
        session.refresh(held)
        if held.ended_at is None:
            call.callback_failed(session, held, db.now(session))
            session.commit()
            live.tell(house().redis, session)


def _address(dispatcher: Dispatcher) -> str:
    number = house().vault.open(dispatcher.phone) if dispatcher.phone and dispatcher.answers_on == "phone" else None
    return number or f"client:{dispatcher.username}"


def _ring(reservation_id: int, to: str, path: str, role: LegRole, timeout_s: int) -> None:
    """Start a call of our own. Webhooks about it name the reservation: they may come before its id is stored here."""
    base, which = f"{house().settings.public_url}/voice", f"reservation={reservation_id}"
    sid = telephony().ring(to, f"{base}/{path}?{which}", f"{base}/status?{which}&role={role}", timeout_s)
    with house().sessions() as session:
        held = session.get(Reservation, reservation_id)
        if held is not None:
            call.ringing(session, held, sid, role, db.now(session))
            session.commit()
            live.tell(house().redis, session)


def _gone_is_fine(act: Callable[[], None]) -> None:
    try:
        act()
    except CannotDo as error:
        if not error.gone:
            raise


KEEPING: dict[str, Callable[..., Any]] = {
    "ring": ring,
    "ring_person": ring_person,
    "move": move,
    "ask": ask,
    "check_talk": check_talk,
    "delete_call": delete_call,
    "delete_recording": delete_recording,
}
GIVEN_UP: dict[str, Callable[..., Any]] = {"ring": ring_given_up, "ring_person": person_given_up}
