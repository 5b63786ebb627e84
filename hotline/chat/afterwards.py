"""The assistant answers when the person's message is stored and acknowledged: nobody holds the line for it.

When this process dies meanwhile, the clock goes on from the database.
"""

from collections import deque
from contextvars import Context

import gevent
import structlog
from flask import Response
from gevent import monkey

from hotline import turns
from hotline.core.conversation import Turn
from hotline.core.quick_talk import Kept
from hotline.web import DOWN, House

log = structlog.get_logger()

_busy: dict[int, deque[Turn | None]] = {}  # what this process answers just now, and what more came in meanwhile


def answer(house: House, kept: Kept, response: Response) -> None:
    """Have this conversation answered once the response is out."""
    response.call_on_close(lambda: _start(house, kept))


def _start(house: House, kept: Kept) -> None:
    if not monkey.is_module_patched("socket"):
        answer_now(house, kept.conversation_id, kept.turn)
        return
    apart = gevent.Greenlet(answer_now, house, kept.conversation_id, kept.turn)
    apart.gr_context = Context()  # not this request's: its session is closed with it
    apart.start()


def answer_now(house: House, conversation_id: int, leased: Turn | None = None) -> None:
    """One at a time in this process: fifty messages at once are fifty answers, not fifty waits for one lock.

    `leased`: the turn that was leased when the message was stored; it is ours to take, or nobody does for a while.
    """
    if conversation_id in _busy:
        _busy[conversation_id].append(leased)
        return
    more = _busy[conversation_id] = deque([leased])
    try:
        while more:
            turns.answer(house, conversation_id, _first(more))
    except DOWN as error:
        log.warning("database away; the clock will answer", error=type(error).__name__)
    except Exception as error:  # its words may hold the person's
        log.error("unforeseen", path="turn", conversation=conversation_id, error=type(error).__name__)
    finally:
        del _busy[conversation_id]


def _first(more: deque[Turn | None]) -> Turn | None:
    """What is leased to us, of all that came in; it leads to the rest."""
    leased = next((one for one in more if one is not None), None)
    more.clear()
    return leased
