"""Talks and callbacks at their worst moments: someone leaves, repeats or comes late while two people are joined."""

from datetime import timedelta

import pytest
from rq import Queue
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import clock, db, jobs, web
from hotline.core import asked, call, contact, queue, reservation
from hotline.core.contact import CallLeg, Contact
from hotline.core.dispatcher import Dispatcher
from hotline.core.outbox import Promise
from hotline.core.queue import QueueEntry
from hotline.core.reservation import Reservation
from hotline.core.voicemail import Recording
from hotline.core.words import LegRole, LegState, ReservationEnd
from hotline.gateways import live
from tests.core.conftest import hired
from tests.parts import CALLER, CALLER_ID, Twilio

PERSON, DESK, BACK = "CA" + "a" * 32, "CA" + "d" * 32, "CA" + "b" * 32


class Desk:
    """What happens at the dispatcher's end and at the provider, told by webhooks."""

    def __init__(self, twilio: Twilio, session: Session) -> None:
        self.twilio, self.session = twilio, session
        self.amina = hired(session, "amina").id
        session.commit()

    def fresh(self) -> Session:
        self.session.rollback()
        self.session.expire_all()
        return self.session

    def entry(self) -> QueueEntry:
        return self.fresh().scalars(select(QueueEntry)).one()

    def person(self) -> Contact:
        return self.fresh().scalars(select(Contact)).one()

    def takes(self) -> Reservation:
        session = self.fresh()
        amina, at = session.get_one(Dispatcher, self.amina), db.now(session)
        amina.activity = "available"
        session.flush()
        held = reservation.reserve(session, session.scalars(select(QueueEntry.id)).one(), amina, at)
        session.commit()
        return held

    def out(self, path: str, sid: str, to: str = "client:amina", **params: str) -> str:
        answer = self.twilio.post(path, sid, From=CALLER_ID, To=to, Direction="outbound-api", **params)
        assert answer.status_code in (200, 204)
        return answer.text

    def answers(self, held: Reservation, sid: str = DESK) -> str:
        return self.out(f"/voice/ring?reservation={held.id}", sid)

    def in_conference(self, held: Reservation, *sids: str) -> None:
        for sid in sids:
            told = {"ConferenceSid": "CF1", "StatusCallbackEvent": "participant-join"}
            self.out(f"/voice/conference?reservation={held.id}", sid, **told)

    def talks(self, sid: str = DESK) -> Reservation:
        held = self.takes()
        self.answers(held, sid)
        self.in_conference(held, sid, PERSON)
        return held

    def ends(self, sid: str, status: str = "completed") -> None:
        self.out("/voice/status", sid, CallStatus=status)

    def owed(self, kind: str) -> list[Promise]:
        return list(self.fresh().scalars(select(Promise).where(Promise.kind == kind).order_by(Promise.id)))

    def leg(self, sid: str) -> CallLeg:
        return self.fresh().scalars(select(CallLeg).where(CallLeg.call_sid == sid)).one()


@pytest.fixture
def desk(twilio: Twilio, session: Session) -> Desk:
    """Amina is available, and someone waits who asked, in French, for a place tonight."""
    twilio.post("/voice/incoming", PERSON)
    twilio.post("/voice/step?turn=0", PERSON, Digits="1")
    twilio.post("/voice/step?turn=1", PERSON, Digits="1")
    return Desk(twilio, session)


@pytest.fixture
def callback(desk: Desk) -> Desk:
    """The one who waited asked to be called back and hung up."""
    desk.twilio.post("/voice/wait?turn=2", PERSON, Digits="1")
    desk.twilio.post("/voice/queued?turn=2", PERSON, QueueResult="leave")
    desk.twilio.post("/voice/step?turn=3", PERSON, Digits="1")
    desk.ends(PERSON)
    assert (desk.entry().channel, desk.entry().state) == ("callback", "waiting")
    return desk


# Calling back


