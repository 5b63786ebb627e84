"""A centre is open when the sign on its door says so, by the clock on the wall, also in the nights it changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.core.hours import ALWAYS, DAYS, Season, WrongHours, closes, opens, parse
from hotline.core.measure import BRUSSELS

NIGHT = parse("Mo-Su 17:00-09:00")
NO_SEASON = Season()


def wall(text: str, fold: int = 0) -> datetime:
    """A moment as Brussels writes it."""
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS, fold=fold).astimezone(UTC)


def is_open(moment: datetime, season: Season = NO_SEASON) -> bool:
    return closes(NIGHT, season, moment) is not None


@pytest.mark.parametrize(
    ("clock", "open_"),
    [("16:59", False), ("17:00", True), ("23:59", True), ("00:00", True), ("08:59", True), ("09:00", False)],
)
def test_a_night_shelter_is_open_over_midnight(clock: str, open_: bool) -> None:
    assert is_open(wall(f"2026-11-26T{clock}")) is open_


def test_the_night_the_clocks_go_back_lasts_seventeen_hours() -> None:
    begin, end = wall("2026-10-24T17:00"), wall("2026-10-25T09:00")
    assert end - begin == timedelta(hours=17)
    for fold in (0, 1):
        assert is_open(wall("2026-10-25T02:30", fold))
    assert closes(NIGHT, NO_SEASON, begin) == end
    assert not is_open(end)


def test_the_night_the_clocks_go_forward_lasts_fifteen_hours() -> None:
    begin, end = wall("2027-03-27T17:00"), wall("2027-03-28T09:00")
    assert end - begin == timedelta(hours=15)
    assert closes(NIGHT, NO_SEASON, end - timedelta(seconds=1)) == end
    assert not is_open(end)


def test_a_closing_in_the_hour_that_comes_twice_is_the_later_one() -> None:
    late = parse("17:00-02:30")
    assert closes(late, NO_SEASON, wall("2026-10-25T02:15", fold=1)) == wall("2026-10-25T02:30", fold=1)


def test_the_first_and_the_last_night_of_the_winter_belong_to_it_whole() -> None:
    winter = Season(date(2026, 12, 1), date(2027, 3, 31))
    for clock, open_ in (
        ("2026-11-30T23:00", False),
        ("2026-12-01T03:00", False),
        ("2026-12-01T17:00", True),
        ("2027-03-31T23:59", True),
        ("2027-04-01T08:59", True),
        ("2027-04-01T09:00", False),
        ("2027-04-01T17:00", False),
    ):
        assert is_open(wall(clock), winter) is open_, clock


def test_a_centre_open_day_and_night_begins_and_ends_at_midnight_in_brussels() -> None:
    winter = Season(date(2026, 12, 1), date(2027, 3, 31))
    for clock, open_ in (
        ("2026-11-30T23:59", False),
        ("2026-12-01T00:00", True),
        ("2027-03-31T23:59", True),
        ("2027-04-01T00:00", False),
    ):
        assert (closes(ALWAYS, winter, wall(clock)) is not None) is open_, clock


def test_who_calls_in_the_afternoon_hears_when_it_opens() -> None:
    assert opens(NIGHT, NO_SEASON, wall("2026-11-26T15:00")) == wall("2026-11-26T17:00")
    assert opens(NIGHT, NO_SEASON, wall("2026-11-26T18:00")) is None
    assert opens(parse("Fr 20:00-08:00"), NO_SEASON, wall("2026-11-28T09:00")) == wall("2026-12-04T20:00")
    assert opens(NIGHT, Season(last=date(2026, 11, 25)), wall("2026-11-26T15:00")) is None


def test_hours_may_differ_from_day_to_day() -> None:
    mixed = parse("mo-fr 18:00-08:00; Sa,Su 00:00-24:00")
    for clock, open_ in (
        ("2026-11-27T17:59", False),
        ("2026-11-27T18:00", True),
        ("2026-11-28T12:00", True),
        ("2026-11-29T23:59", True),
        ("2026-11-30T00:01", False),
    ):
        assert (closes(mixed, NO_SEASON, wall(clock)) is not None) is open_, clock
    assert parse("fr-mo 10:00-11:00")[0].days == {4, 5, 6, 0}


@pytest.mark.parametrize(
    "text", ["always", "xx 10:00-11:00", "25:00-26:00", "10:60-11:00", "24:00-08:00", "10:00", "mo-"]
)
def test_what_is_not_an_opening_hour_is_refused(text: str) -> None:
    with pytest.raises(WrongHours):
        parse(text)


@given(
    st.integers(0, 2 * 366 * 1440).map(lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)),
    st.integers(0, 1439),
    st.integers(0, 1440),
    st.sets(st.sampled_from(DAYS), min_size=1),
)
def test_open_now_and_opening_later_never_contradict_each_other(
    at: datetime, begin: int, end: int, days: set[str]
) -> None:
    """At every minute of two years, with any hours: open until a moment still to come, or closed until one."""
    text = f"{','.join(days)} {begin // 60}:{begin % 60:02}-{end // 60}:{end % 60:02}"
    rules = parse(text)
    until, later = closes(rules, NO_SEASON, at), opens(rules, NO_SEASON, at)
    assert until is None or (until > at and later is None)
    if later is not None:
        assert later > at
        assert closes(rules, NO_SEASON, later) is not None
