"""When something of ours is away: the call goes on if it can, else straight to the duty phone."""

from collections.abc import Callable
from functools import wraps

import gevent
import structlog
from flask import Response, g, request

from hotline.voice import dispatchers, twiml
from hotline.voice.reply import line, numbers, xml

log = structlog.get_logger()

IN_TIME_S = 1.5  # the caller gets an answer within 2 s, whatever the database does


def fallback() -> Response:
    """Twilio could not use our last answer. Where it could not reach us the call goes on."""
    log.error("fallback", code=request.form.get("ErrorCode", "")[:10])
    if request.form.get("ErrorCode", "").startswith("11"):
        return dispatchers.here()
    return xml(twiml.duty_phone(line(), numbers()))


def database_away(error: Exception) -> Response:
    """The duty phone for a voice step. What a status callback told us is lost here; the clock asks Twilio for it."""
    log.error("database away", error=type(error).__name__)
    return xml(twiml.duty_phone(line(), numbers()))


def in_time(view: Callable[[], Response]) -> Callable[[], Response]:
    """Give up on a database that does not answer, and drop its connection."""

    @wraps(view)
    def answer() -> Response:
        try:
            with gevent.Timeout(IN_TIME_S):
                return view()
        except gevent.Timeout as slow:
            if "db" in g:
                g.pop("db").invalidate()
            return database_away(TimeoutError(str(slow)))

    return answer


ROUTES = {"/fallback": fallback}
