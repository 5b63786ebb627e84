"""When something of ours is away: the call goes on if it can, else straight to the duty phone."""

from datetime import timedelta
from functools import partial
from time import monotonic

import structlog
from flask import Response, request
from werkzeug.exceptions import HTTPException

from hotline import late
from hotline.core import contact, instead
from hotline.db import now
from hotline.in_time import note_mistake
from hotline.voice import callers, callouts, dispatchers, twiml
from hotline.voice.reply import line, numbers, turn, xml
from hotline.web import DOWN, commit, session

log = structlog.get_logger()

WAIT_TRIES = 6  # half a minute in the queue without a database, then the duty phone
DUTY_TRIES = 3
DISPATCHERS = {f"/voice/{path}" for path in ("ring", "ring/accept", "person", "person/accept")}
DISPATCHERS |= {f"/voice/third{path}" for path in ("", "/accept", "/here", "/after")}
DISPATCHERS |= {f"/voice/callout{path}" for path in ("", "/accept")}
TOLD = {
    "/voice/status": callers.status,
    "/voice/callout/status": callouts.callout_status,
    "/voice/recording": callers.recording,
    "/voice/conference": dispatchers.conference,
}


def fallback() -> Response:
    """Twilio could not use our last answer. Where it could not reach us the call goes on."""
    log.error("fallback", code=request.form.get("ErrorCode", "")[:10])
    if request.form.get("ErrorCode", "").startswith("11"):
        return dispatchers.here()
    return xml(twiml.duty_phone(line(), numbers()))


def again() -> Response:
    """The duty phone did not answer, or the talk with it is over. Is the database back? Then the call goes on."""
    if request.form.get("DialCallStatus") in ("completed", "answered"):
        record = partial(_record_the_talk, monotonic())
        try:
            record()
        except DOWN:
            late.hear(record)
        return xml(twiml.sentence(line(), None, dispatchers.GOODBYE))
    return dispatchers.here()


def _record_the_talk(ended: float) -> None:
    """`ended`: this process's clock when the talk was over."""
    leg = contact.leg_by_sid(session(), request.form.get("CallSid", ""))
    if leg is not None:
        talked_s = min(max(request.form.get("DialCallDuration", 0, type=int), 0), 86_400)
        since_then = timedelta(seconds=monotonic() - ended)
        instead.helped_by_duty_phone(session(), leg.contact, talked_s, now(session()) - since_then)
        commit()


def database_away(error: Exception) -> Response:
    """The way on without a database. Where nobody waits for the answer, we hear it again when the database is back."""
    log.error("database away", error=type(error).__name__)
    if request.path in TOLD:
        late.hear(TOLD[request.path])
    return _way_on()


def _way_on() -> Response:
    """The duty phone for a caller; who waits goes on waiting a little; a dispatcher's phone is let go."""
    tries = request.args.get("tries", 0, type=int)
    if request.path in DISPATCHERS or request.form.get("To", "").startswith("client:"):
        return xml(twiml.sentence(line(), None, dispatchers.NO_LONGER))
    if request.path == "/voice/wait":
        if tries >= WAIT_TRIES:
            return xml(twiml.leave())
        return xml(twiml.hold(line(), f"{numbers().base}/voice/wait?turn={turn() or 0}&tries={tries + 1}"))
    if tries >= DUTY_TRIES:
        return xml(twiml.nobody(line()))
    return xml(twiml.duty_phone(line(), numbers(), f"{numbers().base}/voice/again?tries={tries + 1}"))


def our_mistake(error: Exception) -> Response:
    """Something we did not foresee: the caller still reaches a person, and the log says where to look."""
    if isinstance(error, HTTPException):
        return Response(status=error.code)
    note_mistake(error)
    return _way_on()


ROUTES = {"/fallback": fallback, "/again": again}
