"""Danger in a written talk that nobody takes: phones ring; who answers sees to it, and the person stays in line."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db
from hotline.core import escalation, reservation, see_to
from hotline.core.contact import Event
from hotline.core.dispatcher import DUTY_PHONE
from hotline.core.queue import QueueEntry
from hotline.core.words import Priority
from tests.core.conftest import Hire
from tests.core.test_escalation import Tick, promised, ringing, tick
from tests.core.test_handoff import Writer, take, writer

assert tick
assert writer


def state_of(session: Session, entry: QueueEntry) -> tuple[str, int | None]:
    session.refresh(entry)
    return entry.state, entry.dispatcher_id


def test_danger_in_writing_rings_those_who_are_there_and_then_the_duty_phone(
    writer: Writer, hire: Hire, tick: Tick
) -> None:
    hire("amina")
    writer.asks(Priority.DANGER, "no_breath")
    assert tick(20) == []
    assert tick(31) == [("available", "amina")]
    assert tick(121, seconds=2) == [("everyone", "amina"), ("duty", DUTY_PHONE)]
    assert tick(125, seconds=30) == []


def test_with_nobody_on_duty_the_duty_phone_rings_at_once_for_danger_in_writing(writer: Writer, tick: Tick) -> None:
    writer.asks(Priority.DANGER, "no_breath")
    assert tick(seconds=3) == [("duty", DUTY_PHONE)]


def test_no_phone_rings_for_somebody_who_writes_and_is_in_no_danger(writer: Writer, tick: Tick) -> None:
    writer.asks(Priority.MINOR, "minor")
    assert tick(3600, seconds=3) == []


def test_who_sees_to_it_leaves_the_person_in_line_and_the_other_phones_stop(
    writer: Writer, hire: Hire, tick: Tick, session: Session
) -> None:
    hire("amina")
    hire("jan")
    entry = writer.asks(Priority.DANGER, "no_breath")
    tick(31, seconds=2)
    amina, jan = ringing(session, "amina"), ringing(session, "jan")
    assert escalation.answered(session, jan, "CAj", db.now(session))
    assert see_to.promised(session, jan, db.now(session))
    assert see_to.promised(session, jan, db.now(session)), "the key said twice by the network"
    assert not see_to.promised(session, amina, db.now(session))
    session.commit()
    assert (jan.end, amina.end) == ("seen_to", "stopped")
    assert state_of(session, entry) == ("waiting", None)
    assert promised(session, "stop_callout") == [amina.id]
    told = session.scalars(select(Event).where(Event.kind == "seen_to")).all()
    assert [one.detail for one in told] == [{"dispatcher": "jan"}]


def test_when_nobody_comes_after_all_the_next_phone_rings(
    writer: Writer, hire: Hire, tick: Tick, session: Session
) -> None:
    hire("amina")
    writer.asks(Priority.DANGER, "no_breath")
    tick(31)
    see_to.promised(session, ringing(session, "amina"), db.now(session))
    session.commit()
    assert tick(125, seconds=3) == []
    assert tick(see_to.PATIENCE.total_seconds() + 5, seconds=3) == [("duty", DUTY_PHONE)]


def test_phones_stop_when_a_dispatcher_takes_the_person_at_the_console(
    writer: Writer, hire: Hire, tick: Tick, session: Session
) -> None:
    amina = hire("amina")
    hire("jan")
    entry = writer.asks(Priority.DANGER, "no_breath")
    tick(31, seconds=2)
    take(session, entry, amina)
    assert sorted(promised(session, "stop_callout")) == sorted(promised(session, "call_out"))
    assert tick(200, seconds=2) == []
    assert writer.state == "dispatcher"


def test_whoever_sees_to_it_can_take_the_person(writer: Writer, hire: Hire, tick: Tick, session: Session) -> None:
    amina = hire("amina")
    entry = writer.asks(Priority.DANGER, "no_breath")
    tick(31)
    see_to.promised(session, ringing(session, "amina"), db.now(session))
    session.commit()
    assert reservation.reserve_next(session, amina, db.now(session) + timedelta(seconds=1))
    assert state_of(session, entry)[1] == amina.id
