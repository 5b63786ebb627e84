"""An open page hears at once what is written, takes it up where a bad line broke it, and needs no database to wait."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.chat import events
from hotline.chat.events import Pace, tell
from hotline.core import conversation
from hotline.core.conversation import Conversation, Reply, State
from hotline.gateways.listen import Listener
from hotline.local.ports import free_port
from tests.chat.conftest import Echo, Person

SLOW = Pace(beat_s=20, alone_s=20, line_s=20, life_s=60)  # only a nudge is quicker


@pytest.fixture
def listener(public_app: Flask) -> Listener:
    found: Listener = public_app.extensions["talks"]
    return found


@pytest.fixture
def talk(person: Person, session: Session) -> Conversation:
    return session.scalars(select(Conversation)).one()


def until(stream: Iterator[str], name: str) -> dict[str, Any]:
    """The next event of this name."""
    for _ in range(20):
        lines = next(stream).splitlines()
        if f"event: {name}" in lines:
            told: dict[str, Any] = json.loads(next(line[6:] for line in lines if line.startswith("data: ")))
            return told
    raise AssertionError(f"no {name}")


def test_an_answer_is_heard_at_once(
    person: Person, echo: Echo, talk: Conversation, house: web.House, listener: Listener
) -> None:
    stream = tell(house, listener, talk, 0, SLOW)
    assert until(stream, "state")["state"] == "assistant"
    began = time.monotonic()
    threading.Timer(0.1, lambda: person.write("Bonjour")).start()
    assert until(stream, "message")["text"] == "Bonjour"
    assert until(stream, "message")["text"] == "You said: Bonjour"
    assert time.monotonic() - began < 15
    stream.close()


def test_a_change_of_who_answers_is_heard(
    session: Session, talk: Conversation, house: web.House, listener: Listener
) -> None:
    stream = tell(house, listener, talk, 0, SLOW)
    until(stream, "state")
    with web.change(house) as changing:
        mine = conversation.lock(changing, talk.id)
        assert mine
        conversation.move(changing, mine, State.DISPATCHER, db.now(changing))
    assert until(stream, "state")["state"] == "dispatcher"
    stream.close()


def test_what_others_write_wakes_nobody_else(
    public_app: Flask, echo: Echo, talk: Conversation, house: web.House, listener: Listener
) -> None:
    with listener.listening(talk.public_id) as mine, listener.listening() as every:
        Person(public_app).write("Bonjour")
        assert every.get(timeout=20)
        assert mine.empty()


def test_a_stream_that_broke_is_taken_up_after_the_last_message(person: Person, echo: Echo) -> None:
    person.write("un")
    last = person.read()[-1]["id"]
    person.write("deux")
    answer = person.client.get(f"{person.path}/events", headers={**person.headers, "Last-Event-ID": last})
    assert answer.mimetype == "text/event-stream"
    stream = (part.decode() for part in answer.iter_encoded())
    assert until(stream, "message")["text"] == "deux"
    answer.close()


def test_a_stream_that_waits_holds_no_database_connection(person: Person, house: web.House) -> None:
    answer = person.get("events")
    stream = answer.iter_encoded()
    for _ in range(2):
        next(stream)
    assert house.sessions.kw["bind"].pool.checkedout() == 0
    answer.close()


def test_a_quiet_line_shows_that_it_lives(talk: Conversation, house: web.House, listener: Listener) -> None:
    stream = tell(house, listener, talk, 0, Pace(beat_s=0.05))
    assert any(next(stream).startswith(":") for _ in range(6))
    stream.close()


def test_without_redis_the_stream_looks_by_itself(session: Session, talk: Conversation, house: web.House) -> None:
    lonely = Listener(f"redis://127.0.0.1:{free_port()}/0")
    stream = tell(house, lonely, talk, 0, Pace(beat_s=60, alone_s=0.1))
    until(stream, "state")
    mine = conversation.lock(session, talk.id)
    assert mine
    conversation.say(session, house.vault, mine, Reply("x", "ici"), db.now(session))
    session.commit()
    assert until(stream, "message")["text"] == "ici"
    stream.close()


def test_a_stream_ends_when_the_conversation_is_erased(
    session: Session, talk: Conversation, house: web.House, listener: Listener
) -> None:
    stream = tell(house, listener, talk, 0, Pace(beat_s=0.05))
    until(stream, "state")
    conversation.forget(session, talk.contact_id)
    session.commit()
    assert all(part.startswith(":") for part in stream)


def test_one_conversation_opens_a_few_streams_not_a_flood(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "STREAMS", 1)
    first = person.get("events")
    next(first.iter_encoded())
    assert person.get("events").status_code == 429
    first.close()
    assert person.get("events").status_code == 200
