"""What the workers do: keep promises. Each takes ids, re-reads, checks, acts, marks done: safe to run twice."""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

import structlog

from hotline import (
    callout_job,
    db,
    directory_job,
    feedback_job,
    paper_job,
    settings,
    sms_job,
    talk_job,
    team_job,
    turns,
    web,
)
from hotline.core import asked, beat, call, consent, contact, legs, outbox
from hotline.core import sms as texts
from hotline.core.contact import CallLeg
from hotline.core.report.phone import half_told as half
from hotline.core.reservation import Reservation
from hotline.core.words import LegRole, LegState, ReservationEnd
from hotline.gateways.mail import Mail
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


def answer(conversation: int) -> None:
    """Have the assistant answer what somebody wrote: by text, or by chat where no web process did."""
    turns.answer(house(), conversation)


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
        to = talk_job.address(house(), held.dispatcher)
    _ring(reservation, to, "ring", LegRole.DISPATCHER, RING_S)


def ring_person(reservation: int) -> None:
    """Call back someone who asked for it; the dispatcher is on the line already."""
    with house().sessions() as session:
        held = session.get(Reservation, reservation)
        if held is None or held.ended_at is not None:
            return
        person = held.entry.contact
        if legs.person_there(session, person):
            return  # they called us meanwhile, or an earlier ring is there
        if not consent.may_call(person):
            raise CannotDo("not safe to call", final=True)
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
    ours = role in (LegRole.DISPATCHER, LegRole.THIRD)  # no caller: nobody for the duty phone
    try:
        if not talking:
            telephony().hang_up(sid)
            return
        place = f"{base}/third/here" if role == LegRole.THIRD else f"{base}/here"
        telephony().move(sid, place, None if ours else f"{base}/fallback")
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
    caller = role in (LegRole.CALLER, LegRole.CALLED_BACK)
    joined = state is LegState.TALKING and caller and telephony().is_joined(sid)
    with web.change(house()) as session:
        locked = contact.leg_by_sid(session, sid)
        if locked is not None and state is not None:
            asked.found(session, house().flows["line"], locked, state, db.now(session), joined=joined)


def check_talk(reservation: int) -> None:
    """The joins of a conference were not heard of in time: ask who is in it, else give the person back."""
    with house().sessions() as session:
        held = session.get(Reservation, reservation)
        if held is None or held.ended_at is not None or held.bridged_at is not None:
            return
        name = held.conference
    present = telephony().in_conference(name)
    with web.change(house()) as session:
        held = session.get(Reservation, reservation)
        if held is not None:
            asked.settle(session, held, present, db.now(session))


def delete_call(sid: str) -> None:
    """Delete the provider's record of a call; one that is gone already is fine."""
    _gone_is_fine(lambda: telephony().delete_call(sid))


def delete_recording(sid: str) -> None:
    _gone_is_fine(lambda: telephony().delete_recording(sid))


def delete_sms(sid: str, *, pictures: bool = False) -> None:
    if pictures:
        _gone_is_fine(lambda: telephony().delete_pictures(sid))
    _gone_is_fine(lambda: telephony().delete_sms(sid))


def send_sms(sms: int) -> None:
    """Send a text message once."""
    sms_job.send(house(), telephony(), sms)


def text_talk(conversation: int) -> None:
    """What was written in a talk of a phone goes there as a text."""
    sms_job.tell(house(), conversation)


def sms_given_up(sms: int) -> None:
    """No text after half an hour of trying: whoever looks at the person sees it."""
    with web.change(house()) as session:
        texts.given_up(session, sms, db.now(session))


def call_out(callout: int) -> None:
    """Ring a phone because nobody took a person."""
    callout_job.ring(house(), telephony(), callout)


def stop_callout(callout: int) -> None:
    """Stop such a ring: the person has someone, or left."""
    callout_job.stop(house(), telephony(), callout)


def callout_given_up(callout: int) -> None:
    callout_job.given_up(house(), callout)


def open_checks() -> None:
    """Facts of the directory that grow old: somebody should look."""
    directory_job.open_checks(house())


