"""A third person's phone, the hold sound, and what a caller hears when the talk went on without a dispatcher."""

from flask import Response, request

from hotline.core import call, contact, flow, talk, third
from hotline.core.contact import CallLeg
from hotline.core.reservation import Reservation
from hotline.core.third import ThirdPerson
from hotline.core.words import LegState
from hotline.db import now
from hotline.texts import mark
from hotline.voice import callers, twiml
from hotline.voice.reply import line, numbers, reservation_id, turn, xml
from hotline.web import commit, session

A_COLLEAGUE_ASKS = mark("The help line for people without a home: a colleague asks you to join a talk.")
PRESS_ONE = mark("Press 1 to take the call.")
NOT_NEEDED = mark("You are no longer needed in this talk. Thank you.")
STAY = mark("Please stay on the line, your helper will be back in a moment.")
THEY_HUNG_UP = mark("The person you talked with has hung up.")
STILL_NEED_US = mark(
    "If you still need us, press 1, or simply stay on the line. You are next. If not, you can hang up."
)


def third_answered() -> Response:
    """A third person's phone was answered. Where a voicemail might have done it, a person presses 1 first."""
    one = _third()
    leg = third.answered(session(), one, request.form["CallSid"], now(session())) if one else None
    if one is None or leg is None:
        commit()
        return xml(twiml.sentence(line(), None, NOT_NEEDED))
    if one.must_accept and not request.form.get("To", "").startswith("client:"):
        language = one.asked_by.console_language
        commit()
        url = f"{numbers().base}/voice/third/accept?third={one.id}"
        return xml(twiml.press_one(line(), language, url, A_COLLEAGUE_ASKS, PRESS_ONE))
    return _join(one)


def third_accept() -> Response:
    one = _third()
    if one is None or request.form.get("Digits") != "1":
        return xml(twiml.sentence(line(), None, NOT_NEEDED))
    contact.lock(session(), one.contact_id)
    session().refresh(one)
    return _join(one)


def third_here() -> Response:
    """Where a third person belongs at this moment: asked when we moved them."""
    leg = contact.leg_by_sid(session(), request.form.get("CallSid", ""))
    one = session().get(ThirdPerson, leg.third_id) if leg is not None and leg.third_id else None
    return _join(one) if one else xml(twiml.sentence(line(), None, NOT_NEEDED))


def third_after() -> Response:
    """The conference let a third person go: into the next one of this caller, else it is over for them."""
    one = _third()
    leg = contact.leg_by_sid(session(), request.form.get("CallSid", ""))
    if one is None or leg is None:
        return xml(twiml.sentence(line(), None, NOT_NEEDED))
    if callers.STATUS.get(request.form.get("CallStatus", "")) is LegState.ENDED:
        call.leg_changed(session(), leg, LegState.ENDED, now(session()))
    else:
        talk.put_out(session(), one, reservation_id(), now(session()))
    return _join(one)


def hold() -> Response:
    """What someone on hold hears, round after round. Needs no database."""
    language = request.args.get("language", "")
    again = f"{numbers().base}/voice/hold?language={language if language in line().languages else ''}"
    return xml(twiml.on_hold(line(), language if language in line().languages else None, numbers(), again, STAY))


def back() -> Response:
    """A caller whose third person hung up still needs us, or says nothing: first in line."""
    leg = contact.leg_by_sid(session(), request.form.get("CallSid", ""))
    if leg is None:
        return callers.incoming()
    visit = talk.come_back(session(), line(), leg, turn(), now(session()))
    commit()
    if leg.contact.ended_at is not None:
        return xml(twiml.empty())
    return xml(twiml.render(line(), visit, numbers()))


def still_needed(leg: CallLeg) -> str:
    """The question after a talk that went on without a dispatcher; silence is no reason to be let go."""
    visit = flow.visit_from_json(leg.visit or {})
    url = f"{numbers().base}/voice/back?turn={visit.turn}"
    return twiml.ask_or_go_on(line(), leg.contact.language, url, THEY_HUNG_UP, STILL_NEED_US)


def _join(one: ThirdPerson) -> Response:
    """Into the caller's conference, or thanks and goodbye."""
    held = third.room(session(), one)
    commit()
    if held is None:
        return xml(twiml.sentence(line(), None, NOT_NEEDED))
    action = f"{numbers().base}/voice/third/after?third={one.id}&reservation={held.id}"
    return xml(twiml.conference(held.conference, held.id, numbers(), action, ends=False))


def _third() -> ThirdPerson | None:
    wanted = request.args.get("third", 0, type=int)
    one = session().get(ThirdPerson, wanted) if 0 < wanted < 2**63 else None
    if one is not None and session().get(Reservation, one.reservation_id) is not None:
        contact.lock(session(), one.contact_id)
        session().refresh(one)
    return one


ROUTES = {
    "/third": third_answered,
    "/third/accept": third_accept,
    "/third/here": third_here,
    "/third/after": third_after,
    "/hold": hold,
    "/back": back,
}
