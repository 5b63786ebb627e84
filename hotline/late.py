"""What we were told while the database was away is heard in order when it is back.

Kept in this process only: when it dies too, or the database stays away longer, the clock asks the provider.
"""

from collections import deque
from collections.abc import Callable
from contextvars import Context
from time import monotonic

import gevent
import structlog
from flask import copy_current_request_context, g

from hotline.web import DOWN, close_session

log = structlog.get_logger()

PAUSE_S = 0.5
TRY_S = 1.5
KEEP_S = 60.0
MOST = 5_000

_told: deque[tuple[float, Callable[[], bool]]] = deque()


def hear(view: Callable[[], object]) -> None:
    """Have this request's view work again when the database is back, after those that came before it."""
    if len(_told) >= MOST:
        return
    _told.append((monotonic(), copy_current_request_context(lambda: _heard(view))))
    if len(_told) == 1:
        listener = gevent.Greenlet(_listen)
        listener.gr_context = Context()  # not this request's: its session is closed with it
        listener.start()


def _listen() -> None:
    while _told:
        since, heard = _told[0]
        if heard() or monotonic() - since > KEEP_S:
            _told.popleft()
        else:
            gevent.sleep(PAUSE_S)


def _heard(view: Callable[[], object]) -> bool:
    try:
        with gevent.Timeout(TRY_S):
            view()
    except DOWN:
        close_session()
        return False
    except gevent.Timeout:
        if "db" in g:
            g.pop("db").invalidate()
        return False
    except Exception as error:
        log.error("unforeseen", path="late", error=type(error).__name__)
    return True
