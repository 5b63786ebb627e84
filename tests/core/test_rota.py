"""Who is on shift when: in Brussels time, with the nights when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from hotline.core import rota
from hotline.core.measure import BRUSSELS
from hotline.core.rota import BadShift, Planned, Shift, instants
from tests.core.conftest import Hire

NIGHT = time(22), time(6)
AUTUMN, SPRING = date(2026, 10, 24), date(2027, 3, 27)  # the evening before the clocks change


def hours(day: date, start: time, end: time) -> float:
    begins, ends = instants(day, start, end)
    return (ends - begins) / timedelta(hours=1)


@pytest.mark.parametrize(("day", "length"), [(AUTUMN, 9), (SPRING, 7), (date(2026, 11, 26), 8)])
def test_a_night_shift_is_as_long_as_the_night_really_is(day: date, length: int) -> None:
    assert hours(day, *NIGHT) == length


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.times(), st.times(), st.times())
def test_shifts_that_meet_on_the_wall_meet_in_time(day: date, one: time, two: time, three: time) -> None:
    first, second, third = sorted((one.replace(fold=0), two.replace(fold=0), three.replace(fold=0)))
    if first < second < third:
        assert instants(day, first, second)[1] == instants(day, second, third)[0]


@pytest.mark.parametrize("day", [AUTUMN + timedelta(days=1), SPRING + timedelta(days=1)])
def test_somebody_is_on_shift_at_every_moment_of_the_nights_when_the_clocks_change(
    session: Session, hire: Hire, day: date
) -> None:
    people = [hire(name) for name in ("amina", "jan", "els")]
    for number in range(-1, 2):
        for person, (start, end) in zip(people, [(6, 14), (14, 22), (22, 6)], strict=True):
            rota.add(session, person, day + timedelta(days=number), time(start), time(end))
    start = datetime.combine(day - timedelta(days=1), time(22), BRUSSELS).astimezone(UTC)
    for minutes in range(0, 16 * 60, 5):
        assert len(rota.on_now(session, start + timedelta(minutes=minutes))) == 1, minutes
    end = start + timedelta(hours=16)
    assert rota.gaps(rota.between(session, start, end), start, end) == []


def test_a_shift_begins_with_its_first_moment_and_ends_before_its_last(session: Session, hire: Hire) -> None:
    amina = hire("amina")
    shift = rota.add(session, amina, date(2026, 11, 26), *NIGHT)
    assert rota.current(session, amina.id, shift.starts_at)
    assert rota.current(session, amina.id, shift.ends_at - timedelta(microseconds=1))
    assert rota.current(session, amina.id, shift.ends_at) is None
    assert rota.current(session, amina.id, shift.starts_at - timedelta(microseconds=1)) is None
    assert rota.coming(session, shift.starts_at - timedelta(hours=1), timedelta(hours=2)) == [shift]


def test_nobody_is_planned_twice_at_once_and_the_same_shift_again_is_the_same(session: Session, hire: Hire) -> None:
    amina, day = hire("amina"), date(2026, 11, 26)
    shift = rota.add(session, amina, day, *NIGHT)
    assert rota.add(session, amina, day, *NIGHT) is shift
    with pytest.raises(BadShift, match="meets another"):
        rota.add(session, amina, day + timedelta(days=1), time(5), time(9))
    with pytest.raises(BadShift, match="longer than 16"):
        rota.add(session, amina, date(2026, 12, 1), time(8), time(8))


def test_a_week_is_copied_by_the_clock_on_the_wall_over_the_change_of_time(session: Session, hire: Hire) -> None:
    amina, monday = hire("amina"), date(2026, 10, 19)
    rota.add(session, amina, AUTUMN, *NIGHT)
    assert rota.copy_week(session, monday, monday + timedelta(days=7)) == 1
    assert rota.copy_week(session, monday, monday + timedelta(days=7)) == 0
    later = rota.between(session, *rota.bounds(monday + timedelta(days=7)))
    assert [rota.as_planned(one) for one in later][-1] == Planned("amina", AUTUMN + timedelta(days=7), *NIGHT)
    assert later[-1].ends_at - later[-1].starts_at == timedelta(hours=8)


def test_a_rota_written_as_csv_is_read_back_the_same(session: Session, hire: Hire) -> None:
    for name in ("amina", "jan"):
        rota.add(session, hire(name), AUTUMN, *NIGHT)
    text = rota.written(rota.between(session, *rota.bounds(date(2026, 10, 19))))
    assert text.splitlines()[:2] == ["username,date,start,end", "amina,2026-10-24,22:00,06:00"]
    assert rota.plan(session, rota.read(text)) == 2
    assert len(rota.between(session, *rota.bounds(date(2026, 10, 19)))) == 2


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("amina,tomorrow,22:00,06:00", "line 2: expected a date"),
        ("amina,2026-11-26,25:00,06:00", "line 2: expected a date"),
        ("amina,2026-11-26,22:00", "line 2: expected a date"),
        ("amina,2026-11-26,22:00Z,06:00", "line 2: times are Brussels time"),
        ("nobody,2026-11-26,22:00,06:00", "nobody by that name"),
        (",2026-11-26,22:00,06:00", "a line without a name"),
    ],
)
def test_a_mistake_in_the_csv_is_named_with_its_line(session: Session, hire: Hire, line: str, message: str) -> None:
    hire("amina")
    with pytest.raises(BadShift, match=message):
        rota.plan(session, rota.read(f"username,date,start,end\n{line}\n"))


def test_a_csv_without_its_columns_is_refused() -> None:
    with pytest.raises(BadShift, match="expected the columns"):
        rota.read("who,when\namina,now\n")


def test_the_hours_when_nobody_is_planned_are_found() -> None:
    at = datetime(2026, 11, 26, tzinfo=UTC)

    def shift(start: int, end: int) -> Shift:
        return Shift(starts_at=at + timedelta(hours=start), ends_at=at + timedelta(hours=end))

    found = rota.gaps([shift(14, 22), shift(-2, 6), shift(5, 8)], at, at + timedelta(hours=24))
    assert [((a - at) / timedelta(hours=1), (b - at) / timedelta(hours=1)) for a, b in found] == [(8, 14), (22, 24)]
    assert rota.gaps([shift(-1, 30)], at, at + timedelta(hours=24)) == []
