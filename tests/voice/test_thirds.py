"""A third person in a talk, told by webhooks: asked, joined, gone, and nobody left alone on the line."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline import clock, db, talk_job
from hotline.core import asked, call, contact, reservation, third
from hotline.core.dispatcher import Dispatcher
from hotline.core.words import LegState, ReservationEnd
from hotline.gateways.telephony import Telephony
from tests.voice.talking import INTERPRETER, NEXT_DESK, NUMBER, OTHER, Talk, talking
from tests.voice.test_attack_talks import DESK, PERSON

assert talking


class Nobody(Telephony):
    """A provider that must not be asked for anything."""

    def __init__(self) -> None: ...

    def move(self, *_: object) -> None:
        raise AssertionError("moved")


# Asked and answered


def test_an_interpreter_presses_1_and_joins_the_talk(talking: Talk) -> None:
    one = talking.asks()
    assert [owed.args for owed in talking.owed("ring_third")] == [{"third": one}]
    assert "<Gather" in talking.answers_as_third(one)
    document = talking.out(f"/voice/third/accept?third={one}", INTERPRETER, NUMBER, Digits="1")
    assert f"reservation-{talking.held().id}" in document
    assert 'endConferenceOnExit="false"' in document
    talking.in_conference(talking.held(), INTERPRETER)
    assert talking.third(one).is_here
    assert talking.owed("exits")[-1].args == {"reservation": talking.held().id}


def test_a_voicemail_never_hears_the_caller(talking: Talk) -> None:
    one = talking.asks()
    assert "<Conference" not in talking.answers_as_third(one)
    assert "<Hangup" in talking.out(f"/voice/third/accept?third={one}", INTERPRETER, NUMBER)
    talking.ends(INTERPRETER)
    assert (talking.third(one).end, talking.entry().state) == ("no_answer", "bridged")
    assert talking.happened()[-1] == "third_not_reached"


def test_112_is_in_the_talk_as_soon_as_it_answers(talking: Talk) -> None:
    one = talking.asks("112", must_accept=False)
    assert "<Conference" in talking.answers_as_third(one, to="112")


@pytest.mark.parametrize(("status", "end"), [("busy", "busy"), ("no-answer", "no_answer"), ("failed", "failed")])
def test_who_cannot_be_reached_leaves_the_caller_with_the_dispatcher(talking: Talk, status: str, end: str) -> None:
    one, held = talking.asks(), talking.held().id
    mark = talking.last_promise()
    where = f"/voice/status?third={one}&reservation={held}&role=third"
    for word in ("initiated", "ringing", status, status):
        talking.out(where, INTERPRETER, NUMBER, CallStatus=word)
    assert (talking.third(one).end, talking.entry().state, talking.held().ended_at) == (end, "bridged", None)
    assert talking.owed_since(mark) == []


def test_a_click_twice_rings_once(talking: Talk) -> None:
    assert talking.asks() == talking.asks()
    assert len(talking.owed("ring_third")) == 1


def test_more_than_three_are_too_many(talking: Talk) -> None:
    for n in range(third.MOST):
        talking.asks(f"+3247500000{n}")
    with pytest.raises(third.Enough):
        talking.asks("+32475000009")


def test_a_ring_that_was_repeated_joins_once(talking: Talk) -> None:
    one = talking.asks()
    talking.answers_as_third(one, INTERPRETER)
    assert "<Gather" not in talking.answers_as_third(one, OTHER)
    talking.ends(OTHER)
    assert talking.third(one).left_at is None


def test_an_interpreter_who_answers_when_the_caller_has_hung_up_is_thanked(talking: Talk) -> None:
    one = talking.asks()
    talking.ends(PERSON)
    assert "<Conference" not in talking.answers_as_third(one)
    assert talking.third(one).end == "talk_over"


def test_an_interpreter_who_joins_as_the_caller_hangs_up_does_not_sit_alone(talking: Talk) -> None:
    one = talking.asks()
    talking.answers_as_third(one)
    talking.out(f"/voice/third/accept?third={one}", INTERPRETER, NUMBER, Digits="1")
    talking.ends(PERSON)
    talking.ends(DESK)
    talking.in_conference(talking.held(), INTERPRETER)
    assert talking.leg(INTERPRETER).id in [owed.args["leg"] for owed in talking.owed("move")]
    assert "<Hangup" in talking.out("/voice/third/here", INTERPRETER, NUMBER)


def test_the_wait_on_record_is_not_touched_by_who_joins(talking: Talk) -> None:
    before = (talking.person().bridged_at, talking.held().person_joined_at, talking.held().dispatcher_joined_at)
    talking.adds()
    after = (talking.person().bridged_at, talking.held().person_joined_at, talking.held().dispatcher_joined_at)
    assert before == after


def test_the_same_webhook_about_a_third_person_gets_the_same_bytes(talking: Talk) -> None:
    one = talking.asks()
    for path, params in (
        (f"/voice/third?third={one}", {}),
        (f"/voice/third/accept?third={one}", {"Digits": "1"}),
    ):
        first = talking.out(path, INTERPRETER, NUMBER, **params)
        assert talking.out(path, INTERPRETER, NUMBER, **params) == first


# The dispatcher leaves


def test_a_dispatcher_leaves_and_the_talk_goes_on(talking: Talk) -> None:
    talking.adds()
    mark = talking.last_promise()
    talking.leaves()
    assert talking.owed_since(mark) == [("leave", talking.leg(DESK).id)]
    amina = talking.session.get_one(Dispatcher, talking.amina)
    assert (talking.entry().state, amina.activity, talking.person().ended_at) == ("ended", "wrap_up", None)
    assert "left_talk" in talking.happened()
    talking.ends(DESK)
    assert talking.person().ended_at is None
    assert call.in_place(talking.session, talking.leg(PERSON))
    assert call.in_place(talking.session, talking.leg(INTERPRETER))


def test_nobody_can_leave_a_caller_alone(talking: Talk) -> None:
    talking.asks()
    with pytest.raises(third.NotTalking):
        talking.leaves()
    assert talking.entry().state == "bridged"


def test_a_caller_whose_third_person_hangs_up_is_asked_and_goes_first_in_line(talking: Talk) -> None:
    held = talking.held().id
    talking.adds()
    talking.leaves()
    talking.ends(DESK)
    ended = f"/voice/after?turn=2&reservation={held}"
    question = talking.twilio.post(ended, PERSON).text
    assert "/voice/back?turn=2" in question
    for _ in range(2):  # silence answers like any key; a repeat gets the same
        answer = talking.twilio.post("/voice/back?turn=2", PERSON).text
        assert "<Enqueue" in answer
    session = talking.fresh()
    live = session.scalars(select(reservation.QueueEntry).where(reservation.QueueEntry.state == "waiting")).one()
    assert (live.front, live.channel) == (True, "voice")
    assert talking.twilio.post("/voice/wait?turn=3", PERSON).status_code == 200


def test_a_caller_alone_in_a_conference_that_did_not_end_is_brought_out(talking: Talk) -> None:
    held = talking.held().id
    talking.adds()
    talking.leaves()
    talking.ends(DESK)
    talking.ends(INTERPRETER)
    owed = talking.owed("free")[-1]
    assert owed.args == {"leg": talking.leg(PERSON).id, "reservation": held}
    assert "/voice/back?turn=2" in talking.twilio.post("/voice/here", PERSON).text


def test_a_caller_who_hangs_up_after_the_dispatcher_left_is_simply_gone(talking: Talk) -> None:
    one = talking.adds()
    talking.leaves()
    talking.ends(DESK)
    talking.ends(PERSON)
    assert (talking.third(one).end, talking.person().outcome) == ("talk_over", "helped")
    assert "<Hangup" in talking.out("/voice/third/here", INTERPRETER, NUMBER)


def test_someone_who_hung_up_is_not_brought_back_by_a_late_key(talking: Talk) -> None:
    talking.adds()
    talking.leaves()
    talking.ends(PERSON)
    talking.twilio.post("/voice/back?turn=2", PERSON, Digits="1")
    assert talking.entry().state == "ended"


# Lines that break


def test_a_caller_is_not_cut_from_the_interpreter_when_the_dispatchers_line_breaks(talking: Talk) -> None:
    one = talking.adds()
    mark = talking.last_promise()
    talking.ends(DESK)
    assert (talking.entry().state, talking.entry().front, talking.third(one).is_here) == ("waiting", True, True)
    assert talking.owed_since(mark) == []
    assert call.in_place(talking.session, talking.leg(PERSON))


def test_the_next_dispatcher_joins_the_caller_and_the_interpreter(talking: Talk) -> None:
    one = talking.adds()
    talking.ends(DESK)
    second = talking.takes()
    talking.answers(second, "CA" + "e" * 32)
    assert f"reservation-{second.id}<" in talking.twilio.post("/voice/here", PERSON).text
    assert f"reservation-{second.id}<" in talking.out("/voice/third/here", INTERPRETER, NUMBER)
    talking.in_conference(second, "CA" + "e" * 32, PERSON, INTERPRETER)
    assert (talking.third(one).reservation_id, talking.entry().state) == (second.id, "bridged")


def test_the_interpreter_stays_when_they_are_moved_to_the_next_dispatcher_before_the_caller(talking: Talk) -> None:
    first, one = talking.held().id, talking.adds()
    talking.ends(DESK)
    second = talking.takes()
    talking.answers(second, "CA" + "e" * 32)
    assert f"reservation-{second.id}<" in talking.out("/voice/third/here", INTERPRETER, NUMBER)
    talking.twilio.post(f"/voice/after?turn=2&reservation={first}", PERSON)  # their leaving ended it for the caller
    talking.in_conference(second, INTERPRETER)
    assert talking.third(one).is_here
    assert f"reservation-{second.id}<" in talking.twilio.post("/voice/here", PERSON).text


def test_an_interpreter_let_go_with_the_caller_by_the_next_talk_is_thanked_and_not_left_alone_in_the_one_before(
    talking: Talk,
) -> None:
    one = talking.adds()
    talking.ends(DESK)
    second = talking.answered_again()
    talking.ends(NEXT_DESK)  # before the network told us that all three were together
    assert "<Hangup" in talking.out(f"/voice/third/after?third={one}&reservation={second.id}", INTERPRETER, NUMBER)
    assert "<Enqueue" in talking.twilio.post(f"/voice/after?turn=2&reservation={second.id}", PERSON).text
    assert talking.third(one).end == "talk_over"


def test_a_caller_whose_interpreter_is_let_go_first_is_not_left_alone(talking: Talk) -> None:
    one = talking.adds()
    talking.ends(DESK)
    second = talking.answered_again()
    talking.ends(NEXT_DESK)
    talking.out(f"/voice/third/after?third={one}&reservation={second.id}", INTERPRETER, NUMBER)
    assert talking.leg(PERSON).id in [owed.args["leg"] for owed in talking.owed("free")]


def test_what_is_told_late_of_the_conference_before_does_not_bring_the_interpreter_back_there(talking: Talk) -> None:
    first, one = talking.held(), talking.adds()
    talking.ends(DESK)
    second = talking.answered_again()
    talking.in_conference(second, NEXT_DESK, PERSON, INTERPRETER)
    talking.in_conference(first, INTERPRETER, PERSON)
    assert talking.third(one).reservation_id == talking.leg(INTERPRETER).reservation_id == second.id
    assert talking.leg(PERSON).reservation_id == second.id


@pytest.mark.parametrize("why", [ReservationEnd.LAPSED, ReservationEnd.GIVEN_BACK])
def test_the_interpreter_stays_with_the_caller_when_the_next_dispatcher_does_not_come_to_them(
    talking: Talk, why: ReservationEnd
) -> None:
    one = talking.adds()
    talking.ends(DESK)
    talking.answered_again()
    session, held = talking.session, talking.held()
    call.give_back(session, held, why, db.now(session))
    session.commit()
    assert (talking.third(one).is_here, talking.entry().state) == (True, "waiting")
    assert call.in_place(talking.session, talking.leg(PERSON))


def test_a_caller_is_not_taken_away_from_the_dispatcher_who_answered_as_the_interpreter_left(talking: Talk) -> None:
    talking.adds()
    talking.ends(DESK)
    second = talking.takes()
    talking.ends(INTERPRETER)
    free = talking.owed("free")[-1].args
    talking.answers(second, NEXT_DESK)
    talk_job.free(talking.house, Nobody(), **free)  # kept late, by another worker


def test_a_third_person_who_hung_up_is_not_in_the_talk_because_we_hear_late_that_they_had_joined(talking: Talk) -> None:
    one, held = talking.asks(), talking.held()
    talking.answers_as_third(one)
    where = f"/voice/status?third={one}&reservation={held.id}&role=third"
    talking.out(where, OTHER, NUMBER, CallStatus="ringing")  # a worker that died had rung them already
    talking.ends(INTERPRETER)
    talking.in_conference(held, INTERPRETER)
    assert (talking.third(one).is_here, talking.third(one).left_at) == (False, None)


def test_a_caller_whose_interpreter_leaves_while_the_next_dispatcher_is_rung_waits_in_line(talking: Talk) -> None:
    talking.adds()
    talking.ends(DESK)
    talking.takes()
    talking.ends(INTERPRETER)
    assert talking.owed("free")[-1].args["leg"] == talking.leg(PERSON).id
    assert "<Enqueue" in talking.twilio.post("/voice/here", PERSON).text
    assert talking.entry().state == "reserved"


def test_a_caller_in_a_talk_with_an_interpreter_is_not_moved_for_being_silent(talking: Talk) -> None:
    talking.adds()
    mark = talking.last_promise()
    talking.ends(DESK)
    with talking.house.sessions() as session:
        clock.tick(talking.house, session, db.now(session) + timedelta(minutes=3))
    session = talking.fresh()
    leg = contact.leg_by_sid(session, PERSON)
    assert leg
    asked.found(session, talking.house.flows["line"], leg, LegState.TALKING, db.now(session))
    session.commit()
    assert ("move", leg.id) not in talking.owed_since(mark)


def test_112_stays_with_the_dispatcher_when_the_callers_battery_dies(talking: Talk) -> None:
    one = talking.adds()
    mark = talking.last_promise()
    talking.ends(PERSON)
    assert (talking.entry().state, talking.third(one).is_here) == ("ended", True)
    assert talking.owed_since(mark) == []
    talking.ends(DESK)
    assert talking.third(one).end == "talk_over"
    assert talking.owed_since(mark) == [("move", talking.leg(INTERPRETER).id)]


def test_112_is_not_hung_up_when_the_caller_calls_again(talking: Talk) -> None:
    one = talking.adds()
    talking.ends(PERSON)
    talking.twilio.post("/voice/incoming", "CA" + "f" * 32)
    assert talking.third(one).is_here
    assert talking.owed("hang_up") == []
    assert talking.leg("CA" + "f" * 32).contact_id == talking.third(one).contact_id


def test_a_dispatcher_alone_after_the_caller_and_112_is_let_go(talking: Talk) -> None:
    talking.adds()
    talking.ends(PERSON)
    talking.ends(INTERPRETER)
    assert talking.leg(DESK).id in [owed.args["leg"] for owed in talking.owed("move")]


def test_all_hear_goodbye_when_the_dispatcher_hangs_up_for_everyone(talking: Talk) -> None:
    one = talking.adds()
    mark = talking.last_promise()
    session, person = talking.session, talking.person()
    call.finish(session, person, db.now(session))
    session.commit()
    legs = {talking.leg(sid).id for sid in (PERSON, DESK, INTERPRETER)}
    owed = talking.owed_since(mark)
    assert sorted(owed) == sorted(("move", leg) for leg in legs)
    assert talking.third(one).end == "talk_over"
    for path, sid in (("/voice/here", PERSON), ("/voice/third/here", INTERPRETER)):
        assert "<Hangup" in talking.out(path, sid)


def test_the_interpreter_is_thanked_when_the_caller_is_given_back(talking: Talk) -> None:
    one = talking.adds()
    session, held = talking.session, talking.held()
    call.give_back(session, held, ReservationEnd.GIVEN_BACK, db.now(session))
    session.commit()
    assert (talking.third(one).end, talking.entry().state, talking.entry().front) == ("talk_over", "waiting", True)
    assert "<Enqueue" in talking.twilio.post("/voice/here", PERSON).text


def test_an_old_end_of_a_conference_does_not_send_the_present_interpreter_away(talking: Talk) -> None:
    first = talking.held().id
    one = talking.adds()
    talking.ends(DESK)
    second = talking.takes()
    talking.answers(second, "CA" + "e" * 32)
    talking.in_conference(second, "CA" + "e" * 32, PERSON, INTERPRETER)
    talking.twilio.post(f"/voice/after?turn=2&reservation={first}", PERSON)
    assert talking.third(one).is_here
    assert f"reservation-{second.id}<" in talking.out(
        f"/voice/third/after?third={one}&reservation={first}", INTERPRETER, NUMBER
    )


def test_a_third_person_of_whom_only_the_conference_tells_is_thanked(talking: Talk) -> None:
    one, held = talking.adds(), talking.held().id
    assert "<Hangup" in talking.out(f"/voice/third/after?third={one}&reservation={held}", INTERPRETER, NUMBER)
    assert talking.third(one).end == "talk_over"
