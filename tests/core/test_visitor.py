"""Someone at the counter: the same record, the same line, no telephone."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import clock, db
from hotline.core import call, dispatcher, queue, reservation, take_over, visitor
from hotline.core import contact as contacts
from hotline.core.contact import Contact
from hotline.core.outbox import Promise
from hotline.core.queue import QueueEntry
from hotline.core.words import Activity
from tests.core.conftest import Hire, Waits


def arrive(session: Session, hire: Hire, name: str = "amina", **more: str) -> QueueEntry:
    amina = dispatcher.by_username(session, name) or hire(name)
    values = {"language": "ar", "topic": "place", **more}
    entry = visitor.arrive(session, amina, values["language"], values["topic"], db.now(session))
    session.commit()
    return entry


def take(session: Session, entry: QueueEntry, name: str = "amina") -> reservation.Reservation:
    amina = dispatcher.by_username(session, name)
    assert amina
    held = reservation.reserve(session, entry.id, amina, db.now(session))
    session.commit()
    visitor.meet(session, held, db.now(session))
    session.commit()
    return held


def test_a_visitor_waits_in_line_with_everyone(session: Session, hire: Hire, waits: Waits) -> None:
    caller = waits(waited_s=30)
    entry = arrive(session, hire)
    assert [one.id for one in queue.live_entries(session, db.now(session))] == [caller.id, entry.id]
    contact = session.get_one(Contact, entry.contact_id)
    assert (contact.channel, contact.language, contact.topic, contact.caller_kind) == ("desk", "ar", "place", "visitor")
    assert contact.asked_at == contact.opened_at


def test_whoever_welcomes_a_visitor_is_face_to_face_and_no_phone_rings(session: Session, hire: Hire) -> None:
    entry = arrive(session, hire)
    held = take(session, entry)
    contact = session.get_one(Contact, entry.contact_id)
    assert (entry.state, entry.reserved_until) == ("bridged", None)
    assert contact.bridged_at == held.bridged_at
    assert contact.outcome == "helped"
    assert session.scalars(select(Promise)).all() == []


def test_a_visitor_is_a_talk_like_a_call_one_at_a_time(session: Session, hire: Hire, waits: Waits) -> None:
    take(session, arrive(session, hire))
    caller = waits()
    amina = dispatcher.by_username(session, "amina")
    assert amina
    with pytest.raises(reservation.Busy):
        reservation.reserve(session, caller.id, amina, db.now(session))


def test_after_the_visit_there_is_time_to_write_it_down(session: Session, hire: Hire) -> None:
    entry = arrive(session, hire)
    take(session, entry)
    contact = contacts.lock(session, entry.contact_id)
    assert contact
    call.finish(session, contact, db.now(session))
    session.commit()
    assert entry.state == "ended"
    assert contacts.timeline(session, contact.id)[-1].kind == "went"
    amina = dispatcher.by_username(session, "amina")
    assert amina
    session.refresh(amina)
    assert amina.activity == Activity.WRAP_UP


def test_the_same_click_sent_twice_is_one_visitor_and_two_visitors_are_two(session: Session, hire: Hire) -> None:
    first = arrive(session, hire)
    assert arrive(session, hire).id == first.id
    assert arrive(session, hire, topic="information").id != first.id
    assert arrive(session, hire, name="tom").id != first.id


def test_several_visitors_wait_and_one_who_was_given_back_goes_first(session: Session, hire: Hire) -> None:
    first, second = arrive(session, hire), arrive(session, hire, language="fr")
    held = take(session, second)
    call.give_back(session, held, reservation.ReservationEnd.GIVEN_BACK, db.now(session))
    session.commit()
    assert [one.id for one in queue.live_entries(session, db.now(session))] == [second.id, first.id]


def test_met_twice_is_met_once(session: Session, hire: Hire) -> None:
    held = take(session, arrive(session, hire))
    met = held.bridged_at
    visitor.meet(session, held, db.now(session))
    session.commit()
    assert held.bridged_at == met
    kinds = [line.kind for line in contacts.timeline(session, held.contact_id)]
    assert kinds == ["came", "asked", "reserved", "bridged"]


def test_an_unknown_topic_is_refused(session: Session, hire: Hire) -> None:
    with pytest.raises(ValueError, match="weather"):
        arrive(session, hire, topic="weather")


def test_a_visitor_who_was_taken_by_a_console_that_died_is_back_in_line(session: Session, hire: Hire) -> None:
    entry = arrive(session, hire)
    amina = dispatcher.by_username(session, "amina")
    assert amina
    held = reservation.reserve(session, entry.id, amina, db.now(session))
    session.commit()
    later = db.now(session) + reservation.HOLD + timedelta(seconds=1)
    assert list(reservation.lapsed(session, later)) == [held]
    clock.lapse(session, held, later)
    session.commit()
    assert (entry.state, entry.front) == ("waiting", False)
    visitor.meet(session, held, db.now(session))
    assert entry.state == "waiting"


def test_a_supervisor_who_takes_a_visitor_over_is_face_to_face_with_them_at_once(session: Session, hire: Hire) -> None:
    held = take(session, arrive(session, hire))
    sam = hire("sam", role="supervisor")
    mine = take_over.take_over(session, held.contact_id, sam, db.now(session))
    session.commit()
    assert mine.bridged_at is not None
    assert (mine.entry.state, mine.dispatcher_id) == ("bridged", sam.id)
    assert session.scalars(select(Promise)).all() == []
