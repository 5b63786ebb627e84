"""The waits, measured: strictly, on both clocks, on every kind of day, and honest about nobody."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from hotline.core import measure
from hotline.core.contact import Contact
from hotline.core.measure import TARGET, Wait, figures, percentile, service_level

RANG = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def caller(waited_min: float | None, outcome: str | None = "helped", **more: object) -> Wait:
    """Someone who asked a minute after the ring, and waited so long for a person (None: in vain)."""
    asked = RANG + MINUTE
    bridged = asked + waited_min * MINUTE if waited_min is not None else None
    values = {"rang": RANG, "asked": asked, "bridged": bridged, "ended": asked + 30 * MINUTE, "outcome": outcome}
    return Wait(**{**values, **more})


def test_someone_who_gave_up_counts_as_a_miss() -> None:
    assert service_level([caller(2), caller(None, "abandoned")], RANG + 40 * MINUTE) == 0.5


def test_someone_who_gave_up_at_once_counts_as_a_miss_too() -> None:
    gone = caller(None, "abandoned", ended=RANG + MINUTE + timedelta(seconds=3))
    assert service_level([caller(2), gone], RANG + 40 * MINUTE) == 0.5
    assert figures([gone], RANG + 40 * MINUTE).abandoned_short == 1


@pytest.mark.parametrize("outcome", ["callback", "voicemail"])
def test_a_callback_or_a_message_is_never_a_success_even_when_it_is_answered_soon(outcome: str) -> None:
    for waited in (2, None):
        assert service_level([caller(waited, outcome)], RANG + 40 * MINUTE) == 0
        assert figures([caller(waited, outcome)], RANG + 40 * MINUTE).helped == 0


@pytest.mark.parametrize("outcome", ["lost_in_menu", "assistant_only"])
def test_who_never_asked_for_a_person_is_counted_apart(outcome: str) -> None:
    lost = caller(None, outcome, asked=None)
    assert service_level([lost], RANG + 40 * MINUTE) is None
    assert service_level([lost, caller(2)], RANG + 40 * MINUTE) == 1
    assert figures([lost, caller(2)], RANG + 40 * MINUTE).contacts == 2


def test_ten_minutes_are_within_the_target_and_a_moment_more_is_not() -> None:
    exact, late = caller(10), caller(10 + 1 / 60_000)
    assert service_level([exact], RANG + 40 * MINUTE) == 1
    assert service_level([late], RANG + 40 * MINUTE) == 0


def test_someone_who_still_waits_is_a_miss_as_soon_as_ten_minutes_have_passed() -> None:
    waiting = caller(None, None, ended=None)
    after = RANG + MINUTE + TARGET
    assert service_level([waiting, caller(2)], after - timedelta(seconds=1)) == 1
    assert service_level([waiting, caller(2)], after + timedelta(seconds=1)) == 0.5
    assert figures([waiting, caller(2)], after + timedelta(seconds=1)).service_level == 0.5
    assert figures([waiting], after).still_waiting == 1


def test_someone_who_began_to_wait_a_moment_ago_is_neither() -> None:
    assert service_level([caller(None, None, ended=None)], RANG + 2 * MINUTE) is None


def test_both_clocks_are_published() -> None:
    found = figures([caller(3)], RANG + 40 * MINUTE)
    assert (found.mean_s, found.ring_mean_s) == (180, 240)


def test_nobody_called_is_a_dash_and_not_a_hundred_per_cent() -> None:
    found = figures([], RANG)
    assert (found.service_level, found.mean_s, found.p50_s, found.p90_s, found.max_s) == (None,) * 5
    assert (found.ring_mean_s, found.ring_p90_s, found.abandonment) == (None,) * 3
    assert (found.contacts, found.asked) == (0, 0)


def test_the_target_is_ten_minutes() -> None:
    assert timedelta(seconds=600) == TARGET


@given(st.lists(st.integers(0, 3600), min_size=1))
def test_a_percentile_is_a_wait_that_somebody_had(waits: list[int]) -> None:
    ordered = sorted(map(float, waits))
    for share in (0.5, 0.9, 1.0):
        found = percentile(ordered, share)
        assert found in ordered
        assert len([wait for wait in ordered if wait <= (found or 0)]) >= share * len(ordered)
    assert percentile(ordered, 1.0) == ordered[-1]


def test_of_ten_waits_the_ninth_is_the_ninetieth_percentile() -> None:
    waits = [float(n) for n in range(1, 11)]
    assert (percentile(waits, 0.5), percentile(waits, 0.9), percentile([], 0.5)) == (5, 9, None)


# Days


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 28), 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2027, 1, 1), 24)],
)
def test_a_day_has_as_many_hours_as_it_has_in_brussels(day: date, hours: int) -> None:
    starts = measure.hours_of(day)
    assert len(starts) == hours
    assert {later - sooner for sooner, later in zip(starts, starts[1:], strict=False)} == {timedelta(hours=1)}
    local = starts[0].astimezone(measure.BRUSSELS)
    assert (local.date(), local.hour) == (day, 0)
    assert measure.hours_of(day + timedelta(days=1))[0] == starts[-1] + timedelta(hours=1)


def test_the_night_that_has_two_oclock_twice_has_two_rows_for_it() -> None:
    rows = measure.by_hour([], date(2026, 10, 25), RANG)
    hours = [start.astimezone(measure.BRUSSELS).hour for start, _ in rows]
    assert hours[:5] == [0, 1, 2, 2, 3]
    rows = measure.by_hour([], date(2026, 3, 29), RANG)
    assert [start.astimezone(measure.BRUSSELS).hour for start, _ in rows][:4] == [0, 1, 3, 4]


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_each_caller_of_a_strange_day_is_in_one_hour_of_one_day(session: Session, day: date) -> None:
    start = measure.hours_of(day)[0] - timedelta(minutes=30)
    for half_hour in range(2 * len(measure.hours_of(day)) + 2):
        session.add(Contact(channel="voice", priority="normal", opened_at=start + half_hour * timedelta(minutes=30)))
    session.commit()
    of_day = measure.of_day(session, day)
    assert len(of_day) == 2 * len(measure.hours_of(day))
    assert [row.contacts for _, row in measure.by_hour(of_day, day, RANG)] == [2] * len(measure.hours_of(day))


def test_midnight_in_brussels_begins_the_day() -> None:
    assert measure.today(datetime(2026, 11, 22, 23, 0, tzinfo=UTC)) == date(2026, 11, 23)
    assert measure.today(datetime(2026, 7, 1, 21, 59, tzinfo=UTC)) == date(2026, 7, 1)


def test_figures_are_kept_by_language_and_channel() -> None:
    waits = [caller(2, language="fr"), caller(20, language="nl"), caller(2, channel="chat")]
    at = RANG + 40 * MINUTE
    by_language = measure.by(waits, "language", at)
    assert {name: row.service_level for name, row in by_language.items()} == {"fr": 1, "nl": 0, "unknown": 1}
    assert set(measure.by(waits, "channel", at)) == {"voice", "chat"}


# What is announced


@given(st.integers(0, 60), st.integers(1, 20))
def test_a_bound_is_in_steps_within_the_hour_and_not_better_for_who_is_further_back(ahead: int, staff: int) -> None:
    bound = measure.bound_minutes(ahead, staff)
    assert bound is None or (bound % 5 == 0 and 5 <= bound <= 60)
    behind = measure.bound_minutes(ahead + 1, staff)
    if bound is None:
        assert behind is None
    assert behind is None or (bound or 0) <= behind


def test_nobody_on_duty_means_nothing_honest_can_be_said() -> None:
    assert measure.bound_minutes(0, 0) is None
    assert measure.bound_minutes(0, -1) is None
