"""The live stream of a console: server-sent events that say that something changed, never what."""

import queue
import time
from collections.abc import Iterator

from flask import Blueprint, Response, current_app

from hotline.gateways.listen import Listener

stream = Blueprint("stream", __name__)

BEAT_S = 15.0  # a sign of life, so that a dead line is noticed
LIFE_S = 600.0  # then the browser connects again, and the login is looked at again


@stream.get("/stream")
def events() -> Response:
    """`queue`: look again. `degraded`: ask every ten seconds from now on. `live`: no longer necessary.

    `beat`: nothing happened for BEAT_S, the line is alive.
    """
    listener: Listener = current_app.extensions["listener"]
    response = Response(tell(listener, BEAT_S, LIFE_S), mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"
    return response


def tell(listener: Listener, beat_s: float, life_s: float) -> Iterator[str]:
    """The events of one stream. Holds no database connection."""
    end = time.monotonic() + life_s
    with listener.listening() as wake:
        yield "retry: 2000\n\n"
        said: bool | None = None
        while time.monotonic() < end:
            if listener.up != said:
                said = listener.up
                yield _event("live" if said else "degraded")
            try:
                happened = wake.get(timeout=beat_s)
            except queue.Empty:
                yield _event("beat")
                continue
            if happened:
                yield _event(happened)


def _event(name: str) -> str:
    return f"event: {name}\ndata: {{}}\n\n"