@pytest.mark.parametrize("copies", [1, 2])
def test_who_presses_1_to_be_called_back_and_hangs_up_is_called_also_where_we_hear_of_the_hang_up_first(
    desk: Desk, copies: int
) -> None:
    came = desk.entry().entered_at
    desk.twilio.post("/voice/wait?turn=2", PERSON, Digits="1")
    desk.twilio.post("/voice/queued?turn=2", PERSON, QueueResult="leave")
    desk.ends(PERSON)
    for _ in range(copies):
        desk.twilio.post("/voice/step?turn=3", PERSON, Digits="1")
    live = desk.fresh().scalars(select(QueueEntry).where(QueueEntry.state != "ended")).one()
    assert (live.channel, live.state, live.entered_at) == ("callback", "waiting", came)
    assert (desk.person().ended_at, desk.person().outcome) == (None, "callback")


def test_who_hung_up_at_the_offer_of_a_call_without_a_key_is_not_called(desk: Desk) -> None:
    desk.twilio.post("/voice/wait?turn=2", PERSON, Digits="1")
    desk.twilio.post("/voice/queued?turn=2", PERSON, QueueResult="leave")
    desk.ends(PERSON)
    desk.twilio.post("/voice/step?turn=3", PERSON)
    assert (desk.entry().state, desk.person().outcome) == ("ended", "abandoned")


def test_a_person_called_back_has_the_time_to_walk_to_the_phone(callback: Desk, house: web.House) -> None:
    held = callback.takes()
    callback.answers(held)
    callback.out(f"/voice/status?reservation={held.id}&role=called_back", BACK, CALLER, CallStatus="ringing")
    with house.sessions() as session:
        clock.tick(house, session, db.now(session) + timedelta(seconds=45))
    assert callback.entry().state == "reserved"
    assert callback.owed("check_talk") == []


def test_a_callback_that_comes_to_nothing_in_time_is_an_attempt_and_the_dispatcher_is_told(callback: Desk) -> None:
    held = callback.takes()
    callback.answers(held)
    session = callback.fresh()
    asked.settle(session, session.get_one(Reservation, held.id), {}, db.now(session))
    session.commit()
    assert (callback.entry().state, callback.entry().attempts) == ("waiting", 1)
    assert callback.entry().not_before
    assert [owed.args["leg"] for owed in callback.owed("move")] == [callback.leg(DESK).id]


def test_a_person_who_presses_1_just_after_the_dispatcher_left_waits_in_line_at_once(callback: Desk) -> None:
    held = callback.takes()
    callback.answers(held)
    callback.out(f"/voice/person?reservation={held.id}", BACK, CALLER)
    callback.ends(DESK)
    for _ in range(2):
        assert "<Enqueue" in callback.out(f"/voice/person/accept?reservation={held.id}", BACK, CALLER, Digits="1")
    assert (callback.entry().state, callback.entry().channel) == ("waiting", "voice")
    assert callback.leg(BACK).role == "caller"


def test_a_voicemail_that_took_our_call_back_never_waits_in_line(callback: Desk) -> None:
    held = callback.takes()
    callback.answers(held)
    callback.out(f"/voice/person?reservation={held.id}", BACK, CALLER)
    callback.ends(DESK)
    document = callback.out("/voice/here", BACK, CALLER)
    assert "<Hangup" in document
    assert "<Gather" not in document
    assert callback.entry().channel == "callback"


def test_who_asks_to_be_called_back_while_a_dispatcher_answers_has_the_talk_and_it_ends(desk: Desk) -> None:
    desk.twilio.post("/voice/wait?turn=2", PERSON, Digits="1")
    held = desk.takes()
    desk.answers(held)
    desk.twilio.post("/voice/step?turn=3", PERSON, Digits="1")
    desk.in_conference(held, DESK, PERSON)
    assert desk.entry().state == "bridged"
    desk.ends(PERSON)
    desk.ends(DESK)
    assert desk.entry().state == "ended"
    assert desk.person().ended_at


# Late and repeated


