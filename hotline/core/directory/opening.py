"""Whether a service is open: by its schedules, closures, bank holidays and season, and how sure that is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from hotline.core import hours
from hotline.core.directory import trust
from hotline.core.directory.facts import Schedule, Service
from hotline.core.directory.words import Opening as Kind
from hotline.core.holidays import is_holiday
from hotline.core.measure import BRUSSELS

ALL_DAY = "Mo-Su 00:00-24:00"
AHEAD = timedelta(days=hours.AHEAD_DAYS - 1)
State = Literal["open", "closed", "unknown"]


@dataclass(frozen=True)
class Opening:
    """`until`: when it closes; `next`: when it opens, within a week; `always`: day and night. `certain`: may be said
    without "to be confirmed"."""

    state: State
    certain: bool = False
    until: datetime | None = None
    next: datetime | None = None
    always: bool = False


UNKNOWN = Opening("unknown")


def opening(service: Service, at: datetime, group: str | None = None, kind: Kind = "open") -> Opening:
    """How it stands with the doors (or the registration, or the phone) at that moment, for somebody of this group."""
    schedules = _of_group(tuple(one for one in service.schedules if one.kind == kind), group)
    if not schedules:
        return UNKNOWN
    shifts = sorted(shift for one in schedules for shift in _shifts(service, one, at))
    now = [(begin, end) for begin, end in shifts if begin <= at < end]
    if now:
        begin, until = now[0][0], max(end for _, end in now)
        certain = _is_certain(service, schedules, at, begin)
        return Opening("open", certain, until=until, always=any(one.hours == ALL_DAY for one in schedules))
    coming = min((begin for begin, _ in shifts if begin > at), default=None)
    return Opening("closed", _is_certain(service, schedules, at, coming or at + AHEAD), next=coming)


def _is_certain(service: Service, schedules: tuple[Schedule, ...], at: datetime, told: datetime) -> bool:
    """Whether nothing is to be confirmed from now until the opening that is told: hours, closures, holidays."""
    today, other = at.astimezone(BRUSSELS).date(), told.astimezone(BRUSSELS).date()
    first, last = min(today, other), max(today, other)
    said = [*schedules, *(one for one in service.closures if one.first <= last and first <= one.last)]
    holiday = is_holiday(today) or is_holiday(other)
    if holiday and any(one.on_holidays == "unknown" for one in schedules):
        return False
    return all(trust.is_certain(one, service, today) for one in said)


def _of_group(schedules: tuple[Schedule, ...], group: str | None) -> tuple[Schedule, ...]:
    """The hours of this group where there are such; else those of everyone, or, when nobody said who asks, all."""
    own = tuple(one for one in schedules if group is not None and one.public == group)
    everyone = tuple(one for one in schedules if one.public is None)
    return own or everyone or (schedules if group is None else ())


def _shifts(service: Service, schedule: Schedule, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    starts, ends = (schedule.starts_on, service.starts_on), (schedule.ends_on, service.ends_on)
    season = hours.Season(max(filter(None, starts), default=None), min(filter(None, ends), default=None))
    for begin, end in hours.shifts(hours.parse(schedule.hours), season, at):
        day = begin.astimezone(BRUSSELS).date()
        closed = any(one.first <= day <= one.last for one in service.closures)
        if not closed and not (schedule.on_holidays == "closed" and is_holiday(day)):
            yield begin, end
