"""A talk handed to a colleague, and someone on hold, told by webhooks."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline import clock, db
from hotline.core import reservation, talk, third
from hotline.core.dispatcher import Dispatcher
from hotline.core.reservation import NotAvailable
from tests.core.conftest import hired
from tests.voice.talking import JAN, OTHER, Talk, talking
from tests.voice.test_attack_talks import DESK, PERSON

assert talking


# A colleague


def test_a_talk_is_handed_to_a_colleague_who_is_there_first(talking: Talk) -> None:
    before, held = talking.person().bridged_at, talking.held().id
    one = talking.asks_jan()
    talking.joins(one, JAN, "client:jan")
    talking.leaves()
    jan = talking.session.scalars(select(Dispatcher).filter_by(username="jan")).one()
    entry = talking.entry()
    assert (entry.state, entry.dispatcher_id, talking.held().dispatcher_id) == ("bridged", jan.id, jan.id)
    assert (talking.held().id, talking.held().ended_at, talking.person().bridged_at) == (held, None, before)
    assert talking.session.get_one(Dispatcher, talking.amina).activity == "wrap_up"
    assert "handed_over" in talking.happened()
    talking.ends(DESK)
    assert talking.entry().state == "bridged"
    assert talking.leg(JAN).role == "dispatcher"
    talking.ends(PERSON)
    assert talking.leg(JAN).id in [owed.args["leg"] for owed in talking.owed("move")]
    assert talking.session.get_one(Dispatcher, jan.id).activity == "wrap_up"


def test_a_colleague_who_does_not_answer_leaves_the_caller_with_me(talking: Talk) -> None:
    one = talking.asks_jan()
    talking.answers_as_third(one, JAN, "+32475000001")
    talking.ends(JAN, "no-answer")
    assert (talking.third(one).end, talking.held().dispatcher_id) == ("no_answer", talking.amina)
    with pytest.raises(third.NotTalking):
        talking.leaves()


def test_a_line_that_breaks_leaves_the_caller_with_the_colleague_who_is_there(talking: Talk) -> None:
    one = talking.asks_jan()
    talking.joins(one, JAN, "client:jan")
    talking.ends(DESK)
    jan = talking.session.scalars(select(Dispatcher).filter_by(username="jan")).one()
    assert (talking.entry().state, talking.entry().dispatcher_id) == ("bridged", jan.id)


def test_a_colleague_in_my_talk_cannot_take_another_call(talking: Talk) -> None:
    one = talking.asks_jan()
    talking.joins(one, JAN, "client:jan")
    talking.twilio.post("/voice/incoming", OTHER)
    talking.twilio.post("/voice/step?turn=0", OTHER, Digits="1")
    talking.twilio.post("/voice/step?turn=1", OTHER, Digits="1")
    session = talking.fresh()
    jan = session.scalars(select(Dispatcher).filter_by(username="jan")).one()
    entry = session.scalars(select(reservation.QueueEntry).filter_by(state="waiting")).one()
    with pytest.raises(NotAvailable):
        reservation.reserve(session, entry.id, jan, db.now(session))


def test_a_colleague_who_is_away_or_rings_elsewhere_cannot_be_asked(talking: Talk) -> None:
    session = talking.fresh()
    jan = hired(session, "jan", activity="away")
    session.commit()
    with pytest.raises(NotAvailable):
        talking.asks_jan()
    session = talking.fresh()
    session.get_one(Dispatcher, jan.id).activity = "available"
    session.commit()
    talking.asks_jan()
    assert jan not in talk.colleagues(talking.fresh(), session.get_one(Dispatcher, talking.amina), db.now(session))


# Hold


def test_someone_on_hold_is_taken_back_and_the_dispatcher_is_reminded_after_a_minute(talking: Talk) -> None:
    session, held = talking.session, talking.held()
    talk.hold(session, held, db.now(session))
    talk.hold(session, held, db.now(session))
    session.commit()
    assert len(talking.owed("hold")) == 1
    for later in (59, 61, 120):
        with talking.house.sessions() as ticking:
            clock.tick(talking.house, ticking, db.now(ticking) + timedelta(seconds=later))
        assert (talking.held().reminded_at is not None) == (later > 60)
    talk.resume(talking.session, talking.held(), db.now(talking.session))
    talking.session.commit()
    assert talking.held().on_hold_at is None
    assert [kind for kind in talking.happened() if "hold" in kind] == ["on_hold", "off_hold"]


def test_someone_who_hangs_up_on_hold_is_simply_gone(talking: Talk) -> None:
    session, held = talking.session, talking.held()
    talk.hold(session, held, db.now(session))
    session.commit()
    talking.ends(PERSON)
    assert (talking.entry().state, talking.held().on_hold_at, talking.held().end) == ("ended", None, "talked")
    with pytest.raises(third.NotTalking):
        talk.hold(talking.session, talking.held(), db.now(talking.session))


def test_the_hold_sound_needs_no_database_and_says_a_kind_sentence(talking: Talk) -> None:
    for language, words in (("en", "Please stay on the line"), ("xx", "Say")):
        document = talking.twilio.post(f"/voice/hold?language={language}", PERSON).text
        assert words in document
        assert "/static/hold.wav" in document
        assert "<Redirect" in document
