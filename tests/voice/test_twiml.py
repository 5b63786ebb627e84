"""Every document that a caller or a dispatcher can ever be given is one that Twilio understands."""

import os
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from hotline.core import flow
from hotline.core.flow_events import events, folded, looked_up
from hotline.voice import dispatchers, fallback, thirds, twiml
from tests.voice.judge import judge

assert fallback
LINE = flow.load(Path(__file__).parents[2] / "ivr_flows")["line"]
NUMBERS = twiml.Numbers("https://hotline.example", "+3222000000", "+32470000112")
GOLDEN = Path(__file__).parent / "golden"
MOST = 64 * 1024  # bytes Twilio reads of an answer


@cache
def every_visit() -> tuple[flow.Visit, ...]:
    return tuple(_walk())


def _walk() -> Iterator[flow.Visit]:
    """Each situation of the flow, in each language, with the number known and withheld."""
    todo = deque(flow.begin(LINE, known) for known in (True, False))
    seen = set()
    while todo:
        visit = todo.popleft()
        said = tuple((one.text, one.node) for one in visit.said)
        same = replace(folded(LINE, visit), language=visit.language, unhelpful_in_call=0), said
        if same in seen:
            continue
        seen.add(same)
        assert len(seen) < 50_000
        yield visit
        happens = (answer for label, answer in events(LINE, flow.node_of(LINE, visit)) if not label.startswith("says "))
        moved = [flow.advance(LINE, visit, visit.turn, answer) for answer in happens]
        for one in moved:
            todo.extend([told for _, told in looked_up(LINE, one)] if flow.asks_the_directory(LINE, one) else [one])


@pytest.fixture(scope="module")
def spoken() -> set[str]:
    """The bare documents of every visit, as answer to a step and as a round of waiting."""
    documents = set()
    for visit in every_visit():
        bare = replace(visit, turn=0)
        documents |= {twiml.render(LINE, bare, NUMBERS), twiml.wait(LINE, bare, NUMBERS)}
    return documents


def others() -> dict[str, str]:
    """The documents that belong to no visit."""
    found = {
        "duty_phone": twiml.duty_phone(LINE, NUMBERS),
        "duty_phone_then": twiml.duty_phone(LINE, NUMBERS, f"{NUMBERS.base}/voice/again?tries=1"),
        "nobody": twiml.nobody(LINE),
        "hold": twiml.hold(LINE, f"{NUMBERS.base}/voice/wait?turn=4&tries=1"),
        "leave": twiml.leave(),
        "empty": twiml.empty(),
        "conference_dispatcher": twiml.conference("reservation-7", 7, NUMBERS),
        "conference_third": twiml.conference(
            "reservation-7", 7, NUMBERS, f"{NUMBERS.base}/voice/third/after?third=9&reservation=7", ends=False
        ),
        "conference_caller": twiml.conference("reservation-7", 7, NUMBERS, f"{NUMBERS.base}/voice/after?turn=4"),
    }
    for language in (None, *LINE.languages):
        for name in ("NO_LONGER", "GOODBYE", "NO_ANSWER"):
            found[f"{name}_{language}"] = twiml.sentence(LINE, language, getattr(dispatchers, name))
        url = f"{NUMBERS.base}/voice/ring/accept?reservation=7"
        found[f"ring_{language}"] = twiml.press_one(LINE, language, url, dispatchers.WAITING, dispatchers.PRESS_ONE)
        stay, again = thirds.STAY, f"{NUMBERS.base}/voice/hold?language={language}"
        found[f"on_hold_{language}"] = twiml.on_hold(LINE, language, NUMBERS, again, stay)
        back, words = f"{NUMBERS.base}/voice/back?turn=2", (thirds.THEY_HUNG_UP, thirds.STILL_NEED_US)
        found[f"still_needed_{language}"] = twiml.ask_or_go_on(LINE, language, back, *words)
        third = f"{NUMBERS.base}/voice/third/accept?third=9"
        found[f"third_{language}"] = twiml.press_one(
            LINE, language, third, thirds.A_COLLEAGUE_ASKS, dispatchers.PRESS_ONE
        )
        found[f"not_needed_{language}"] = twiml.sentence(LINE, language, thirds.NOT_NEEDED)
        found[f"person_{language}"] = twiml.press_one(LINE, language, url, dispatchers.CALLED_BACK)
    return found


def test_a_caller_in_any_situation_and_language_gets_twiml_that_twilio_accepts(spoken: set[str]) -> None:
    check = judge()
    assert len(spoken) > 400
    wrong = {document: check(document) for document in spoken}
    assert {document: found for document, found in wrong.items() if found} == {}


def test_no_answer_is_longer_than_twilio_reads(spoken: set[str]) -> None:
    assert max(len(document.encode()) for document in spoken) < MOST


def test_every_other_document_is_one_that_twilio_accepts() -> None:
    check = judge()
    assert {name: found for name, document in others().items() if (found := check(document))} == {}


