"""A caller on the simulated phone says a sentence; and the real assistant names what they mean."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import web
from hotline.core.contact import Contact
from hotline.gateways.assistant import Assistant
from tests.line import Line
from tests.parts import Twilio


def test_a_caller_says_une_place_pour_dormir_ce_soir_and_is_in_line_for_one(line: Line) -> None:
    amina = line.dispatcher("amina")
    caller = line.phone("+32471998880").dial().keys("1").say("une place pour dormir ce soir").wait_until("waiting")
    [entry] = line.until(amina.queue)
    assert (entry["language"], entry["topic"]) == ("fr", "place")
    caller.hang_up()


def test_a_caller_who_speaks_of_danger_hears_112_and_goes_first(line: Line) -> None:
    amina = line.dispatcher("amina")
    caller = line.phone("+32471998881").dial().keys("1").say("mon ami ne respire plus")
    caller.wait_for("112")
    caller.wait_until("waiting")
    [entry] = line.until(amina.queue)
    assert entry["priority"] == "danger"
    caller.hang_up()


@pytest.fixture
def understanding(public_app: Flask, rasa_url: str) -> Iterator[None]:
    real: web.House = public_app.extensions["hotline"]
    public_app.extensions["hotline"] = replace(real, assistant=Assistant(rasa_url))
    yield
    public_app.extensions["hotline"] = real


@pytest.mark.parametrize(
    ("key", "words", "topic"),
    [
        ("1", "une place pour dormir ce soir", "place"),
        ("1", "il y a un monsieur qui dort devant la gare du nord et qui a très froid", "report"),
        ("2", "waar kan ik vanavond een warme maaltijd krijgen", "information"),
        ("3", "I am a nurse and I want to refer a patient who leaves the hospital tomorrow", "professional"),
    ],
)
def test_the_real_assistant_leads_a_caller_to_the_right_place(
    twilio: Twilio, understanding: None, session: Session, directory: Session, key: str, words: str, topic: str
) -> None:
    assert directory
    twilio.post("/voice/incoming")
    twilio.post("/voice/step?turn=0", Digits=key)
    assert twilio.post("/voice/step?turn=1", SpeechResult=words, Confidence="0.9").status_code == 200
    session.rollback()
    assert session.scalars(select(Contact.topic)).one() == topic
