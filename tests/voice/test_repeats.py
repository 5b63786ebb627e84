"""A webhook that comes twice, late, out of order, or twenty times at once: one effect, one same answer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hotline import db
from hotline.core import call, reservation
from hotline.core.contact import CallLeg, Contact, Event
from hotline.core.flow_events import QUEUE_RESULTS
from hotline.core.queue import QueueEntry
from tests.core.conftest import hired
from tests.parts import Twilio
from tests.voice.judge import judge

COPIES = 20
Ask = Callable[[], TestResponse]


def how_many(session: Session, table: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def node(session: Session) -> tuple[str, int]:
    """Where the only caller stands, and at which turn."""
    session.rollback()
    visit = session.scalars(select(CallLeg.visit)).one()
    assert visit
    return visit["node"], visit["turn"]


def entry(session: Session) -> QueueEntry:
    session.rollback()
    return session.scalars(select(QueueEntry)).one()


@pytest.fixture
def waiting(twilio: Twilio) -> Twilio:
    """Someone who asked, in French, for a place tonight."""
    twilio.post("/voice/incoming")
    twilio.post("/voice/step?turn=0", Digits="1")
    assert b"<Enqueue" in twilio.post("/voice/step?turn=1", Digits="1").data
    return twilio


def copies(ask: Ask) -> set[tuple[int, bytes]]:
    """Twenty copies of one webhook at the same moment: the different answers."""
    start = Barrier(COPIES)

    def one(_: int) -> tuple[int, bytes]:
        start.wait(30)
        answer = ask()
        return answer.status_code, answer.data

    with ThreadPoolExecutor(COPIES) as pool:
        return set(pool.map(one, range(COPIES)))


# At once


def test_twenty_copies_of_a_ring_are_one_person(twilio: Twilio, session: Session) -> None:
    answers = copies(lambda: twilio.post("/voice/incoming"))
    assert [status for status, _ in answers] == [200]
    assert (how_many(session, Contact), how_many(session, CallLeg), how_many(session, Event)) == (1, 1, 1)


def test_twenty_copies_of_a_key_that_asks_for_a_person_are_one_place_in_line(twilio: Twilio, session: Session) -> None:
    twilio.post("/voice/incoming")
    twilio.post("/voice/step?turn=0", Digits="1")
    answers = copies(lambda: twilio.post("/voice/step?turn=1", Digits="1"))
    [(status, document)] = answers
    assert status == 200
    assert b"<Enqueue" in document
    assert how_many(session, QueueEntry) == 1
    assert node(session) == ("queue", 2)
    kinds = list(session.scalars(select(Event.kind)))
    assert (kinds.count("asked"), kinds.count("topic")) == (1, 1)


def test_twenty_copies_of_a_round_of_waiting_are_one_round(waiting: Twilio, session: Session) -> None:
    answers = copies(lambda: waiting.post("/voice/wait?turn=2"))
    assert [status for status, _ in answers] == [200]
    assert node(session) == ("queue", 3)


def test_twenty_copies_of_a_key_in_the_wait_leave_the_line_once(waiting: Twilio, session: Session) -> None:
    [(status, document)] = copies(lambda: waiting.post("/voice/wait?turn=2", Digits="1"))
    assert status == 200
    assert b"<Leave" in document
    assert node(session) == ("callback", 3)
    assert entry(session).state == "waiting"


def test_twenty_copies_of_a_callback_wish_are_one_callback(waiting: Twilio, session: Session) -> None:
    waiting.post("/voice/wait?turn=2", Digits="1")
    waiting.post("/voice/queued?turn=2", QueueResult="leave")
    answers = copies(lambda: waiting.post("/voice/step?turn=3", Digits="1"))
    assert [status for status, _ in answers] == [200]
    assert entry(session).channel == "callback"
    assert list(session.scalars(select(Event.kind))).count("callback") == 1


def test_twenty_copies_of_the_end_are_one_end(waiting: Twilio, session: Session) -> None:
    answers = copies(lambda: waiting.post("/voice/status", CallStatus="completed"))
    assert answers == {(204, b"")}
    assert entry(session).state == "ended"
    kinds = list(session.scalars(select(Event.kind)))
    assert kinds.count("left") == 1
    assert session.scalars(select(Contact.outcome)).one() == "abandoned"


# Again, and late


def test_a_repeat_gets_the_same_bytes_at_every_step(twilio: Twilio, session: Session) -> None:
    steps: list[tuple[str, dict[str, str]]] = [
        ("/voice/incoming", {}),
        ("/voice/step?turn=0", {"Digits": "7"}),
        ("/voice/step?turn=1", {}),
        ("/voice/step?turn=2", {"Digits": "2"}),
        ("/voice/step?turn=3", {"SpeechResult": "slapen"}),
        ("/voice/wait?turn=4", {}),
        ("/voice/wait?turn=5", {"Digits": "1"}),
        ("/voice/queued?turn=4", {"QueueResult": "leave"}),
        ("/voice/step?turn=6", {"Digits": "0475123456"}),
    ]
    for path, params in steps:
        first, second = twilio.post(path, **params), twilio.post(path, **params)
        assert (second.status_code, second.data) == (first.status_code, first.data), path
    assert how_many(session, Contact) == how_many(session, QueueEntry) == 1
    assert entry(session).channel == "callback"


def test_a_key_that_comes_late_changes_nothing(waiting: Twilio, session: Session) -> None:
    for turn, key in ((0, "2"), (1, "3"), (7, "1")):
        assert b"<Enqueue" in waiting.post(f"/voice/step?turn={turn}", Digits=key).data
    assert node(session) == ("queue", 2)
    assert (entry(session).language, entry(session).topic) == ("fr", "place")


def test_a_ring_that_is_repeated_in_the_middle_of_a_call_goes_on_there(waiting: Twilio, session: Session) -> None:
    assert b"<Enqueue" in waiting.post("/voice/incoming").data
    assert how_many(session, Contact) == 1


@pytest.mark.parametrize("late", ["/voice/step?turn=2", "/voice/wait?turn=2", "/voice/wait?turn=3", "/voice/incoming"])
def test_what_comes_after_the_end_brings_nobody_back(waiting: Twilio, session: Session, late: str) -> None:
    waiting.post("/voice/status", CallStatus="completed")
    answer = waiting.post(late, Digits="1")
    assert answer.status_code == 200
    assert judge()(answer.data) == []
    assert (entry(session).state, how_many(session, Contact), node(session)) == ("ended", 1, ("queue", 2))


def test_statuses_in_the_wrong_order_leave_the_call_ended(waiting: Twilio, session: Session) -> None:
    for status in ("completed", "in-progress", "ringing", "queued", "no-answer"):
        waiting.post("/voice/status", CallStatus=status)
    leg = session.scalars(select(CallLeg)).one()
    assert leg.state == "ended"
    assert session.scalars(select(Contact.outcome)).one() == "abandoned"


def test_a_ringing_that_comes_late_does_not_take_a_talk_back(waiting: Twilio, session: Session) -> None:
    waiting.post("/voice/status", CallStatus="ringing")
    assert session.scalars(select(CallLeg.state)).one() == "talking"


def test_the_queues_word_about_a_caller_we_moved_is_no_goodbye(waiting: Twilio, session: Session) -> None:
    for result in ("redirected", "bridged", "bridging-in-process", "redirected-from-bridged"):
        answer = waiting.post("/voice/queued?turn=2", QueueResult=result)
        assert answer.data == b'<?xml version="1.0" encoding="UTF-8"?><Response />'
        assert entry(session).state == "waiting"


@pytest.mark.parametrize("result", [*QUEUE_RESULTS, ""])
def test_every_way_out_of_the_queue_is_answered(waiting: Twilio, session: Session, result: str) -> None:
    first = waiting.post("/voice/queued?turn=2", QueueResult=result, QueueTime="3")
    again = waiting.post("/voice/queued?turn=2", QueueResult=result, QueueTime="3")
    assert (first.status_code, judge()(first.data), again.data) == (200, [], first.data)
    ended = result == "hangup"
    assert entry(session).state == ("ended" if ended else "waiting")
    if result in ("error", "system-error", "queue-full"):
        assert b"+32470000112" in first.data
        assert node(session)[0] == "duty"


def test_a_caller_who_was_thrown_out_of_the_queue_and_hangs_up_leaves_the_line(
    waiting: Twilio, session: Session
) -> None:
    waiting.post("/voice/queued?turn=2", QueueResult="queue-full")
    waiting.post("/voice/status", CallStatus="completed")
    assert entry(session).state == "ended"


def test_a_talk_with_the_duty_phone_ends_the_wait_once(waiting: Twilio, session: Session) -> None:
    waiting.post("/voice/queued?turn=2", QueueResult="error")
    done = {"DialCallStatus": "completed", "DialCallDuration": "40", "DialBridged": "true"}
    first, again = waiting.post("/voice/step?turn=3", **done), waiting.post("/voice/step?turn=3", **done)
    assert first.data == again.data
    kinds = list(session.scalars(select(Event.kind)))
    assert kinds.count("duty_phone") == 1
    contact = session.scalars(select(Contact)).one()
    assert contact.outcome == "helped"
    assert contact.bridged_at
    assert entry(session).state == "ended"


def test_a_duty_phone_that_nobody_answers_is_no_talk(waiting: Twilio, session: Session) -> None:
    waiting.post("/voice/queued?turn=2", QueueResult="error")
    for status in ("no-answer", "busy", "failed", "canceled", "completed"):
        waiting.post("/voice/step?turn=3", DialCallStatus=status, DialBridged="false")
    contact = session.scalars(select(Contact)).one()
    assert (contact.bridged_at, contact.outcome) == (None, None)


def test_a_made_up_duty_phone_answer_at_a_menu_is_no_talk(twilio: Twilio, session: Session) -> None:
    """A late word about a Dial changes nothing where no Dial is."""
    twilio.post("/voice/incoming")
    twilio.post("/voice/step?turn=0", DialCallStatus="completed", DialCallDuration="40", DialBridged="true")
    contact = session.scalars(select(Contact)).one()
    assert (contact.bridged_at, contact.outcome) == (None, None)


def test_a_message_that_is_announced_twice_is_kept_once(waiting: Twilio, session: Session) -> None:
    from hotline.core.voicemail import Recording

    ready = {"RecordingSid": "RE" + "1" * 32, "RecordingStatus": "completed", "RecordingDuration": "9"}
    assert copies(lambda: waiting.post("/voice/recording", **ready)) == {(204, b"")}
    assert how_many(session, Recording) == 1
    waiting.post("/voice/recording", **{**ready, "RecordingSid": "RE2", "RecordingStatus": "absent"})
    assert how_many(session, Recording) == 1


def test_a_talk_with_the_duty_phone_counts_though_the_end_of_the_call_was_told_first(
    waiting: Twilio, session: Session
) -> None:
    waiting.post("/voice/queued?turn=2", QueueResult="error")
    waiting.post("/voice/status", CallStatus="completed")
    for _ in range(2):
        waiting.post("/voice/step?turn=3", DialCallStatus="completed", DialCallDuration="86400", CallStatus="completed")
    contact = session.scalars(select(Contact)).one()
    assert contact.outcome == "helped"
    assert contact.asked_at
    assert contact.bridged_at
    assert contact.bridged_at >= contact.asked_at
    assert list(session.scalars(select(Event.kind))).count("duty_phone") == 1


def test_a_caller_who_hung_up_in_a_talk_was_not_cut_off(waiting: Twilio, session: Session) -> None:
    """Twilio asks the Dial's action also when the caller has gone, often before it says that the call has ended."""
    who = session.scalars(select(CallLeg)).one()
    amina = hired(session, "amina")
    session.commit()
    held = reservation.reserve(session, entry(session).id, amina, db.now(session))
    session.commit()
    theirs = call.ring_answered(session, held, "CAring", db.now(session))
    assert theirs
    call.accepted(session, held, db.now(session))
    for leg in (who, theirs):
        call.joined(session, held, leg, db.now(session), db.now(session))
    session.commit()
    answer = waiting.post("/voice/after?turn=2", CallStatus="completed", DialCallStatus="answered")
    waiting.post("/voice/status", CallStatus="completed")
    session.expire_all()
    assert b"<Enqueue" not in answer.data
    assert (held.end, held.entry.state, held.entry.front) == ("talked", "ended", False)
