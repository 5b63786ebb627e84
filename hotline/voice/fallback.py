"""When something of ours is away: the call goes on if it can, else straight to the duty phone."""

import traceback
from collections.abc import Callable
from datetime import timedelta
from functools import partial, wraps
from time import monotonic

import gevent
import structlog
from flask import Response, current_app, g, got_request_exception, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from hotline.core import contact, instead
from hotline.db import now
from hotline.voice import callers, dispatchers, late, twiml
from hotline.voice.reply import line, numbers, turn, xml
from hotline.web import DOWN, close_session, commit, session

log = structlog.get_logger()

WAIT_TRIES = 6  # half a minute in the queue without a database, then the duty phone
DUTY_TRIES = 3
DISPATCHERS = {f"/voice/{path}" for path in ("ring", "ring/accept", "person", "person/accept")}
TOLD = {
    "/voice/status": callers.status,
    "/voice/recording": callers.recording,
    "/voice/conference": dispatchers.conference,
}
IN_TIME_S = 1.5  # the caller gets an answer within 2 s, whatever the database does


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
    got_request_exception.send(current_app, exception=error)  # the tests listen
    log.error("unforeseen", path=request.path, error=type(error).__name__, at=_where(error))
    return _way_on()


def _where(error: Exception) -> list[str]:
    """The way through our code. Not the message of the error: it may hold what a person typed or said."""
    return [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-6:]]


def in_time(view: Callable[[], Response]) -> Callable[[], Response]:
    """Give up on a database that does not answer, and drop its connection.

    A connection that broke since the last request is no reason to: once more, with a new one.
    """

    @wraps(view)
    def answer() -> Response:
        try:
            with gevent.Timeout(IN_TIME_S):
                try:
                    return view()
                except OperationalError:
                    close_session()
                    return view()
        except gevent.Timeout as slow:
            if "db" in g:
                g.pop("db").invalidate()
            return database_away(TimeoutError(str(slow)))

    return answer


ROUTES = {"/fallback": fallback, "/again": again}