def test_a_waiting_caller_only_gets_verbs_that_are_allowed_while_waiting() -> None:
    """Twilio: Play, Say, Pause, Hangup, Redirect, Leave, Gather; in a Gather only Say, Play, Pause."""
    waits = {twiml.wait(LINE, replace(visit, turn=0), NUMBERS) for visit in every_visit()}
    for document in waits:
        root = etree.fromstring(document.encode())
        assert {child.tag for child in root} <= {"Say", "Play", "Pause", "Hangup", "Redirect", "Leave", "Gather"}
        assert {child.tag for gather in root.iter("Gather") for child in gather} <= {"Say", "Play", "Pause"}


def test_someone_on_hold_only_gets_verbs_that_are_allowed_on_hold() -> None:
    """Twilio: Say, Play, Pause and Redirect; anything else is error 13238 and silence."""
    held = [document for name, document in others().items() if name.startswith("on_hold")]
    assert len(held) > 9
    for document in held:
        assert {child.tag for child in etree.fromstring(document.encode())} <= {"Say", "Play", "Pause", "Redirect"}


def test_the_same_visit_always_gives_the_same_bytes() -> None:
    for visit in (flow.begin(LINE, True), waiting("fr"), told(after("2", "3", "3"))):
        again = flow.visit_from_json(flow.visit_to_json(visit))
        assert twiml.render(LINE, visit, NUMBERS) == twiml.render(LINE, again, NUMBERS)
        assert twiml.wait(LINE, visit, NUMBERS) == twiml.wait(LINE, again, NUMBERS)


def waiting(language: str) -> flow.Visit:
    return after({"fr": "1", "nl": "2", "en": "3", "de": "4"}[language], "1")


def after(*answers: str | flow.Answer, known: bool = True) -> flow.Visit:
    visit = flow.begin(LINE, known)
    for answer in answers:
        visit = flow.advance(LINE, visit, visit.turn, flow.Key(answer) if isinstance(answer, str) else answer)
    return visit


SENT = flow.Done("sent")
NAME = flow.Said(flow.AS_IT_IS, {"words": "Les Douches d'à côté & Co"}, ("fr",))
HOURS = flow.Said(flow.AS_IT_IS, {"words": "< 16:00 >"})


def told(visit: flow.Visit) -> flow.Visit:
    """What a directory with two services says: a name in French, the rest in the caller's language."""
    return flow.informed(LINE, visit, flow.Found(("a", "b"), (NAME, HOURS), "Les Douches", textable=True))


def main_steps() -> dict[str, str]:
    """The documents of an ordinary call and of the ways it can go wrong."""
    third = flow.Waiting(position=3, bound_min=10, on_duty=2, waited_s=12)
    failed, nobody = flow.Queued("queue-full"), flow.Waiting(1, None, 0, 0)
    visits = {
        "ring": after(),
        "silence_at_ring": after(flow.Silence()),
        "menu_nl": after("2"),
        "menu_ar_again_slowly": after("5", "1", flow.Silence()),
        "queue_fr": after("1", "1"),
        "queue_failed_de": after("4", "1", failed),
        "callback_en": after("3", "4", "1"),
        "callback_withheld_fr": after("1", "1", "1", known=False),
        "callback_taken_fr": after("1", "1", "1", "1"),
        "line_lost_fr": after("1", "1", flow.Done("lost")),
        "duty_failed_nl": after("2", "1", failed, flow.Done("failed")),
        "voicemail_fr": after("1", "1", failed, flow.Done("failed"), "1"),
        "told_ar": told(after("5", "1", "3", "1")),
        "told_again_slower_nl": flow.advance(LINE, told(after("2", "3", "3")), 3, flow.Key("1")),
        "text_sent_fr": flow.advance(LINE, flow.advance(LINE, told(after("1", "3", "3")), 3, flow.Key("3")), 4, SENT),
        "violence_en": after("3", "3", "5", "2"),
        "end_fr": after("1", "1", failed, flow.Done("answered")),
    }
    rounds = {
        "wait_third_fr": after("1", "1", third),
        "wait_nobody_nl": after("2", "1", nobody),
        "wait_leave": after("1", "1", "1"),
    }
    documents = {name: twiml.render(LINE, visit, NUMBERS) for name, visit in visits.items()}
    documents |= {name: twiml.wait(LINE, visit, NUMBERS) for name, visit in rounds.items()}
    rest = others()
    return documents | {
        name: rest[name]
        for name in (
            "duty_phone",
            "hold",
            "nobody",
            "conference_dispatcher",
            "conference_caller",
            "conference_third",
            "on_hold_fr",
            "still_needed_nl",
            "third_fr",
            "ring_fr",
            "person_nl",
            "GOODBYE_uk",
        )
    }


@pytest.mark.parametrize("name", sorted(main_steps()))
def test_a_caller_gets_exactly_this_document(name: str) -> None:
    """A change shows as a difference to read. When it is right: GOLDEN=write make test."""
    golden, document = GOLDEN / f"{name}.xml", indented(main_steps()[name])
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(document, encoding="utf-8")
    assert document == golden.read_text(encoding="utf-8")


def indented(document: str) -> str:
    """One verb a line, so that a difference can be read."""
    return document.replace("><", ">\n<") + "\n"
