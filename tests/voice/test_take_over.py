"""A supervisor takes a talk over: what the person, the dispatcher and the supervisor hear."""

import pytest
from sqlalchemy.orm import Session

from hotline import db, jobs
from hotline.core import reservation, take_over
from hotline.core.dispatcher import Dispatcher
from hotline.core.reservation import Busy, Gone, Reservation
from tests.core.conftest import hired
from tests.parts import Twilio
from tests.voice.test_attack_talks import DESK, PERSON, Desk

SAM = "CA" + "5" * 32


@pytest.fixture
def line(twilio: Twilio, session: Session) -> Desk:
    """Someone waits in French for a place tonight; Amina and Sam, the supervisor, are at work."""
    twilio.post("/voice/incoming", PERSON)
    twilio.post("/voice/step?turn=0", PERSON, Digits="1")
    twilio.post("/voice/step?turn=1", PERSON, Digits="1")
    hired(session, "sam", role="supervisor")
    return Desk(twilio, session)


def sam_takes_over(line: Desk) -> Reservation:
    session = line.fresh()
    sam = session.query(Dispatcher).filter_by(username="sam").one()
    held = take_over.take_over(session, line.entry().contact_id, sam, db.now(session))
    session.commit()
    return held


def test_a_talk_goes_to_the_supervisor_and_everyone_hears_what_happens(line: Desk) -> None:
    first = line.talks()
    held = sam_takes_over(line)
    assert {promise.args["leg"] for promise in line.owed("move")} >= {line.leg(PERSON).id, line.leg(DESK).id}
    assert line.owed("ring")[-1].args == {"reservation": held.id}
    caller = line.twilio.post("/voice/here", PERSON).text
    assert "Restez en ligne" in caller
    assert "<Enqueue" in caller
    assert "plus en attente" in line.out("/voice/here", DESK)
    line.out(f"/voice/ring?reservation={held.id}", SAM, to="client:sam")
    assert f"reservation-{held.id}" in line.twilio.post("/voice/here", PERSON).text
    line.in_conference(held, SAM, PERSON)
    assert line.entry().state == "bridged"
    person = line.person()
    assert person.bridged_at is not None
    assert (person.ended_at, first.id == held.id) == (None, False)


def test_the_old_conference_that_ends_late_does_not_cut_the_new_talk(line: Desk) -> None:
    first = line.talks()
    held = sam_takes_over(line)
    line.out(f"/voice/ring?reservation={held.id}", SAM, to="client:sam")
    line.in_conference(held, SAM, PERSON)
    line.twilio.post(f"/voice/after?turn=2&reservation={first.id}", PERSON)
    line.ends(DESK)
    assert line.entry().state == "bridged"
    assert reservation.reservation_of(line.fresh(), line.entry().contact_id) is not None


def test_a_person_who_is_only_rung_for_stays_where_they_wait(line: Desk) -> None:
    line.takes()
    sam_takes_over(line)
    assert line.owed("move") == []  # nobody's phone was answered: nothing to bring anywhere
    entry = line.entry()
    assert (entry.state, entry.front) == ("reserved", False)


def test_a_supervisor_who_does_not_answer_leaves_the_person_first_in_line(line: Desk) -> None:
    line.talks()
    held = sam_takes_over(line)
    session = line.fresh()
    jobs.call.give_back(session, session.get_one(Reservation, held.id), "not_answered", db.now(session))
    session.commit()
    entry = line.entry()
    assert (entry.state, entry.front) == ("waiting", True)


def test_who_took_it_over_is_told_to_the_dispatcher_for_two_minutes(line: Desk) -> None:
    line.talks()
    sam_takes_over(line)
    session = line.fresh()
    at = db.now(session)
    assert take_over.taken_from(session, line.amina, at) == "sam"
    assert take_over.taken_from(session, line.amina, at + take_over.TOLD) is None
    assert session.get_one(Dispatcher, line.amina).activity == "wrap_up"


def test_taking_over_twice_is_taking_over_once(line: Desk) -> None:
    line.talks()
    assert sam_takes_over(line).id == sam_takes_over(line).id
    assert len(line.owed("ring")) == 2


def test_nobody_takes_over_with_a_call_of_their_own_or_someone_who_only_waits(line: Desk) -> None:
    with pytest.raises(Gone):
        sam_takes_over(line)
    line.talks()
    session = line.fresh()
    sam = session.query(Dispatcher).filter_by(username="sam").one()
    other = line.twilio
    for turn, key in ((None, None), (0, "1"), (1, "1")):
        sid = "CA" + "b" * 32
        if turn is None:
            other.post("/voice/incoming", sid, From="+32470999999")
        else:
            other.post(f"/voice/step?turn={turn}", sid, Digits=key or "")
    waiting = session.scalars(reservation.select(reservation.QueueEntry).filter_by(state="waiting")).one()
    reservation.reserve(session, waiting.id, sam, db.now(session))
    session.commit()
    talk = session.scalars(reservation.select(reservation.QueueEntry).filter_by(state="bridged")).one()
    with pytest.raises(Busy):
        take_over.take_over(session, talk.contact_id, sam, db.now(session))


def test_an_away_supervisor_who_takes_over_is_available_again(line: Desk) -> None:
    line.talks()
    session = line.fresh()
    session.query(Dispatcher).filter_by(username="sam").one().activity = "away"
    session.commit()
    held = sam_takes_over(line)
    assert held.dispatcher.username == "sam"
    assert line.fresh().query(Dispatcher).filter_by(username="sam").one().activity == "available"
