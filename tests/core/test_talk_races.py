"""Two things at the same moment in a talk of three: one of them counts, and nobody is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import call, contact, queue, reservation, talk, third
from hotline.core.contact import CallLeg, Event
from hotline.core.dispatcher import Dispatcher
from hotline.core.outbox import Promise
from hotline.core.reservation import Reservation
from hotline.core.third import NotTalking, ThirdPerson, Wanted
from hotline.core.words import LegState
from tests.core.conftest import hired, someone_waits

Act = Callable[[Session], object]
WANTED = Wanted("centre", "+3228808689", must_accept=True)


@pytest.fixture
def person(session: Session, house: web.House) -> int:
    """A caller and Amina in a talk, and a centre that is asked."""
    amina, entry, at = hired(session, "amina"), someone_waits(session), db.now(session)
    held = reservation.reserve(session, entry.id, amina, at)
    desk = call.ring_answered(session, held, "CAdesk", at)
    caller = contact.leg_by_sid(session, f"CA{entry.contact_id}")
    assert desk
    assert caller
    call.accepted(session, held, at)
    call.joined(session, held, desk, at)
    call.joined(session, held, caller, at)
    third.ask(session, house.vault, held, WANTED, at)
    session.commit()
    return entry.contact_id


def at_once(house: web.House, *acts: Act) -> list[str]:
    """Each in a transaction of its own, started together. What came of each: done, or the refusal."""
    start = Barrier(len(acts))

    def run(act: Act) -> str:
        with house.sessions() as session:
            start.wait()
            try:
                act(session)
                session.commit()
            except NotTalking:
                session.rollback()
                return "refused"
            return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def held_of(session: Session, person: int) -> Reservation:
    contact.lock(session, person)
    held = reservation.reservation_of(session, person)
    if held is None:
        raise NotTalking
    return held


def joins(session: Session) -> None:
    one = session.scalars(select(ThirdPerson)).one()
    leg = third.answered(session, one, "CAcentre", db.now(session))
    room = third.room(session, one) if leg else None
    if leg and room:
        call.joined(session, room, leg, db.now(session))


def leaves(person: int) -> Act:
    return lambda session: talk.leave(session, held_of(session, person), db.now(session))


def ends(sid: str) -> Act:
    def act(session: Session) -> None:
        leg = contact.leg_by_sid(session, sid)
        if leg:
            call.leg_changed(session, leg, LegState.ENDED, db.now(session))

    return act


def test_a_double_click_on_leave_leaves_once(house: web.House, session: Session, person: int) -> None:
    joins(session)
    session.commit()
    assert sorted(at_once(house, *[leaves(person)] * 4)) == ["done", "refused", "refused", "refused"]
    assert len(session.scalars(select(Promise).filter_by(kind="leave")).all()) == 1
    assert len(session.scalars(select(Event).filter_by(kind="left_talk")).all()) == 1


def test_a_double_click_on_add_calls_once(house: web.House, session: Session, person: int) -> None:
    def adds(session: Session) -> None:
        held = held_of(session, person)
        third.ask(session, house.vault, held, Wanted("service", "107"), db.now(session))

    at_once(house, *[adds] * 4)
    assert len(session.scalars(select(ThirdPerson)).all()) == 2


def test_a_centre_that_joins_as_the_caller_hangs_up_is_never_alone(
    house: web.House, session: Session, person: int
) -> None:
    at_once(house, joins, ends(f"CA{person}"))
    at_once(house, ends("CAdesk"))
    one = session.scalars(select(ThirdPerson)).one()
    assert one.left_at
    leg = session.scalars(select(CallLeg).filter_by(call_sid="CAcentre")).one()
    assert leg.state == "ended" or leg.id in {owed.args.get("leg") for owed in session.scalars(select(Promise))}


def test_a_dispatcher_who_leaves_as_the_centre_hangs_up_leaves_nobody_alone(
    house: web.House, session: Session, person: int
) -> None:
    joins(session)
    session.commit()
    [left, _] = at_once(house, leaves(person), ends("CAcentre"))
    kinds = {owed.kind for owed in session.scalars(select(Promise))}
    entry = queue.live_entry(session, person)
    if left == "done":
        assert entry is None
        assert "free" in kinds
    else:
        assert entry
        assert entry.state == "bridged"


def test_a_line_that_breaks_as_the_caller_hangs_up_ends_it_once(
    house: web.House, session: Session, person: int
) -> None:
    joins(session)
    session.commit()
    at_once(house, ends("CAdesk"), ends(f"CA{person}"))
    assert queue.live_entry(session, person) is None
    assert session.scalars(select(ThirdPerson)).one().left_at
    assert session.scalars(select(Dispatcher)).one().activity == "wrap_up"
