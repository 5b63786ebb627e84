"""What Rasa's process writes may hold people's words: nobody reads them. And the apps know how it stands with Rasa."""

import dataclasses
import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from hotline import db
from hotline.bot import server
from hotline.core import beat
from hotline.gateways.assistant import Assistant
from hotline.web import House
from tests.gateways.rasa_with_faults import Faulty, faulty

WORDS = [
    b"2026-11-27 02:14:40 ERROR    rasa.server  - An unexpected error occurred: 'mijn naam is Jan'\n",
    b"Traceback (most recent call last):\n",
    b"ValueError: mijn naam is Jan\n",
    b"mijn naam is Jan\n",
    b"2026-11-27 02:14:41 INFO     rasa.core  - mijn naam is Jan\n",
    b"2026-11-27 02:14:41 WARNING  rasa.nlu.x  - mijn naam is \xff Jan\n",
]


def test_once_people_can_ask_only_the_part_that_complained_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "is_listening", lambda port: True)
    told: list[str] = []
    server._pass_on(io.BytesIO(b"".join(WORDS)), 1, told.append)
    assert [line.split(" (")[0] for line in told] == ["ERROR in rasa.server", "WARNING in rasa.nlu.x"]
    assert "Jan" not in "".join(told)


def test_what_it_says_before_anybody_can_ask_is_told_only_when_it_does_not_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "is_listening", lambda port: False)
    told: list[str] = []
    server._pass_on(io.BytesIO(b"warning: old\nno such model\n"), 1, told.append)
    assert told == ["warning: old", "no such model"]
    told.clear()
    opens = iter([False, True])
    monkeypatch.setattr(server, "is_listening", lambda port: next(opens))
    server._pass_on(io.BytesIO(b"warning: old\nmijn naam is Jan\n"), 1, told.append)
    assert told == []


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://:secret@127.0.0.1:5005", True),
        ("http://localhost:5005", True),
        ("https://rasa.example", False),
        ("", False),
    ],
)
def test_only_what_is_on_this_machine_is_ours_to_run(url: str, here: bool) -> None:
    assert server.Place(url).is_here is here


@pytest.fixture
def rasa() -> Iterator[Faulty]:
    with faulty() as house:
        yield house


def state(app: Flask, url: str | None) -> str:
    """What /healthz says of the assistant, with RASA_URL at `url`; always with 200."""
    house: House = app.extensions["hotline"]
    settings = house.settings.model_copy(update={"rasa_url": url})
    app.extensions["hotline"] = dataclasses.replace(house, settings=settings, assistant=Assistant(url))
    try:
        answer = app.test_client().get("/healthz")
    finally:
        app.extensions["hotline"] = house
    assert answer.status_code == 200
    assert answer.json
    return str(answer.json["assistant"])


def test_healthz_tells_how_it_stands_with_the_assistant(public_app: Flask, house: House, rasa: Faulty) -> None:
    with house.sessions() as session:
        assert state(public_app, None) == "off"
        rasa.status = 500
        assert state(public_app, rasa.url) == "down"
        beat.assistant_is(session, beat.TRAINING, db.now(session))
        session.commit()
        assert state(public_app, rasa.url) == "training"
        beat.assistant_is(session, beat.OFF, db.now(session))
        session.commit()
        assert state(public_app, rasa.url) == "off"
        beat.assistant_is(session, None, db.now(session))
        session.commit()
        assert state(public_app, rasa.url) == "down"
        rasa.status = 200
        assert state(public_app, rasa.url) == "ready"


def test_a_training_whose_process_died_is_no_excuse_for_long(public_app: Flask, house: House, rasa: Faulty) -> None:
    rasa.status = 500
    with house.sessions() as session:
        beat.assistant_is(session, beat.TRAINING, db.now(session) - timedelta(seconds=31))
        session.commit()
    assert state(public_app, rasa.url) == "down"


def test_a_hung_assistant_does_not_hold_up_healthz(public_app: Flask, rasa: Faulty) -> None:
    rasa.wait_s = 30
    assert state(public_app, rasa.url) == "down"
