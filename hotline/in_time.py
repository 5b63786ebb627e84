"""A webhook gets its answer in time, whatever the database does; our mistakes are told without a person in them."""

import traceback
from collections.abc import Callable
from functools import wraps

import gevent
import structlog
from flask import Response, current_app, g, got_request_exception, request
from sqlalchemy.exc import OperationalError

from hotline.web import close_session

log = structlog.get_logger()

IN_TIME_S = 1.5  # the provider gets an answer within 2 s

View = Callable[[], Response]


def in_time(view: View, database_away: Callable[[Exception], Response]) -> View:
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


def note_mistake(error: Exception) -> None:
    """Something we did not foresee: the log says where to look."""
    got_request_exception.send(current_app, exception=error)  # the tests listen
    log.error("unforeseen", path=request.path, error=type(error).__name__, at=_where(error))


def _where(error: Exception) -> list[str]:
    """The way through our code. Not the message of the error: it may hold what a person typed or said."""
    return [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-6:]]