def ask_services(older_days: int, by: int | None = None) -> None:
    """Ask the services themselves whether all is right."""
    directory_job.ask_services(house(), older_days, by)


def ask_by_mail(link: int) -> None:
    directory_job.ask_by_mail(house(), Mail(house().settings), link)


def mail_given_up(link: int) -> None:
    directory_job.mail_given_up(house(), link)


def tell_reporter(report: int) -> None:
    """Who reported somebody hears once that it is closed."""
    feedback_job.tell(house(), Mail(house().settings), report)


def half_told(contact: int) -> None:
    """Who hung up while they told of somebody in danger: a person sees what was told."""
    with web.change(house()) as session:
        half.see_to(session, house().vault, contact, db.now(session))


def ask_reporter(report: int) -> None:
    """A team found nobody: who reported is asked once where exactly."""
    feedback_job.ask(house(), report)


def ask_team(mission: int) -> None:
    """A team gets the link of its mission."""
    team_job.ask(house(), Mail(house().settings), mission)


def team_given_up(mission: int) -> None:
    team_job.given_up(house(), mission)


def print_sheet(of: str, key: str, language: str) -> None:
    """Make a sheet of paper, because somebody wants it or the directory changed."""
    paper_job.make(house(), (of, key, language))


def ring_given_up(reservation: int) -> None:
    """The dispatcher could not be rung at all: the person is back in line."""
    with web.change(house()) as session:
        held = session.get(Reservation, reservation)
        if held is not None:
            call.give_back(session, held, ReservationEnd.NOT_ANSWERED, db.now(session))


def person_given_up(reservation: int) -> None:
    """The person could not be called back: an attempt is counted and the dispatcher is told."""
    with web.change(house()) as session:
        held = session.get(Reservation, reservation)
        if held is None or contact.lock(session, held.contact_id) is None:
            return
        session.refresh(held)
        if held.ended_at is None:
            call.callback_failed(session, held, db.now(session))


def _ring(reservation_id: int, to: str, path: str, role: LegRole, timeout_s: int) -> None:
    """Start a call of our own. Webhooks about it name the reservation: they may come before its id is stored here."""
    base, which = f"{house().settings.public_url}/voice", f"reservation={reservation_id}"
    sid = telephony().ring(to, f"{base}/{path}?{which}", f"{base}/status?{which}&role={role}", timeout_s)
    with web.change(house()) as session:
        held = session.get(Reservation, reservation_id)
        if held is not None:
            call.ringing(session, held, sid, role, db.now(session))


def _gone_is_fine(act: Callable[[], None]) -> None:
    try:
        act()
    except CannotDo as error:
        if not error.gone:
            raise


def _in_a_talk(act: Callable[..., None]) -> Callable[..., None]:
    """A job of talk_job, with this process's parts."""
    return lambda **ids: act(house(), telephony(), **ids)


KEEPING: dict[str, Callable[..., Any]] = {
    "ring": ring,
    "ring_person": ring_person,
    "ring_third": _in_a_talk(talk_job.ring_third),
    "call_out": call_out,
    "stop_callout": stop_callout,
    "move": move,
    "hold": _in_a_talk(talk_job.hold),
    "exits": _in_a_talk(talk_job.exits),
    "leave": _in_a_talk(talk_job.leave),
    "free": _in_a_talk(talk_job.free),
    "ask": ask,
    "check_talk": check_talk,
    "delete_call": delete_call,
    "delete_recording": delete_recording,
    "delete_sms": delete_sms,
    "sms": send_sms,
    "answer": answer,
    "text_talk": text_talk,
    "open_checks": open_checks,
    "ask_services": ask_services,
    "ask_by_mail": ask_by_mail,
    "ask_team": ask_team,
    "ask_reporter": ask_reporter,
    "sheet": print_sheet,
    "half_told": half_told,
    "tell_reporter": tell_reporter,
}
GIVEN_UP: dict[str, Callable[..., Any]] = {
    "ring": ring_given_up,
    "ring_person": person_given_up,
    "ring_third": _in_a_talk(talk_job.third_given_up),
    "call_out": callout_given_up,
    "sms": sms_given_up,
    "ask_by_mail": mail_given_up,
    "ask_team": team_given_up,
}
