"""Whatever stands at RASA_URL does, the person has an answer or a menu within 3 s, and nothing they wrote is told."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from hotline.core.meaning import NOT_UNDERSTOOD, Entity, Silent
from hotline.gateways.assistant import Assistant
from hotline.local.ports import free_port
from tests.gateways.rasa_with_faults import Clock, Faulty, faulty

SAID = "ik zoek eten bij Simonis"


@pytest.fixture
def rasa() -> Iterator[Faulty]:
    with faulty() as house:
        yield house


def heard(intent: Any, *entities: Any) -> dict[str, Any]:
    return {"text": SAID, "intent": intent, "entities": list(entities), "intent_ranking": []}


def found(kind: Any, value: Any, start: Any = 17, end: Any = 24) -> dict[str, Any]:
    return {"entity": kind, "value": value, "start": start, "end": end, "extractor": "any"}


FOOD = {"name": "food", "confidence": 0.9}


def test_a_sentence_has_an_intent_and_the_words_that_tell_more(rasa: Faulty) -> None:
    rasa.answer = heard(FOOD, found("place", "Simonis"))
    meaning = Assistant(rasa.url).parse(SAID, "nl")
    assert (meaning.intent, meaning.confidence, meaning.clear) == ("food", 0.9, True)
    assert meaning.entities == (Entity("place", "Simonis", "Simonis"),)
    assert rasa.asked == [SAID]


def test_of_one_thing_found_twice_the_longer_stays_and_the_sentence_keeps_its_order(rasa: Faulty) -> None:
    short, longer = found("place", "Simonis"), found("place", "bij Simonis", 13)
    rasa.answer = heard(FOOD, short, longer, found("service", "eten", 8, 12), found("commune", "Koekelberg"))
    assert Assistant(rasa.url).parse(SAID).entities == (
        Entity("service", "eten", "eten"),
        Entity("place", "bij Simonis", "bij Simonis"),
        Entity("commune", "Koekelberg", "Simonis"),
    )


def test_what_rasa_could_not_tell_is_not_understood_and_keeps_its_places(rasa: Faulty) -> None:
    rasa.answer = heard({"name": "nlu_fallback", "confidence": 0.7}, found("place", "Simonis"))
    meaning = Assistant(rasa.url).parse(SAID)
    assert (meaning.intent, meaning.clear) == (None, False)
    assert meaning.first("place") == Entity("place", "Simonis", "Simonis")


@pytest.mark.parametrize(
    "odd",
    [
        found("planet", "Mars"),
        found("place", ""),
        found("place", None),
        found("place", "x", -1),
        found("place", "x", 9, 99),
    ],
)
def test_an_entity_that_makes_no_sense_is_left_out(rasa: Faulty, odd: dict[str, Any]) -> None:
    rasa.answer = heard(FOOD, odd)
    assert Assistant(rasa.url).parse(SAID).entities == ()


@pytest.mark.parametrize("hangs_up", [False, True], ids=["kept", "ended by Rasa without a word"])
def test_a_line_to_rasa_is_kept_and_one_that_rasa_ended_is_no_silence(rasa: Faulty, hangs_up: bool) -> None:
    lines: set[tuple[str, int]] = set()
    plain: Any = rasa.server.RequestHandlerClass

    class Keeps(plain):  # type: ignore[misc]
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            lines.add(self.client_address)
            super().do_POST()
            self.close_connection = hangs_up

    rasa.server.RequestHandlerClass = Keeps
    assistant = Assistant(rasa.url)
    assert [assistant.parse(SAID).intent for _ in range(3)] == ["food"] * 3
    assert rasa.asked == [SAID] * 3
    assert len(lines) == (3 if hangs_up else 1)


NONSENSE = {
    "an empty list, as from Rasa with a part down": [],
    "an empty object": {},
    "nothing": b"",
    "not JSON": b"<html>sorry</html>",
    "half an answer": json.dumps(heard(FOOD)).encode()[:40],
    "not text": b"\xff\xfe\x00",
    "no intent": heard(None),
    "an intent without a name": heard({"confidence": 1.0}),
    "an intent we do not know": heard({"name": "restart", "confidence": 1.0}),
    "an intent that is a list": heard({"name": ["food"], "confidence": 1.0}),
    "sure beyond all bounds": heard({"name": "food", "confidence": 3}),
    "less than not sure": heard({"name": "food", "confidence": -0.1}),
    "sure in words": heard({"name": "food", "confidence": "very"}),
    "sure in truth": heard({"name": "food", "confidence": True}),
    "not a number": b'{"intent": {"name": "food", "confidence": NaN}, "entities": []}',
    "without end": b'{"intent": {"name": "food", "confidence": 1e999}, "entities": []}',
    "entities that are none": heard(FOOD) | {"entities": "Simonis"},
    "an entity that is a word": heard(FOOD, "Simonis"),
    "deeper than anybody reads": b"[" * 100_000,
    "more than anybody reads": heard(FOOD) | {"more": "x" * 300_000},
}


@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_is_silence(rasa: Faulty, answer: Any) -> None:
    rasa.answer = answer
    with pytest.raises(Silent):
        Assistant(rasa.url).parse(SAID)


@pytest.mark.parametrize("status", [204, 302, 401, 409, 500])
def test_a_refusal_is_silence(rasa: Faulty, status: int) -> None:
    rasa.status = status
    if status == 204:
        rasa.answer = b""
    with pytest.raises(Silent):
        Assistant(rasa.url).parse(SAID)


def test_nonsense_comes_quickly_and_does_not_end_the_asking(rasa: Faulty) -> None:
    rasa.answer, assistant = [], Assistant(rasa.url)
    for _ in range(5):
        with pytest.raises(Silent):
            assistant.parse(SAID)
    assert len(rasa.asked) == 5


@pytest.mark.parametrize("fault", ["wait_s", "drip_s"])
def test_who_hangs_or_dribbles_is_given_three_seconds_in_all(rasa: Faulty, fault: str) -> None:
    setattr(rasa, fault, 0.5 if fault == "drip_s" else 30)
    assistant, since = Assistant(rasa.url), time.monotonic()
    with pytest.raises(Silent):
        assistant.parse(SAID)
    assert 2.5 < time.monotonic() - since < 3.9


def test_after_two_silences_nobody_waits_for_half_a_minute_then_one_tries() -> None:
    clock = Clock()
    with faulty() as rasa:
        port = rasa.server.server_port
        assistant = Assistant(rasa.url, clock=clock)
    for _ in range(2):
        with pytest.raises(Silent):
            assistant.parse(SAID)  # nobody listens there now
        clock.now += 4
    with faulty() as rasa:
        assistant._at = assistant._at and assistant._at._replace(netloc=rasa.url.removeprefix("http://"))
        assert port != rasa.server.server_port
        clock.now += 25.5
        with pytest.raises(Silent):
            assistant.parse(SAID)
        assert rasa.asked == []
        clock.now += 1
        assert assistant.parse(SAID).intent == "food"
        assert assistant.parse(SAID).intent == "food"


def test_while_one_tries_the_others_do_not_wait_and_a_failed_try_is_another_half_minute(rasa: Faulty) -> None:
    clock = Clock()
    assistant = Assistant(f"http://127.0.0.1:{free_port()}", clock=clock)
    for _ in range(2):
        with pytest.raises(Silent):
            assistant.parse(SAID)
    assistant._at = Assistant(rasa.url)._at
    rasa.wait_s = 30
    clock.now += 31
    trying = threading.Thread(target=lambda: pytest.raises(Silent, assistant.parse, SAID))
    trying.start()
    while not rasa.asked:
        time.sleep(0.01)
    since = time.monotonic()
    for _ in range(20):
        with pytest.raises(Silent):
            assistant.parse(SAID)
    assert time.monotonic() - since < 1
    trying.join()
    clock.now += 29
    with pytest.raises(Silent):
        assistant.parse(SAID)
    assert len(rasa.asked) == 1


def test_two_silences_far_apart_are_no_reason_to_stop_asking() -> None:
    clock = Clock()
    assistant = Assistant(f"http://127.0.0.1:{free_port()}", clock=clock)
    for _ in range(5):
        assert assistant._breaker.lets_through()
        with pytest.raises(Silent):
            assistant.parse(SAID)
        clock.now += 11


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("/restart", "restart"),
        ("  /restart", "restart"),
        ("///restart", "restart"),
        ("/ / restart", "restart"),
        ("\u200b\u202e/restart", "restart"),
        ("\N{FULLWIDTH SOLIDUS}restart", "restart"),
        ("\N{DIVISION SLASH}/\N{FRACTION SLASH}restart", "restart"),
        ("\0/\x1brestart", "restart"),
        ("froid\0\n\n et \tfaim\ud800", "froid et faim"),
        ("ou / ou", "ou / ou"),
        ("می‌خواهم", "می‌خواهم"),
        ("x" * 100_000, "x" * 1000),
    ],
)
def test_what_people_type_is_never_a_command_nor_too_long(rasa: Faulty, typed: str, seen: str) -> None:
    Assistant(rasa.url).parse(typed)
    assert rasa.asked == [seen]


@pytest.mark.parametrize("typed", ["", "   ", "/", "\0", "\u200b", "/" * 2000])
def test_nothing_is_not_understood_and_rasa_is_not_asked(rasa: Faulty, typed: str) -> None:
    assert Assistant(rasa.url).parse(typed) == NOT_UNDERSTOOD
    assert rasa.asked == []


def test_without_an_assistant_everyone_meets_a_menu_at_once() -> None:
    with pytest.raises(Silent):
        Assistant(None).parse(SAID)
    assert not Assistant(None).answers()


def test_the_token_goes_to_rasa_and_to_nobody_else(rasa: Faulty, capsys: pytest.CaptureFixture[str]) -> None:
    url = rasa.url.replace("http://", "http://:a%2Fb%20c@")
    Assistant(url).parse(SAID)
    rasa.answer = []
    with pytest.raises(Silent):
        Assistant(url).parse(SAID)
    assert rasa.paths == ["/model/parse?token=a%2Fb%20c"] * 2
    told = "".join(capsys.readouterr())
    assert "a%2Fb" not in told
    assert "Simonis" not in told


def test_whether_it_answers_is_asked_now_and_then_and_given_half_a_second(rasa: Faulty) -> None:
    clock = Clock()
    assistant = Assistant(rasa.url, clock=clock)
    assert all(assistant.answers() for _ in range(10))
    assert rasa.paths == ["/status"]
    rasa.wait_s = 30
    clock.now += 4
    since = time.monotonic()
    assert not assistant.answers()
    assert time.monotonic() - since < 2
    rasa.wait_s, rasa.status = 0, 409  # there, but without a model
    clock.now += 4
    assert not assistant.answers()
