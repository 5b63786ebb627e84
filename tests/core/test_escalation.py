"""Nobody took a person: whose phone rings when; never twice, never too early, never more than the account may start."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import call, callout, contact, dispatcher, escalation, reservation
from hotline.core.callout import Callout
from hotline.core.contact import CallLeg
from hotline.core.dispatcher import DUTY_PHONE, Dispatcher
from hotline.core.escalation import Waits, due, next_rings
from hotline.core.outbox import Promise
from hotline.core.plan import read
from hotline.core.queue import QueueEntry
from hotline.core.rota import Shift
from hotline.core.words import CalloutEnd, LegState
from tests.core.conftest import Hire
from tests.core.conftest import Waits as WaitsFixture

PLAN = read(Path(__file__).parents[2] / "duty" / "escalation.yaml")
Tick = Callable[..., list[tuple[str, str]]]


# The decision, for anyone who waits and anyone who could answer

PEOPLE = st.frozensets(st.integers(1, 6))
WAITING = st.lists(
    st.builds(
        Waits,
        entry=st.integers(1, 5),
        channel=st.sampled_from(["voice", "callback", "voicemail"]),
        language=st.none(),
        waited_s=st.integers(0, 2000),
        rung=st.frozensets(
            st.tuples(st.sampled_from(["available", "everyone", "duty", "duty_again"]), st.integers(1, 6)), max_size=6
        ),
    ),
    max_size=5,
    unique_by=lambda one: one.entry,
)
PLANS = st.builds(lambda per_second: replace(PLAN, calls_a_second=per_second), st.integers(1, 8))


@given(PLANS, WAITING, PEOPLE, PEOPLE, PEOPLE, st.booleans())
def test_no_phone_rings_twice_too_early_or_for_somebody_whose_time_has_not_come(
    plan, waiting, available, on_shift, unavailable, nobody
):
    groups = {
        "available": lambda _: sorted(available),
        "on_shift": lambda _: sorted(on_shift),
        "duty_phone": lambda _: [9],
    }
    rings = next_rings(plan, waiting, groups, unavailable, nobody)
    by_entry = {waits.entry: waits for waits in waiting}
    assert len(rings) <= plan.calls_a_second
    assert len({ring.person for ring in rings}) == len(rings)
    for ring in rings:
        waits = by_entry[ring.entry]
        step = next(step for step in plan.steps[waits.channel] if step.name == ring.step)
        assert waits.waited_s >= step.after_s or (nobody and step.at_once)
        assert (ring.step, ring.person) not in waits.rung
        assert ring.person not in unavailable
        assert ring.person in groups[step.ring](None)
        already = {person for name, person in waits.rung if name == ring.step}
        assert len(already) + sum(other.entry == ring.entry and other.step == ring.step for other in rings) <= max(
            step.most, len(already)
        )


@given(WAITING, PEOPLE, PEOPLE, st.booleans())
def test_the_steps_of_one_person_come_in_their_order(waiting, available, on_shift, nobody):
    groups = {
        "available": lambda _: sorted(available),
        "on_shift": lambda _: sorted(on_shift),
        "duty_phone": lambda _: [9],
    }
    rings = next_rings(replace(PLAN, calls_a_second=100), waiting, groups, (), nobody)
    for waits in waiting:
        names = [step.name for step in PLAN.steps[waits.channel]]
        order = [names.index(ring.step) for ring in rings if ring.entry == waits.entry]
        assert order == sorted(order)


@given(WAITING, PEOPLE, PEOPLE, st.booleans())
def test_second_after_second_everyone_due_is_rung_and_then_nobody_any_more(waiting, available, on_shift, nobody):
    """As the clock does it: what rang is remembered, a ring is over at once, and nothing rings for ever."""
    groups = {
        "available": lambda _: sorted(available),
        "on_shift": lambda _: sorted(on_shift),
        "duty_phone": lambda _: [9],
    }
    now = {waits.entry: waits for waits in waiting}
    seen = []
    for _ in range(200):
        rings = next_rings(PLAN, now.values(), groups, (), nobody)
        if not rings:
            break
        for ring in rings:
            seen.append(ring)
            now[ring.entry] = replace(now[ring.entry], rung=now[ring.entry].rung | {(ring.step, ring.person)})
    assert len(seen) == len(set(seen)) < 200
    for waits in now.values():
        for step in due(PLAN, waits, nobody):
            rung = {person for name, person in waits.rung if name == step.name}
            assert len(rung) >= min(step.most, len(set(groups[step.ring](None)) | rung))


def test_who_speaks_the_language_is_rung_first() -> None:
    groups = {"available": lambda language: {"ar": [3, 1], None: [1, 3]}[language]}
    plan = replace(PLAN, steps={"voice": PLAN.steps["voice"][:1]})
    [ring] = next_rings(plan, [Waits(1, "voice", "ar", 21, frozenset())], groups, (), nobody=False)
    assert ring.person == 3


# On the real database, second by second


@pytest.fixture
def tick(session: Session) -> Tick:
    """What the clock does in one second, `later_s` from now: the (step, name) of the phones that begin to ring."""

    def ticked(later_s: float = 0, seconds: int = 1) -> list[tuple[str, str]]:
        before = set(session.scalars(select(Callout.id)))
        for second in range(seconds):
            escalation.escalate(session, PLAN, db.now(session) + timedelta(seconds=later_s + second))
            session.commit()
        fresh = [one for one in session.scalars(select(Callout).order_by(Callout.id)) if one.id not in before]
        return [(one.step, one.dispatcher.username) for one in fresh]

    return ticked


@pytest.fixture
def shift(session: Session) -> Callable[[Dispatcher], None]:
    def new(person: Dispatcher) -> None:
        at = db.now(session)
        session.add(Shift(dispatcher_id=person.id, starts_at=at - timedelta(hours=1), ends_at=at + timedelta(hours=7)))
        session.commit()

    return new


def gone(session: Session, person: Dispatcher) -> None:
    """The console was closed long ago."""
    person.seen_at = db.now(session) - timedelta(hours=1)
    session.commit()


def promised(session: Session, kind: str) -> list[int]:
    rows = session.scalars(select(Promise).where(Promise.kind == kind).order_by(Promise.id))
    return [one.args["callout"] for one in rows]


def at_of(session: Session) -> datetime:
    return db.now(session)


def test_nobody_is_rung_in_the_first_twenty_seconds(hire: Hire, waits: WaitsFixture, tick: Tick) -> None:
    hire("amina")
    waits(18)
    assert tick() == []
    assert tick(3) == [("available", "amina")]


def test_who_came_back_is_left_to_the_dispatcher_they_talked_with_before_phones_ring(
    hire: Hire, waits: WaitsFixture, tick: Tick, session: Session
) -> None:
    hire("jan")
    entry = waits(900)
    entry.wanted_id, entry.wanted_until = hire("amina").id, at_of(session) + timedelta(seconds=30)
    session.commit()
    assert tick(45) == []
    assert ("available", "jan") in tick(51)


def test_a_restart_of_the_clock_rings_nobody_twice(hire: Hire, waits: WaitsFixture, tick: Tick) -> None:
    hire("amina")
    waits(30)
    assert tick(seconds=20) == [("available", "amina")]


def test_with_nobody_on_duty_the_shift_and_the_duty_phone_ring_at_once(
    hire: Hire, waits: WaitsFixture, tick: Tick, session: Session, shift: Callable[[Dispatcher], None]
) -> None:
    amina = hire("amina", phone=b"x")
    shift(amina)
    gone(session, amina)
    waits(0)
    assert tick(seconds=2) == [("everyone", "amina"), ("duty", DUTY_PHONE)]


def test_the_duty_phone_waits_two_minutes_while_somebody_is_there(hire: Hire, waits: WaitsFixture, tick: Tick) -> None:
    hire("amina", activity="wrap_up")
    waits(110)
    assert tick(seconds=3) == [("everyone", "amina")]
    assert tick(11) == [("duty", DUTY_PHONE)]


def test_ten_who_wait_ring_one_phone_once(hire: Hire, waits: WaitsFixture, tick: Tick) -> None:
    hire("amina")
    for _ in range(10):
        waits(25)
    assert tick(seconds=10) == [("available", "amina")]


def test_who_talks_or_is_away_and_not_on_shift_is_left_alone(
    hire: Hire, waits: WaitsFixture, tick: Tick, session: Session
) -> None:
    busy = hire("busy")
    hire("away", activity="away")
    hire("here", activity="wrap_up")
    reservation.reserve(session, waits(100).id, busy, at_of(session))
    session.commit()
    waits(100)
    assert tick(seconds=5) == [("everyone", "here")]


def test_the_rings_are_owed_and_stop_when_a_dispatcher_takes_the_person_at_the_console(
    hire: Hire, waits: WaitsFixture, tick: Tick, session: Session
) -> None:
    amina, _jan = hire("amina"), hire("jan")
    entry = waits(25)
    assert len(tick(seconds=2)) == 2
    assert len(promised(session, "call_out")) == 2
    reservation.reserve(session, entry.id, amina, at_of(session))
    session.commit()
    assert sorted(promised(session, "stop_callout")) == sorted(promised(session, "call_out"))
    assert not callout.live(session)


def test_the_rings_stop_when_the_caller_hangs_up(hire: Hire, waits: WaitsFixture, tick: Tick, session: Session) -> None:
    hire("amina")
    entry = waits(25)
    tick()
    leg = contact.leg_by_sid(session, f"CA{entry.contact_id}")
    assert leg
    call.leg_changed(session, leg, LegState.ENDED, at_of(session))
    session.commit()
    assert promised(session, "stop_callout") == promised(session, "call_out")
    assert tick(1) == []


def ringing(session: Session, name: str) -> Callout:
    return session.scalars(
        select(Callout).join(Callout.dispatcher).where(Dispatcher.username == name, Callout.ended_at.is_(None))
    ).one()


def test_the_first_to_press_1_has_the_person_and_the_others_are_too_late(
    hire: Hire, waits: WaitsFixture, tick: Tick, session: Session
) -> None:
    hire("amina")
    hire("jan")
    entry = waits(25)
    tick(seconds=2)
    amina, jan = ringing(session, "amina"), ringing(session, "jan")
    assert escalation.answered(session, amina, "CAa", at_of(session))
    assert escalation.answered(session, jan, "CAj", at_of(session))
    held = escalation.take(session, jan, "CAj", at_of(session))
    session.commit()
    assert held
    assert held.dispatcher.username == "jan"
    assert escalation.take(session, amina, "CAa", at_of(session)) is None
    assert escalation.take(session, jan, "CAj", at_of(session)) is held  # the key said twice
    session.commit()
    session.refresh(entry)
    assert entry.state == "reserved"
    assert promised(session, "stop_callout") == [amina.id]
    moved = session.scalars(select(Promise).where(Promise.kind == "move")).all()
    assert [session.get_one(CallLeg, one.args["leg"]).role for one in moved] == ["caller"]
    assert not session.scalars(select(Promise).where(Promise.kind == "ring")).all()


def test_somebody_on_shift_without_a_console_takes_a_person_by_phone(
    hire: Hire, waits: WaitsFixture, tick: Tick, session: Session, shift: Callable[[Dispatcher], None]
) -> None:
    amina = hire("amina", phone=b"x", activity="away")
    shift(amina)
    gone(session, amina)
    waits(0)
    tick()
    held = escalation.take(session, ringing(session, "amina"), "CAa", at_of(session))
    session.commit()
    assert held
    assert held.answered_at
    assert dispatcher.count_at_work(session, at_of(session)) == (1, 0)


def test_a_chair_where_two_rings_go_unanswered_is_empty_and_the_next_caller_hears_so(
    hire: Hire, waits: WaitsFixture, tick: Tick, session: Session
) -> None:
    amina = hire("amina")
    waits(25)
    for name in ("available", "everyone"):
        assert tick(40 if name == "everyone" else 0) == [(name, "amina")]
        callout.end(session, ringing(session, "amina"), CalloutEnd.MISSED, at_of(session) - timedelta(minutes=2), 2)
        session.commit()
    session.refresh(amina)
    assert (amina.activity, amina.away_why) == ("away", "rings")
    assert dispatcher.count_at_work(session, at_of(session)) == (0, 0)
    dispatcher.set_activity(session, amina.id, dispatcher.Activity.AVAILABLE, at_of(session))
    session.refresh(amina)
    assert (amina.missed, amina.away_why) == (0, None)


def test_who_was_rung_in_vain_is_left_in_peace_for_a_minute(
    hire: Hire, waits: WaitsFixture, tick: Tick, session: Session
) -> None:
    hire("amina")
    waits(70)
    assert tick() == [("available", "amina")]
    callout.end(session, ringing(session, "amina"), CalloutEnd.MISSED, at_of(session), 9)
    session.commit()
    assert tick(50) == [("duty", DUTY_PHONE)]
    assert tick(61) == [("everyone", "amina")]


def test_after_a_talk_that_broke_off_all_phones_may_ring_again(
    hire: Hire, waits: WaitsFixture, tick: Tick, session: Session
) -> None:
    waits(0)
    assert tick() == [("duty", DUTY_PHONE)]
    held = escalation.take(session, ringing(session, DUTY_PHONE), "CAd", at_of(session))
    assert held
    for leg in session.scalars(select(CallLeg)):
        call.joined(session, held, leg, at_of(session))
    session.commit()
    call.give_back(session, held, reservation.ReservationEnd.LINE_LOST, at_of(session))
    session.commit()
    assert tick() == [("duty", DUTY_PHONE)]


def test_a_ring_of_which_nothing_is_heard_any_more_ends_by_itself(
    hire: Hire, waits: WaitsFixture, tick: Tick, session: Session
) -> None:
    hire("amina")
    waits(25)
    tick()
    assert tick(100) != []
    first = session.scalars(select(Callout).order_by(Callout.id)).first()
    assert first
    assert first.end == CalloutEnd.FAILED


def test_nobody_is_rung_for_a_callback_before_its_time(
    hire: Hire, waits: WaitsFixture, tick: Tick, session: Session, shift: Callable[[Dispatcher], None]
) -> None:
    shift(hire("amina", phone=b"x"))
    entry: QueueEntry = waits(600)
    entry.channel = "callback"
    session.commit()
    assert tick(seconds=3) == []
    assert tick(400) == [("everyone", "amina")]
    entry.not_before = at_of(session) + timedelta(hours=1)
    session.commit()
    assert tick(1150) == []


def test_writing_down_ends_by_itself_when_nobody_clicks_any_more(
    hire: Hire, session: Session, house: web.House
) -> None:
    amina, jan = hire("amina", activity="wrap_up"), hire("jan", activity="wrap_up")
    at = at_of(session)
    amina.activity_at = jan.activity_at = at - timedelta(minutes=11)
    jan.acted_at = at - timedelta(minutes=2)
    session.commit()
    dispatcher.end_wrap_ups(session, house.plan.wrap_up, at)
    session.commit()
    for person in (amina, jan):
        session.refresh(person)
    assert [(one.activity, one.away_why) for one in (amina, jan)] == [("away", "wrap_up"), ("wrap_up", None)]
