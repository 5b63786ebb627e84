"""A caller says it in their own words: danger first, then what the assistant makes of it; keys always work."""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from statistics import quantiles
from threading import Barrier
from xml.etree import ElementTree

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hotline import web
from hotline.core import danger
from hotline.core.contact import CallLeg, Contact, Event
from hotline.core.flow_file import DANGERS
from hotline.core.meaning import Meaning, Silent
from hotline.core.queue import QueueEntry
from hotline.gateways.assistant import Assistant
from tests.parts import Twilio
from tests.voice.judge import judge

BED = "une place pour dormir ce soir"
RIDDLE = "je voudrais quelque chose que le menu ne dit pas"


@dataclass
class Understanding:
    """Stands in for Rasa: it understands what it is told to, or is silent (None)."""

    meaning: Meaning | None = None
    asked: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    def parse(self, text: str, language: str | None = None) -> Meaning:
        self.asked.append(text)
        self.meanwhile()
        if self.meaning is None:
            raise Silent
        return self.meaning


def with_assistant(app: Flask, assistant: object) -> Iterator[None]:
    real: web.House = app.extensions["hotline"]
    app.extensions["hotline"] = replace(real, assistant=assistant)  # type: ignore[arg-type]
    yield
    app.extensions["hotline"] = real


@pytest.fixture
def assistant(public_app: Flask) -> Iterator[Understanding]:
    stand_in = Understanding()
    for _ in with_assistant(public_app, stand_in):
        yield stand_in


@pytest.fixture
def caller(twilio: Twilio, assistant: Understanding) -> Twilio:
    """Someone who chose French and hears the main menu, at turn 1."""
    assert assistant
    twilio.post("/voice/incoming")
    twilio.post("/voice/step?turn=0", Digits="1")
    return twilio


def says(caller: Twilio, words: str, turn: int = 1, **more: str) -> TestResponse:
    answer = caller.post(f"/voice/step?turn={turn}", SpeechResult=words, **{"Confidence": "0.9", **more})
    assert answer.status_code == 200
    assert judge()(answer.data) == []
    return answer


def stands(session: Session) -> tuple[str, int]:
    session.rollback()
    visit = session.scalars(select(CallLeg.visit)).one()
    assert visit
    return visit["node"], visit["turn"]


def entry(session: Session) -> QueueEntry:
    session.rollback()
    return session.scalars(select(QueueEntry)).one()


def heard(answer: TestResponse) -> str:
    return " ".join(ElementTree.fromstring(answer.data).itertext())


def test_who_asks_for_a_place_to_sleep_tonight_is_in_line_for_one(
    caller: Twilio, assistant: Understanding, session: Session
) -> None:
    assistant.meaning = Meaning("shelter_tonight", 0.95)
    assert b"<Enqueue" in says(caller, BED).data
    assert (entry(session).topic, assistant.asked) == ("place", [BED])


def test_the_menu_listens_for_words_and_keys_in_the_language_that_was_chosen(caller: Twilio) -> None:
    gather = ElementTree.fromstring(caller.post("/voice/step?turn=0", Digits="1").data).find("Gather")
    assert gather is not None
    assert (gather.get("input"), gather.get("language"), gather.get("numDigits")) == ("dtmf speech", "fr-FR", "1")


@pytest.mark.parametrize(
    ("intent", "node", "topic"),
    [
        ("report_person", "queue", "report"),
        ("professional_referral", "queue", "professional"),
        ("talk_to_human", "queue", "person"),
        ("food", "directory", "information"),
        ("eviction_prevention", "directory", "information"),
    ],
)
def test_each_meaning_leads_to_its_place(
    caller: Twilio, assistant: Understanding, session: Session, directory: Session, intent: str, node: str, topic: str
) -> None:
    assert directory
    assistant.meaning = Meaning(intent, 0.8)
    says(caller, RIDDLE)
    assert stands(session)[0] in (node, "queue"), "the directory may know nothing certain: then a person"
    assert session.scalars(select(Contact.topic)).one() == topic


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("il ne respire plus, il est dans la rue", Meaning("shelter_tonight", 0.99)),
        ("il ne respire plus, il est dans la rue", None),
        (RIDDLE, Meaning("emergency", 0.8)),
    ],
)
def test_who_speaks_of_a_life_in_danger_hears_112_and_goes_first(
    caller: Twilio, assistant: Understanding, session: Session, words: str, meaning: Meaning | None
) -> None:
    assistant.meaning = meaning
    answer = says(caller, words)
    assert "112" in heard(answer)
    assert (entry(session).priority, stands(session)[0]) == ("danger", "queue")
    [detail] = session.scalars(select(Event.detail).where(Event.kind == "handoff"))
    assert detail
    assert not set(words.split()) & set(str(detail).split()), "why is a rule or an intent, never their words"


