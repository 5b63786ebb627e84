"""Whether a door is open: at night, on holidays, in its season, for whom; and how sure we are."""

from datetime import UTC, datetime

import pytest

from hotline.core.directory.opening import Opening, opening
from tests.core.directory.made import read


def at(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    """UTC; Brussels is an hour later in winter, two in summer."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def doors(hours: str, moment: datetime, group: str | None = None, **more: object) -> Opening:
    return opening(read(schedules=[{"hours": hours, **more}]), moment, group)


def test_a_day_centre_is_open_until_its_hour_and_says_when_it_opens_again() -> None:
    open_ = doors("Mo-Fr 08:45-17:00", at(11, 26, 9))
    assert (open_.state, open_.until, open_.certain) == ("open", at(11, 26, 16), True)
    shut = doors("Mo-Fr 08:45-17:00", at(11, 27, 16))
    assert (shut.state, shut.next) == ("closed", at(11, 30, 7, 45))


def test_nobody_said_when_so_nobody_knows() -> None:
    assert opening(read(), at(11, 26, 9)).state == "unknown"


def test_a_night_shelter_is_open_after_midnight_also_when_the_clock_goes_back() -> None:
    night = doors("Mo-Su 20:00-08:00", at(10, 25, 1, 30))  # 02:30, the second time
    assert (night.state, night.until) == ("open", at(10, 25, 7))


@pytest.mark.parametrize(
    ("on_holidays", "state", "certain"),
    [("open", "open", True), ("closed", "closed", True), ("unknown", "open", False)],
)
def test_on_christmas_day(on_holidays: str, state: str, certain: bool) -> None:
    found = doors("Mo-Su 09:00-16:00", at(12, 25, 10), on_holidays=on_holidays)
    assert (found.state, found.certain) == (state, certain)


def test_hours_of_women_count_for_women() -> None:
    service = read(schedules=[{"hours": "We 09:00-12:00", "public": "women"}, {"hours": "Tu 09:00-12:00"}])
    wednesday = at(11, 25, 9)
    assert opening(service, wednesday, "women").state == "open"
    assert opening(service, wednesday, "men").state == "closed"
    assert opening(service, wednesday).state == "closed"
    assert (
        opening(read(schedules=[{"hours": "We 09:00-12:00", "public": "women"}]), wednesday, "men").state == "unknown"
    )


def test_a_winter_centre_is_shut_out_of_its_season_and_on_its_closing_days() -> None:
    winter = {"hours": "Mo-Su 17:00-09:00", "starts_on": "2026-11-01", "ends_on": "2027-03-31"}
    assert opening(read(schedules=[winter]), at(10, 30, 20)).state == "closed"
    assert opening(read(schedules=[winter]), at(3, 31, 20, year=2027)).state == "open"
    assert opening(read(schedules=[winter]), at(4, 1, 20, year=2027)).state == "closed"
    works = [{"first": "2026-11-26", "last": "2026-11-27"}]
    assert opening(read(schedules=[winter], closures=works), at(11, 26, 20)).next == at(11, 28, 16)


def test_hours_of_an_old_page_are_not_certain() -> None:
    old = {"assurance": "verified", "verified_on": "2018-06-01"}
    assert doors("Mo-Su 00:00-24:00", at(11, 26, 9), trust=old) == Opening(
        "open", False, until=at(11, 26, 23), always=True
    )


def test_registration_is_not_the_door() -> None:
    service = read(schedules=[{"hours": "Mo-Su 10:00-16:00", "kind": "registration"}])
    assert opening(service, at(11, 26, 10)).state == "unknown"
    assert opening(service, at(11, 26, 10), kind="registration").state == "open"


def test_hours_on_a_holiday_that_nobody_told_of_are_not_certain_on_the_evening_before_either() -> None:
    """Christmas Eve: who hears "opens tomorrow at nine" as certain stands before a closed door."""
    eve = doors("Mo-Su 09:00-16:00", at(12, 24, 20))
    assert (eve.next, eve.certain) == (at(12, 25, 8), False)
    assert doors("Mo-Su 09:00-16:00", at(12, 24, 20), on_holidays="open").certain
    assert doors("Mo-Su 09:00-16:00", at(12, 22, 20)).certain
    began_on_christmas_day = doors("Mo-Su 20:00-08:00", at(12, 26, 2))
    assert (began_on_christmas_day.state, began_on_christmas_day.certain) == ("open", False)


def test_a_closing_day_that_nobody_confirmed_does_not_close_for_certain() -> None:
    old = {"assurance": "stale"}
    works = [{"first": "2026-11-26", "last": "2026-11-26", "trust": old}]
    day = {"hours": "Mo-Su 09:00-16:00"}
    shut = opening(read(schedules=[day], closures=works), at(11, 26, 10))
    assert (shut.state, shut.certain) == ("closed", False)
    assert opening(read(schedules=[day], closures=works), at(11, 28, 10)).certain


def test_hours_of_a_longer_season_open_no_centre_that_is_not_there_yet() -> None:
    hours = {"hours": "Mo-Su 09:00-16:00", "starts_on": "2026-01-01", "ends_on": "2027-12-31"}
    winter = read(schedules=[hours], starts_on="2026-12-01", ends_on="2027-03-31")
    assert opening(winter, at(11, 26, 10)).state == "closed"
    assert opening(winter, at(11, 28, 10)).next == at(12, 1, 8)
    assert opening(winter, at(4, 1, 10, year=2027)).state == "closed"