def test_an_old_end_of_a_talk_told_again_does_not_cut_the_next_talk(desk: Desk) -> None:
    first = desk.talks()
    ended = f"/voice/after?turn=2&reservation={first.id}"
    assert f'action="https://hotline.example{ended.replace("&", "&amp;")}"' in desk.out("/voice/here", PERSON)
    desk.ends(DESK)
    assert "<Enqueue" in desk.twilio.post(ended, PERSON).text
    second = desk.talks("CA" + "e" * 32)
    desk.twilio.post(ended, PERSON)
    assert (desk.entry().state, desk.fresh().get_one(Reservation, second.id).ended_at) == ("bridged", None)


def test_a_dispatcher_who_gave_back_never_lands_in_the_next_dispatchers_talk(desk: Desk) -> None:
    first = desk.talks()
    session = desk.fresh()
    call.give_back(session, session.get_one(Reservation, first.id), ReservationEnd.GIVEN_BACK, db.now(session))
    session.commit()
    second = desk.takes()
    desk.answers(second, "CA" + "e" * 32)
    assert "<Conference" not in desk.out("/voice/here", DESK)
    assert f"reservation-{second.id}" in desk.out("/voice/here", PERSON)


def test_giving_back_someone_who_hangs_up_at_that_moment_brings_nobody_back(desk: Desk) -> None:
    held = desk.takes()
    desk.fresh()
    seen = desk.session.get_one(Reservation, held.id)
    desk.ends_elsewhere = desk.twilio.post("/voice/status", PERSON, CallStatus="completed")
    call.give_back(desk.session, seen, ReservationEnd.GIVEN_BACK, db.now(desk.session))
    desk.session.commit()
    assert desk.entry().state == "ended"


def test_a_caller_who_hung_up_was_not_cut_off_though_the_conference_says_so_first(desk: Desk) -> None:
    held = desk.talks()
    desk.twilio.post(f"/voice/after?turn=2&reservation={held.id}", PERSON, CallStatus="completed")
    assert (desk.entry().state, desk.fresh().get_one(Reservation, held.id).end) == ("ended", "talked")


def test_a_talk_whose_dispatcher_was_told_to_have_left_last_is_over(desk: Desk) -> None:
    desk.talks()
    desk.ends(DESK)
    desk.ends(PERSON)
    assert desk.entry().state == "ended"


def test_someone_in_the_conference_is_not_moved_into_it_again(desk: Desk) -> None:
    held = desk.takes()
    desk.answers(held)
    session = desk.fresh()
    assert not call.in_place(session, desk.leg(PERSON))
    desk.in_conference(held, DESK, PERSON)
    assert call.in_place(session, desk.leg(PERSON))
    assert call.in_place(session, desk.leg(DESK))
    desk.ends(PERSON)
    assert not call.in_place(session, desk.leg(DESK))


# Silent for minutes, and rightly so


def test_someone_on_the_line_with_the_duty_phone_is_left_alone(desk: Desk, house: web.House) -> None:
    desk.twilio.post("/voice/queued?turn=2", PERSON, QueueResult="queue-full")
    session = desk.fresh()
    leg = contact.leg_by_sid(session, PERSON)
    assert leg
    asked.found(session, house.flows["line"], leg, LegState.TALKING, db.now(session))
    session.commit()
    assert desk.owed("move") == []