@pytest.mark.parametrize(
    ("intent", "priority"),
    [("domestic_violence", "danger"), ("unaccompanied_minor", "minor"), ("mental_health", "vulnerable")],
)
def test_violence_a_minor_alone_and_despair_go_sooner(
    caller: Twilio, assistant: Understanding, session: Session, intent: str, priority: str
) -> None:
    assistant.meaning = Meaning(intent, 0.8)
    assert b"<Enqueue" in says(caller, RIDDLE).data
    assert entry(session).priority == priority


@pytest.mark.parametrize("meaning", [None, Meaning(None), Meaning("food", 0.4), Meaning("out_of_scope", 0.9)])
def test_what_is_not_understood_is_asked_again_and_the_third_time_a_person_answers(
    caller: Twilio, assistant: Understanding, session: Session, meaning: Meaning | None
) -> None:
    assistant.meaning = meaning
    again = heard(says(caller, RIDDLE))
    assert "tapez 1" in again
    assert "quelques mots" in again
    says(caller, RIDDLE, turn=2)
    assert b"<Enqueue" in says(caller, RIDDLE, turn=3).data
    assert len(assistant.asked) == 3
    assert entry(session).topic == "person"


def test_a_silent_assistant_leaves_the_words_of_the_menu(
    caller: Twilio, assistant: Understanding, session: Session
) -> None:
    assert assistant.meaning is None
    assert b"<Enqueue" in says(caller, BED).data
    assert entry(session).topic == "place"


def test_a_choice_said_in_a_word_needs_no_assistant(caller: Twilio, assistant: Understanding, session: Session) -> None:
    says(caller, "Dormir.")
    assert (entry(session).topic, assistant.asked) == ("place", [])


def test_words_that_the_recogniser_itself_doubts_are_not_acted_on(
    caller: Twilio, assistant: Understanding, session: Session
) -> None:
    assistant.meaning = Meaning("food", 0.99)
    says(caller, RIDDLE, Confidence="0.1")
    assert (stands(session), assistant.asked) == (("main", 2), [])


def test_repeat_is_understood(caller: Twilio, assistant: Understanding, session: Session) -> None:
    assistant.meaning = Meaning("repeat", 0.9)
    says(caller, "pouvez-vous me redire tout ça")
    assert stands(session) == ("main", 2)


def test_a_key_goes_before_words(caller: Twilio, assistant: Understanding, session: Session) -> None:
    assistant.meaning = Meaning("food", 0.99)
    says(caller, RIDDLE, Digits="1")
    assert (entry(session).topic, assistant.asked) == ("place", [])


def test_words_that_come_late_or_twice_change_nothing(
    caller: Twilio, assistant: Understanding, session: Session
) -> None:
    assistant.meaning = Meaning("shelter_tonight", 0.95)
    first = says(caller, RIDDLE)
    assert says(caller, RIDDLE).data == first.data
    assert says(caller, "il ne respire plus", turn=1).data == first.data
    assert len(assistant.asked) == 1
    assert entry(session).priority == "normal"


def test_ten_copies_at_the_same_moment_move_the_caller_once(
    caller: Twilio, assistant: Understanding, session: Session
) -> None:
    assistant.meaning = Meaning("shelter_tonight", 0.95)
    start = Barrier(10)

    def copy(_: int) -> bytes:
        start.wait(30)
        return caller.post("/voice/step?turn=1", SpeechResult=RIDDLE, Confidence="0.9").data

    with ThreadPoolExecutor(10) as pool:
        assert len(set(pool.map(copy, range(10)))) == 1
    assert stands(session) == ("queue", 2)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(QueueEntry)) == 1


