"""Open consoles hear at once that something changed, and are told when they must ask by themselves."""

from collections.abc import Iterator

import pytest
from flask import Flask

from hotline import web
from hotline.console import stream
from hotline.gateways.listen import Listener
from hotline.local.ports import free_port
from tests.console.conftest import Enter
from tests.console.pages import Browser


@pytest.fixture
def listener(app: Flask) -> Listener:
    found: Listener = app.extensions["listener"]
    return found


def until(events: Iterator[str], name: str, tries: int = 10) -> None:
    """Read events until this one comes."""
    for _ in range(tries):
        if next(events).startswith(f"event: {name}\n"):
            return
    raise AssertionError(f"no {name}")


def test_a_change_made_by_one_dispatcher_reaches_the_others(amina: Browser, enter: Enter, listener: Listener) -> None:
    entry = enter()
    events = stream.tell(listener, 5, 60)
    assert next(events).startswith("retry:")
    until(events, "live")
    amina.post_json(f"/api/queue/{entry.id}/accept")
    until(events, "queue")
    events.close()


def test_a_quiet_line_shows_that_it_lives(listener: Listener) -> None:
    events = stream.tell(listener, 0.05, 60)
    until(events, "beat", tries=5)
    events.close()


def test_without_redis_the_stream_says_that_one_must_ask() -> None:
    lonely = Listener(f"redis://127.0.0.1:{free_port()}/0")
    events = stream.tell(lonely, 0.05, 60)
    until(events, "degraded")
    events.close()


def test_a_stream_holds_no_database_connection(amina: Browser, house: web.House) -> None:
    response = amina.client.get("/stream")
    assert response.mimetype == "text/event-stream"
    assert next(response.iter_encoded()).startswith(b"retry:")
    assert house.sessions.kw["bind"].pool.checkedout() == 0
    response.close()
