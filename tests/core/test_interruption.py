"""A phone call may interrupt a written talk; the person there is told, and it is on record."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db
from hotline.core import interruption, reservation
from hotline.core.contact import Event
from hotline.core.dispatcher import Dispatcher
from hotline.core.reservation import WRITTEN_TALKS, Busy
from hotline.core.words import ReservationEnd
from tests.core.conftest import Hire, Waits


def kinds(session: Session, contact_id: int) -> list[str]:
    events = session.scalars(select(Event).where(Event.contact_id == contact_id).order_by(Event.id))
    return [event.kind for event in events]


def chat(session: Session, waits: Waits, amina: Dispatcher) -> int:
    entry = waits(channel="chat")
    entry.channel = "chat"
    reservation.reserve(session, entry.id, amina, db.now(session))
    session.commit()
    return entry.contact_id


def test_a_call_interrupts_a_chat_which_goes_on_when_the_call_is_over(
    session: Session, hire: Hire, waits: Waits
) -> None:
    amina = hire()
    person = chat(session, waits, amina)
    assert interruption.since(session, person) is None
    call = reservation.reserve(session, waits().id, amina, db.now(session))
    session.commit()
    assert interruption.since(session, person)
    assert kinds(session, person)[-1] == "interrupted"
    reservation.release(session, call, ReservationEnd.NOT_ANSWERED, db.now(session))
    session.commit()
    assert interruption.since(session, person) is None
    assert kinds(session, person)[-1] == "resumed"


def test_a_second_chat_does_not_interrupt_the_first_and_a_fourth_is_too_many(
    session: Session, hire: Hire, waits: Waits
) -> None:
    amina = hire()
    first, *_ = [chat(session, waits, amina) for _ in range(WRITTEN_TALKS)]
    assert "interrupted" not in kinds(session, first)
    with pytest.raises(Busy):
        chat(session, waits, amina)


def test_a_chat_of_a_colleague_is_not_interrupted(session: Session, hire: Hire, waits: Waits) -> None:
    amina, jan = hire(), hire("jan")
    person = chat(session, waits, jan)
    reservation.reserve(session, waits().id, amina, db.now(session))
    session.commit()
    assert interruption.since(session, person) is None


def test_a_chat_taken_again_by_someone_else_is_not_interrupted_any_more(
    session: Session, hire: Hire, waits: Waits
) -> None:
    amina, jan = hire(), hire("jan")
    entry = waits(channel="chat")
    entry.channel = "chat"
    held = reservation.reserve(session, entry.id, amina, db.now(session))
    reservation.reserve(session, waits().id, amina, db.now(session))
    reservation.release(session, held, ReservationEnd.GIVEN_BACK, db.now(session))
    session.commit()
    reservation.reserve(session, entry.id, jan, db.now(session))
    session.commit()
    assert interruption.since(session, entry.contact_id) is None