def test_a_process_that_dies_while_it_asks_leaves_the_caller_where_they_were(
    caller: Twilio, assistant: Understanding, session: Session
) -> None:
    def die() -> None:
        raise KeyboardInterrupt

    assistant.meaning, assistant.meanwhile = Meaning("shelter_tonight", 0.95), die
    with pytest.raises(KeyboardInterrupt):
        says(caller, RIDDLE)
    assert stands(session) == ("main", 1)
    assistant.meanwhile = lambda: None
    assert b"<Enqueue" in says(caller, RIDDLE).data


def test_nothing_is_locked_while_the_assistant_is_asked(
    caller: Twilio, assistant: Understanding, session: Session
) -> None:
    def look() -> None:
        session.rollback()
        session.scalars(select(CallLeg).with_for_update(nowait=True)).one()
        session.rollback()

    assistant.meaning, assistant.meanwhile = Meaning("shelter_tonight", 0.95), look
    assert b"<Enqueue" in says(caller, RIDDLE).data


def test_who_hung_up_meanwhile_is_not_put_in_line(caller: Twilio, assistant: Understanding, session: Session) -> None:
    assistant.meaning = Meaning("shelter_tonight", 0.95)
    assistant.meanwhile = lambda: caller.post("/voice/status", CallStatus="completed")
    says(caller, RIDDLE)
    session.rollback()
    assert session.scalars(select(QueueEntry)).all() == []


def test_the_flow_and_the_safety_net_know_the_same_dangers() -> None:
    assert set(danger.LEADS_TO) == set(DANGERS)


def test_what_was_said_reaches_no_log(
    caller: Twilio, assistant: Understanding, capfd: pytest.CaptureFixture[str]
) -> None:
    says(caller, RIDDLE)
    assert assistant.asked
    told = capfd.readouterr()
    assert "quelque chose" not in told.out + told.err


# An assistant that hangs


@pytest.fixture
def hung(public_app: Flask) -> Iterator[None]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        yield from with_assistant(public_app, Assistant(f"http://127.0.0.1:{server.getsockname()[1]}"))


def _call(app: Flask, number: int, turn: int = 1) -> Twilio:
    class Someone(Twilio):
        def about(self, call: str, **params: str) -> dict[str, str]:  # type: ignore[override]
            return Twilio.about(f"CA{number:032}", **params)

    someone = Someone(app)
    someone.post("/voice/incoming")
    someone.post("/voice/step?turn=0", Digits="1")
    return someone


def _seconds(act: Callable[[], TestResponse]) -> float:
    start = time.monotonic()
    assert act().status_code == 200
    return time.monotonic() - start


def _pressing(app: Flask, numbers: range) -> list[float]:
    callers = [_call(app, number) for number in numbers]
    return [_seconds(lambda one=one: one.post("/voice/step?turn=1", Digits="9")) for one in callers]  # type: ignore[misc]


@pytest.mark.usefixtures("twilio")
def test_while_the_assistant_hangs_keys_are_as_quick_and_who_speaks_has_the_menu_within_4_s(
    public_app: Flask, hung: None
) -> None:
    healthy = _pressing(public_app, range(20))
    speakers = [_call(public_app, 100 + number) for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        spoken = [
            pool.submit(_seconds, lambda one=one: says(one, RIDDLE))  # type: ignore[misc]
            for one in speakers
        ]
        pressed = _pressing(public_app, range(200, 220))
        waited = [one.result() for one in spoken]
    assert max(waited) < 4
    p99 = quantiles(pressed, n=100)[98]
    assert p99 < 1.5 * quantiles(healthy, n=100)[98] + 0.25, "a busy machine of tests may add a quarter of a second"
    after = _call(public_app, 300)
    assert _seconds(lambda: says(after, RIDDLE)) < 1, "after two time-outs nobody waits for it"