def test_someone_who_reached_the_duty_phone_while_the_database_was_away_is_left_alone(
    desk: Desk, house: web.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Provider:
        def state(self, sid: str) -> LegState:
            return LegState.TALKING

        def is_joined(self, sid: str) -> bool:
            return sid == PERSON

    monkeypatch.setattr(jobs, "house", lambda: house)
    monkeypatch.setattr(jobs, "telephony", Provider)
    jobs.ask(desk.leg(PERSON).id)
    assert desk.owed("move") == []


def test_a_dispatcher_who_rings_for_someone_the_duty_phone_helped_is_let_go(desk: Desk) -> None:
    desk.twilio.post("/voice/queued?turn=2", PERSON, QueueResult="queue-full")
    held = desk.takes()
    desk.out(f"/voice/status?reservation={held.id}&role=dispatcher", DESK, CallStatus="ringing")
    done = {"DialCallStatus": "completed", "DialCallDuration": "40", "DialBridged": "true"}
    desk.twilio.post("/voice/step?turn=3", PERSON, **done)
    assert (desk.entry().state, desk.person().outcome) == ("ended", "helped")
    assert desk.leg(DESK).id in [owed.args["leg"] for owed in desk.owed("move")]


def test_someone_lost_from_the_queue_is_brought_back(desk: Desk, house: web.House) -> None:
    session = desk.fresh()
    leg = contact.leg_by_sid(session, PERSON)
    assert leg
    asked.found(session, house.flows["line"], leg, LegState.TALKING, db.now(session))
    session.commit()
    assert len(desk.owed("move")) == 1


# Messages


@pytest.mark.parametrize("order", ["step, message", "message, step", "message, end, step", "end, message, step"])
def test_a_message_left_by_someone_who_simply_hangs_up_reaches_the_dispatchers(desk: Desk, order: str) -> None:
    desk.twilio.post("/voice/queued?turn=2", PERSON, QueueResult="queue-full")
    desk.twilio.post("/voice/step?turn=3", PERSON, DialCallStatus="no-answer", DialBridged="false")
    assert "<Record" in desk.twilio.post("/voice/step?turn=4", PERSON, Digits="1").text
    about = {"RecordingSid": "RE" + "1" * 32, "RecordingDuration": "9"}
    for what in f"{order}, end".split(", "):
        if what == "step":
            desk.twilio.post("/voice/step?turn=5", PERSON, CallStatus="completed", **about)
        elif what == "message":
            desk.twilio.post("/voice/recording", PERSON, RecordingStatus="completed", **about)
        else:
            desk.ends(PERSON)
    entry = desk.fresh().scalars(select(QueueEntry).where(QueueEntry.state == "waiting")).one()
    assert (entry.channel, desk.person().outcome, desk.person().ended_at) == ("voicemail", "voicemail", None)
    assert len(desk.fresh().scalars(select(Recording)).all()) == 1


def test_a_message_that_was_dealt_with_does_not_come_back(desk: Desk) -> None:
    desk.twilio.post("/voice/queued?turn=2", PERSON, QueueResult="queue-full")
    desk.twilio.post("/voice/step?turn=3", PERSON, DialCallStatus="no-answer", DialBridged="false")
    desk.twilio.post("/voice/step?turn=4", PERSON, Digits="1")
    about = {"RecordingSid": "RE" + "1" * 32, "RecordingDuration": "9"}
    desk.twilio.post("/voice/step?turn=5", PERSON, **about)
    desk.ends(PERSON)
    session = desk.fresh()
    entry = queue.live_entry(session, desk.person().id)
    assert entry
    reservation.finish(session, entry, db.now(session))
    session.commit()
    desk.twilio.post("/voice/recording", PERSON, RecordingStatus="completed", **about)
    assert desk.entry().state == "ended"


def test_a_ring_that_starts_after_the_caller_left_is_hung_up(desk: Desk) -> None:
    held = desk.takes()
    desk.ends(PERSON)
    session = desk.fresh()
    call.ringing(session, session.get_one(Reservation, held.id), DESK, LegRole.DISPATCHER, db.now(session))
    session.commit()
    assert [owed.args["leg"] for owed in desk.owed("move")] == [desk.leg(DESK).id]


def test_words_to_workers_that_are_away_do_not_pile_up_for_ever(desk: Desk, house: web.House) -> None:
    held = desk.takes()
    [owed] = desk.owed("ring")
    waiting = Queue(live.RINGS, connection=house.redis)
    waiting.empty()
    live.nudge(house.redis, owed)
    assert [job.ttl for job in waiting.jobs] == [live.FORGOTTEN_S]
    waiting.empty()
    assert held.ended_at is None
