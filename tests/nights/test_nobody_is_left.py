"""At four in the morning, at the change of shifts, on the nights when the clocks change: every caller ends with a
person, with a callback that is kept, or with a voice message."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core import rota
from hotline.core.contact import Contact
from hotline.core.dispatcher import Dispatcher
from hotline.core.measure import BRUSSELS
from hotline.core.queue import QueueEntry
from hotline.core.voicemail import Recording
from tests.nights.conftest import Begin
from tests.nights.people import AtConsole, Caller, Person
from tests.nights.world import World
from tests.parts import DUTY_PHONE

NOBODY_COMES = timedelta(hours=4)


def wall(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), BRUSSELS).astimezone(UTC)


def everybody_who_calls() -> list[Caller]:
    """One of each kind, on phones of their own."""
    ways: list[tuple[tuple[str, ...], dict[str, bool]]] = [
        ((), {}),  # presses nothing and says nothing
        ((), {"withheld": True}),
        (("main", "queue"), {}),  # holds on
        (("main", "queue"), {"withheld": True}),
        (("main", "queue", "callback", "goodbye"), {}),  # would rather be called back
        (("main", "queue", "callback", "goodbye"), {"withheld": True}),
        (("main", "queue", "message", "voicemail"), {"speaks": True}),
        (("main", "queue", "message", "voicemail"), {"speaks": True, "withheld": True}),
        (("queue",), {}),  # 0 at once
        (("main", "queue", "duty"), {"withheld": True}),
    ]
    return [Caller(f"+3247000{number:04}", way, **how) for number, (way, how) in enumerate(ways, start=1)]


def hired(world: World, *names: str, phone: str | None = None) -> None:
    def hire(session: Session) -> None:
        for name in names:
            person = Dispatcher(username=name, password_hash="-", created_at=world.now, console_language="fr")
            person.phone = world.house.vault.lock(phone) if phone else None
            session.add(person)

    world.in_session(hire)


def on_shift(world: World, name: str, day: date, start: time, end: time) -> None:
    def plan(session: Session) -> None:
        person = session.scalars(select(Dispatcher).where(Dispatcher.username == name)).one()
        rota.add(session, person, day, start, end)

    world.in_session(plan)


def call_one_after_another(world: World, callers: list[Caller], every_s: float = 20) -> None:
    for number, caller in enumerate(callers):
        world.phones[caller.number] = caller
        world.after(1 + number * every_s, lambda caller=caller: world.dial(caller))  # type: ignore[misc]


def is_settled(world: World, callers: int) -> bool:
    """Everyone has called, nobody is on a line and nobody waits."""

    def look(session: Session) -> bool:
        people = session.scalars(select(Contact)).all()
        waits = session.scalars(select(QueueEntry.id).where(QueueEntry.state != "ended")).first()
        return len(people) == callers and waits is None

    return bool(world.in_session(look)) and all(
        call.state not in ("ringing", "in-progress") for call in world.calls.values()
    )


def how_they_end(world: World) -> list[str]:
    """For each caller in the order of their calls: a person, a callback kept, a message, or what it was instead."""

    def look(session: Session) -> list[str]:
        ends = []
        for contact in session.scalars(select(Contact).order_by(Contact.id)):
            message = session.scalar(select(Recording.id).where(Recording.contact_id == contact.id))
            if contact.outcome == "voicemail" and message:
                ends.append("message")
            elif contact.bridged_at:
                ends.append("callback kept" if contact.outcome == "callback" else "person")
            else:
                ends.append(f"{contact.outcome} ({contact.language})")
        return ends

    return list(world.in_session(look))


def no_phone_rang_twice_at_once(world: World) -> bool:
    """Between two rings of a phone there is the time of a ring."""
    by_phone: dict[str, list[datetime]] = {}
    for when, to in world.rings:
        by_phone.setdefault(to, []).append(when)
    gaps = [b - a for times in by_phone.values() for a, b in pairwise(sorted(times))]
    return all(gap >= timedelta(seconds=2) for gap in gaps)


GOOD = {"person", "callback kept", "message"}
NO_ANSWER, VOICEMAIL, LATER = ("no answer", 0.0), ("voicemail", 8.0), ("answer", 10.0)
NIGHTS = [
    pytest.param(date(2026, 11, 26), 4, (("answer", 6.0),), id="04:00, the duty phone answers"),
    pytest.param(date(2026, 11, 26), 4, (NO_ANSWER,), id="04:00, the duty phone does not answer"),
    pytest.param(date(2026, 10, 25), 2, (VOICEMAIL,), id="25 October 2026, the duty phone's voicemail answers"),
    pytest.param(date(2027, 3, 28), 1, (("busy", 2.0), NO_ANSWER, LATER), id="28 March 2027, it answers later"),
]


@pytest.mark.parametrize(("day", "hour", "habits"), NIGHTS)
def test_nobody_on_duty(begin: Begin, day: date, hour: int, habits: tuple[tuple[str, float], ...]) -> None:
    """Nobody is there until somebody comes to the desk, and takes who is left."""
    world = begin(wall(day, hour, 30))
    world.phones[DUTY_PHONE] = Person(DUTY_PHONE, *habits)
    hired(world, "amina")
    AtConsole("amina", comes_s=660).begin(world)
    callers = everybody_who_calls()
    call_one_after_another(world, callers)
    world.run(world.now + NOBODY_COMES, over=lambda: is_settled(world, len(callers)))
    ends = how_they_end(world)
    assert len(ends) == len(callers)
    assert set(ends) <= GOOD, ends
    assert no_phone_rang_twice_at_once(world)


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        pytest.param(date(2026, 11, 26), 14, id="14:00"),
        pytest.param(date(2027, 3, 28), 6, id="06:00 after the shortest night"),
    ],
)
def test_the_change_of_shifts(begin: Begin, day: date, hour: int) -> None:
    """One leaves on the minute, the next comes ten minutes late; meanwhile their phone is rung by the rota."""
    world = begin(wall(day, hour) - timedelta(minutes=3))
    world.phones[DUTY_PHONE] = Person(DUTY_PHONE, NO_ANSWER)
    jans_phone = "+32475000001"
    world.phones[jans_phone] = Person(jans_phone, NO_ANSWER, ("answer", 7.0))
    hired(world, "amina")
    hired(world, "jan", phone=jans_phone)
    before = day if hour == 14 else day - timedelta(days=1)
    on_shift(world, "amina", before, time((hour - 8) % 24), time(hour))
    on_shift(world, "jan", day, time(hour), time((hour + 8) % 24))
    AtConsole("amina", goes_s=180).begin(world)
    AtConsole("jan", comes_s=780).begin(world)
    callers = everybody_who_calls()
    call_one_after_another(world, callers)
    world.run(world.now + NOBODY_COMES, over=lambda: is_settled(world, len(callers)))
    ends = how_they_end(world)
    assert len(ends) == len(callers)
    assert set(ends) <= GOOD, ends
    assert any(to == jans_phone and when >= wall(day, hour) for when, to in world.rings)
    assert not any(to == jans_phone and when < wall(day, hour) for when, to in world.rings)


def test_an_open_console_with_nobody_before_it_does_not_keep_callers_waiting(begin: Begin) -> None:
    world = begin(wall(date(2026, 11, 26), 4))
    world.phones[DUTY_PHONE] = Person(DUTY_PHONE, ("answer", 6.0))
    hired(world, "amina")
    AtConsole("amina", asleep=True).begin(world)
    callers = everybody_who_calls()[2:4]
    call_one_after_another(world, callers, every_s=400)
    world.run(world.now + NOBODY_COMES, over=lambda: is_settled(world, len(callers)))
    assert how_they_end(world) == ["person", "person"]

    def waits(session: Session) -> list[float]:
        people = session.scalars(select(Contact).order_by(Contact.id))
        return [(one.bridged_at - one.asked_at).total_seconds() for one in people if one.bridged_at and one.asked_at]

    first, second = world.in_session(waits)
    assert first < 170
    assert second < 80
