"""The live stream of a conversation: server-sent events. A stream that waits holds no database connection."""

import json
import queue
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, request

from hotline.chat import entrance, problem, shown
from hotline.chat.api import message_id
from hotline.chat.problem import Problem
from hotline.core import conversation
from hotline.core.conversation import Conversation, State
from hotline.db import now
from hotline.gateways.listen import Listener, Wake
from hotline.web import DOWN, House, close_session, house

events = Blueprint("chat_events", __name__, url_prefix="/chat/conversations")
problem.look_after(events)

STREAMS = 5  # of one conversation in this process: a few open pages, not a flood


@dataclass(frozen=True)
class Pace:
    """How often a stream does something by itself, in seconds."""

    beat_s: float = 15.0  # a sign of life, so that a dead line is noticed
    alone_s: float = 2.0  # Redis or the database is away: it looks by itself
    line_s: float = 10.0  # who waits in line moves up without anything happening in the conversation
    life_s: float = 600.0  # then the browser connects again


@events.get("/<public_id>/events")
def stream(public_id: str) -> Response:
    """`message` and `state` events; `Last-Event-ID` (or `after`) takes it up after that message."""
    talk = entrance.theirs(public_id)
    listener: Listener = current_app.extensions["talks"]
    if listener.readers(public_id) >= STREAMS:
        raise Problem(429, "too_many", problem.TOO_MANY, wait_s=10)
    after = message_id(request.headers.get("Last-Event-ID") or request.args.get("after", ""))
    told = tell(house(), listener, talk, after, Pace())
    close_session()
    response = Response(told, mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"
    return response


def tell(house: House, listener: Listener, talk: Conversation, after: int, pace: Pace) -> Iterator[str]:
    """The events of one stream, until its life is over or the conversation is erased."""
    end, said = time.monotonic() + pace.life_s, None
    with listener.listening(talk.public_id) as wake:
        yield "retry: 2000\n\n"
        while time.monotonic() < end:
            patience_s = pace.beat_s if listener.up else pace.alone_s
            try:
                messages, state = _news(house, talk.id, after)
            except DOWN:
                messages, state, patience_s = [], said, pace.alone_s
            else:
                if state is None:
                    return
            for one in messages:
                after = int(one["id"])
                yield _event("message", one, one["id"])
            if state is not None and state != said:
                said = state
                yield _event("state", state)
            if state is not None and state["state"] == State.WAITING:
                patience_s = min(patience_s, pace.line_s)
            if not _happens(wake, patience_s):
                yield ": alive\n\n"


def _news(house: House, conversation_id: int, after: int) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """What was written since, and who answers; (…, None): there is no such conversation any more."""
    with house.sessions() as session:
        talk = session.get(Conversation, conversation_id)
        if talk is None or talk.token_hash is None:
            return [], None
        at = now(session)
        conversation.seen(session, talk, at)
        news = shown.told(session, house.vault, talk, after), shown.state(session, talk, at)
        session.commit()
        return news


def _happens(wake: Wake, patience_s: float) -> bool:
    """Wait for news. False: nothing came, so that it is time to look, and to show that the line is alive."""
    try:
        wake.get(timeout=patience_s)
        while not wake.empty():
            wake.get_nowait()
    except queue.Empty:
        return False
    return True


def _event(name: str, data: dict[str, Any], event_id: str | None = None) -> str:
    """One event. Only messages carry an id: a stream is taken up after the last of them."""
    mark = f"id: {event_id}\n" if event_id else ""
    return f"{mark}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
