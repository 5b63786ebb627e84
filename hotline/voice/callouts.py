"""A phone rings because nobody took a person: who answers and presses 1 has them; the others hear that it is over."""

from flask import Response, request

from hotline.core import call, callout, contact, escalation, see_to
from hotline.core.callout import Callout
from hotline.core.words import CalloutEnd, Channel, LegState
from hotline.db import now
from hotline.texts import mark
from hotline.voice import twiml
from hotline.voice.callers import STATUS
from hotline.voice.dispatchers import NO_LONGER, PRESS_ONE, WAITING
from hotline.voice.reply import line, numbers, xml
from hotline.web import commit, house, session

OVER = {"busy": CalloutEnd.REFUSED, "failed": CalloutEnd.FAILED, "canceled": CalloutEnd.STOPPED}  # else missed
IN_DANGER = mark("The help line: somebody who writes to us is in danger, and nobody has answered yet.")
REPORTED = mark("The help line: somebody in the street is in danger, and nobody has looked at the report yet.")
SEE_TO_IT = mark("If you can open the console now, press 1.")
OPEN_IT = mark("Thank you. Please open the console now and take the person who is in danger.")


def callout_answered() -> Response:
    """A phone was answered. In a browser somebody clicked; on a phone a person presses 1, a machine cannot."""
    found = _callout()
    if found is None or not escalation.answered(session(), found, request.form["CallSid"], now(session())):
        return xml(twiml.sentence(line(), None, NO_LONGER))
    language = found.dispatcher.console_language
    where = see_to.channel(session(), found)
    danger = REPORTED if where == Channel.REPORT else IN_DANGER
    if request.form.get("To", "").startswith("client:"):
        return _sees_to(found, danger) if where else _take(found)
    commit()
    action = f"{numbers().base}/voice/callout/accept?callout={found.id}"
    return xml(twiml.press_one(line(), language, action, *((danger, SEE_TO_IT) if where else (WAITING, PRESS_ONE))))


def callout_accepted() -> Response:
    found = _callout()
    if found is None or request.form.get("Digits") != "1":
        return xml(twiml.sentence(line(), None, NO_LONGER))
    return _sees_to(found) if see_to.channel(session(), found) else _take(found)


def callout_status() -> Response:
    """How such a call stands. Once the person was taken it is a dispatcher's line like any other."""
    at, sid = now(session()), request.form.get("CallSid", "")
    state, leg = STATUS.get(request.form.get("CallStatus", "")), contact.leg_by_sid(session(), sid)
    found = _callout() if leg is None else None
    if leg is not None and state is not None:
        call.leg_changed(session(), leg, state, at)
    elif found is not None and state is not None:
        _ring_changed(found, sid, state)
    commit()
    return Response(status=204)


def _ring_changed(found: Callout, sid: str, state: LegState) -> None:
    at = now(session())
    callout.lock(session(), found.id)
    if state is not LegState.ENDED:
        if found.call_sid is None:
            callout.rung(session(), found, sid, at)
    elif found.call_sid in (None, sid):
        why = OVER.get(request.form.get("CallStatus", ""), CalloutEnd.MISSED)
        callout.end(session(), found, why, at, house().plan.missed_rings)


def _take(found: Callout) -> Response:
    held = escalation.take(session(), found, request.form["CallSid"], now(session()))
    commit()
    if held is None:
        return xml(twiml.sentence(line(), None, NO_LONGER))
    return xml(twiml.conference(held.conference, held.id, numbers()))


def _sees_to(found: Callout, *first: str) -> Response:
    """Somebody writes or is told of, and is in danger: nobody can answer them from a phone."""
    comes, language = see_to.promised(session(), found, now(session())), found.dispatcher.console_language
    commit()
    return xml(twiml.sentence(line(), language, *((*first, OPEN_IT) if comes else (NO_LONGER,))))


def _callout() -> Callout | None:
    """The callout in the address."""
    wanted = request.args.get("callout", 0, type=int)
    return session().get(Callout, wanted) if 0 < wanted < 2**63 else None


ROUTES = {
    "/callout": callout_answered,
    "/callout/accept": callout_accepted,
    "/callout/status": callout_status,
}
