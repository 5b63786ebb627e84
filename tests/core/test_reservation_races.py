"""Many dispatchers and one moment: each person is held by one, each dispatcher holds one."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import clock, db, web
from hotline.core import reservation
from hotline.core.dispatcher import Dispatcher
from hotline.core.outbox import Promise
from hotline.core.queue import QueueEntry
from hotline.core.reservation import AlreadyTaken, Busy, Gone, NotAvailable, Reservation
from hotline.core.words import ReservationEnd
from tests.core.conftest import Hire, Waits, hired, someone_waits

MANY = 30
Act = Callable[[Session, Dispatcher], Reservation | None]


@pytest.fixture
def team(session: Session) -> list[int]:
    people = [hired(session, f"dispatcher{n}").id for n in range(MANY)]
    session.commit()
    return people


def at_once(house: web.House, people: list[int], act: Act) -> list[object]:
    """All act at the same moment: what each got, or the kind of refusal."""
    engine = db.connect(house.settings.database_url, pool_size=len(people))
    sessions, start = db.sessions(engine), Barrier(len(people))

    def one(person: int) -> object:
        with sessions() as session:
            dispatcher = session.get_one(Dispatcher, person)
            start.wait(30)
            try:
                held = act(session, dispatcher)
            except (AlreadyTaken, Busy, Gone, NotAvailable) as refusal:
                session.rollback()
                return type(refusal)
            session.commit()
            return (held.id, held.entry_id) if held else None

    with ThreadPoolExecutor(len(people)) as pool:
        answers = list(pool.map(one, people))
    engine.dispose()
    return answers


def taking(entry: int) -> Act:
    return lambda session, dispatcher: reservation.reserve(session, entry, dispatcher, db.now(session))


def next_one(session: Session, dispatcher: Dispatcher) -> Reservation | None:
    return reservation.reserve_next(session, dispatcher, db.now(session))


def test_thirty_take_one_caller_and_one_wins(house: web.House, session: Session, team: list[int], waits: Waits) -> None:
    entry = waits().id
    answers = Counter(type(a) if isinstance(a, tuple) else a for a in at_once(house, team, taking(entry)))
    assert answers == {tuple: 1, AlreadyTaken: MANY - 1}
    assert len(session.scalars(select(Reservation)).all()) == 1
    assert [owed.kind for owed in session.scalars(select(Promise))] == ["ring"]


def test_thirty_ask_for_the_next_and_get_thirty_people(house: web.House, session: Session, team: list[int]) -> None:
    waiting = {someone_waits(session, n).id for n in range(MANY)}
    session.commit()
    answers = at_once(house, team, next_one)
    assert {answer[1] for answer in answers if isinstance(answer, tuple)} == waiting


def test_thirty_ask_for_the_next_of_three(house: web.House, session: Session, team: list[int]) -> None:
    waiting = {someone_waits(session, n).id for n in range(3)}
    session.commit()
    got = [answer for answer in at_once(house, team, next_one) if isinstance(answer, tuple)]
    assert sorted(entry for _, entry in got) == sorted(waiting)


def test_a_dispatcher_who_clicks_twenty_times_holds_the_person_once(
    house: web.House, session: Session, hire: Hire, waits: Waits
) -> None:
    amina, entry = hire().id, waits().id
    answers = at_once(house, [amina] * 20, taking(entry))
    assert len(set(answers)) == 1
    assert len(session.scalars(select(Reservation)).all()) == 1


def test_a_dispatcher_never_gets_two_calls(house: web.House, session: Session, hire: Hire, waits: Waits) -> None:
    amina, entries = hire().id, [waits().id for _ in range(10)]
    start = iter(entries)
    answers = at_once(house, [amina] * 10, lambda session, person: taking(next(start))(session, person))
    assert Counter(answer for answer in answers if not isinstance(answer, tuple)) == {Busy: 9}
    assert len(session.scalars(select(Reservation).where(Reservation.ended_at.is_(None))).all()) == 1


def test_a_person_who_was_given_back_keeps_the_time_of_arrival(session: Session, hire: Hire, waits: Waits) -> None:
    entry, at = waits(300), db.now(session)
    came = entry.entered_at
    for why in (ReservationEnd.GIVEN_BACK, ReservationEnd.NOT_ANSWERED, ReservationEnd.LAPSED):
        held = reservation.reserve(session, entry.id, hire(str(why)), at)
        session.commit()
        reservation.release(session, held, why, at)
        session.commit()
        assert (entry.state, entry.entered_at, entry.dispatcher_id, entry.front) == ("waiting", came, None, False)


def test_a_ring_that_nobody_answers_brings_the_person_back_in_line(
    house: web.House, session: Session, hire: Hire, waits: Waits
) -> None:
    entry, amina, at = waits(300), hire(), db.now(session)
    came = entry.entered_at
    held = reservation.reserve(session, entry.id, amina, at)
    session.commit()
    clock.tick(house, session, at + reservation.HOLD - timedelta(seconds=1))
    session.expire_all()
    assert entry.state == "reserved"
    clock.tick(house, session, at + reservation.HOLD + timedelta(seconds=1))
    session.expire_all()
    assert (entry.state, entry.entered_at, held.end) == ("waiting", came, "lapsed")
    assert reservation.reserve(session, entry.id, amina, at).id != held.id


def test_who_is_away_or_in_wrap_up_gets_nobody(session: Session, hire: Hire, waits: Waits) -> None:
    entry, at = waits(), db.now(session)
    for activity in ("away", "wrap_up"):
        person = hire(activity, activity=activity)
        with pytest.raises(NotAvailable):
            reservation.reserve(session, entry.id, person, at)
        with pytest.raises(NotAvailable):
            reservation.reserve_next(session, person, at)


def test_who_went_away_in_another_window_gets_nobody(house: web.House, hire: Hire, waits: Waits) -> None:
    """The page still thinks that Amina is available; the database knows better."""
    entry, amina = waits(), hire()
    with house.sessions() as other:
        other.get_one(Dispatcher, amina.id).activity = "away"
        other.commit()
    with house.sessions() as session, pytest.raises(NotAvailable):
        reservation.reserve(session, entry.id, amina, db.now(session))


def test_a_person_who_left_is_gone(session: Session, hire: Hire, waits: Waits) -> None:
    entry, at = waits(), db.now(session)
    reservation.finish(session, entry, at)
    session.commit()
    with pytest.raises(Gone):
        reservation.reserve(session, entry.id, hire(), at)
    with pytest.raises(Gone):
        reservation.reserve(session, 2**62, hire("jan"), at)


def test_the_next_is_someone_the_dispatcher_can_talk_with(session: Session, hire: Hire, waits: Waits) -> None:
    waits(500, language="ar")
    shared = waits(100, language="nl")
    held = reservation.reserve_next(session, hire(languages=["nl", "fr"]), db.now(session))
    assert held
    assert held.entry_id == shared.id


def test_nobody_is_left_alone_because_of_their_language(session: Session, hire: Hire, waits: Waits) -> None:
    alone = waits(500, language="ar")
    held = reservation.reserve_next(session, hire(languages=["nl"]), db.now(session))
    assert held
    assert held.entry_id == alone.id


def test_the_next_leaves_out_who_is_to_be_called_back_later(session: Session, hire: Hire, waits: Waits) -> None:
    entry, at = waits(500, channel="callback"), db.now(session)
    entry.not_before = at + timedelta(minutes=5)
    session.commit()
    amina = hire()
    assert reservation.reserve_next(session, amina, at) is None
    assert reservation.reserve_next(session, amina, at + timedelta(minutes=6))
    assert session.scalars(select(QueueEntry.state)).all() == ["reserved"]
