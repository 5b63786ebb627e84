"""The caller's side: the call comes in, keys and words, the wait, how it ends."""

from flask import Response, request

from hotline.core import call, caller, contact, flow, instead, quick, third, voicemail
from hotline.core.contact import CallLeg
from hotline.core.report.phone import by_phone
from hotline.core.reservation import Reservation
from hotline.core.third import ThirdPerson
from hotline.core.words import LegRole, LegState
from hotline.db import now
from hotline.voice import listening, twiml
from hotline.voice.reply import line, numbers, reservation_id, turn, xml
from hotline.web import commit, house, session

# Why a call that we made was not answered.
WHY = {"busy": "busy", "failed": "failed", "no-answer": "no_answer", "canceled": "no_answer"}
# Twilio's words for how a call stands, mapped once. An unknown word changes nothing.
STATUS = {
    "queued": LegState.RINGING,
    "initiated": LegState.RINGING,
    "ringing": LegState.RINGING,
    "in-progress": LegState.TALKING,
    "answered": LegState.TALKING,
    "completed": LegState.ENDED,
    "busy": LegState.ENDED,
    "failed": LegState.ENDED,
    "no-answer": LegState.ENDED,
    "canceled": LegState.ENDED,
}


def incoming() -> Response:
    sid, raw = request.form.get("CallSid", ""), request.form.get("From")
    leg = caller.ring(session(), line(), house().vault, sid, raw, now(session()))
    visit = flow.visit_from_json(leg.visit or {})
    commit()
    return xml(twiml.render(line(), _aloud(visit), numbers()))


def step() -> Response:
    answer, sid = _answer(), request.form.get("CallSid", "")
    visit = None
    if isinstance(answer, flow.Key | flow.Silence):
        visit = quick.step(session(), line(), sid, turn(), answer)
    visit = visit or _any_step(answer)
    commit()
    return xml(twiml.render(line(), _aloud(visit), numbers()))


def _aloud(visit: flow.Visit) -> flow.Visit:
    return by_phone.aloud(line(), house().vault, visit)


def _any_step(answer: flow.Answer) -> flow.Visit:
    leg = _leg()
    if answer == flow.Done("answered"):
        instead.duty_phone_ended(session(), line(), leg, turn(), _seconds("DialCallDuration"), now(session()))
    return caller.step(session(), line(), house().vault, leg, turn(), answer)


def wait() -> Response:
    leg = _leg()
    answer: flow.Answer = (
        flow.Key(request.form["Digits"]) if request.form.get("Digits") else caller.wait_round(session(), leg)
    )
    visit = caller.step(session(), line(), house().vault, leg, turn(), answer)
    commit()
    return xml(twiml.wait(line(), visit, numbers()))


def queued() -> Response:
    """The provider's queue let the caller go. Moved by us, bridged or hung up: nothing is decided here."""
    leg, result = _leg(), request.form.get("QueueResult", "")
    if result == "hangup":
        call.leg_changed(session(), leg, LegState.ENDED, now(session()))
    visit = flow.visit_from_json(leg.visit or {})
    visit = caller.step(session(), line(), house().vault, leg, visit.turn, flow.Queued(result))
    commit()
    if result in ("leave", "queue-full", "error", "system-error"):
        return xml(twiml.render(line(), visit, numbers()))
    return xml(twiml.empty())


def status() -> Response:
    """How a phone connection stands, on either side. A call of ours may be heard of here first."""
    leg = contact.leg_by_sid(session(), request.form.get("CallSid", "")) or _ours()
    state = STATUS.get(request.form.get("CallStatus", ""))
    if leg is not None and state is not None:
        call.leg_changed(session(), leg, state, now(session()), WHY.get(request.form["CallStatus"]))
        commit()
    return Response(status=204)


def recording() -> Response:
    """A message that was left is ready at the provider, or there is none."""
    leg = contact.leg_by_sid(session(), request.form.get("CallSid", ""))
    if leg is not None and request.form.get("RecordingStatus") == "completed":
        at = now(session())
        voicemail.ready(session(), leg.contact, request.form.get("RecordingSid", "")[:64], at)
        instead.leave_voicemail(session(), leg.contact, at)
        commit()
    return Response(status=204)


def _leg() -> CallLeg:
    """This call's leg, locked. A call we do not know starts at the first node, as if it came in now."""
    sid = request.form.get("CallSid", "")
    known = contact.leg_by_sid(session(), sid)
    return known or caller.ring(session(), line(), house().vault, sid, request.form.get("From"), now(session()))


def _ours() -> CallLeg | None:
    held, role = session().get(Reservation, reservation_id()), request.args.get("role", "")
    if held is None or role not in set(LegRole):
        return None
    if role == LegRole.THIRD:
        one = session().get(ThirdPerson, request.args.get("third", 0, type=int))
        return third.ringing(session(), one, request.form["CallSid"], now(session())) if one else None
    return call.ringing(session(), held, request.form["CallSid"], LegRole(role), now(session()))


def _answer() -> flow.Answer:
    """What the caller did, from the form."""
    form = request.form
    if "DialCallStatus" in form:
        reached = form["DialCallStatus"] in ("completed", "answered") and form.get("DialBridged", "true") == "true"
        return flow.Done("answered" if reached else "failed")
    if "RecordingSid" in form:
        return flow.Done("recorded" if _seconds("RecordingDuration") else "nothing")
    if form.get("Digits"):
        return flow.Key(form["Digits"][:40])
    return listening.understood() or listening.said() or flow.Silence()


def _seconds(field: str) -> int:
    return min(max(request.form.get(field, 0, type=int), 0), 86_400)


ROUTES = {
    "/incoming": incoming,
    "/step": step,
    "/wait": wait,
    "/queued": queued,
    "/status": status,
    "/recording": recording,
}
