"""Opening hours as words: the days that are alike together, from Monday to Sunday."""

from datetime import date
from itertools import groupby

from babel.dates import format_date, get_day_names

from hotline.core import hours
from hotline.core.directory.facts import Schedule
from hotline.texts import t

DAY_MIN = 24 * 60
Row = tuple[str, tuple[str, ...]]  # days, times; no times: closed


def week(schedule: Schedule, language: str) -> list[Row]:
    """One row for days with the same hours: ("Monday – Friday", ("08:45–17:00",))."""
    times = [_times(hours.parse(schedule.hours), day) for day in range(7)]
    if all(one == ("00:00–24:00",) for one in times):
        return [(t(language, "Every day"), (t(language, "day and night"),))]
    alike = (list(group) for _, group in groupby(range(7), key=lambda day: times[day]))
    return [(_days(days, language), times[days[0]]) for days in alike]


def _times(rules: hours.Rules, day: int) -> tuple[str, ...]:
    shifts = sorted((rule.begin, rule.until) for rule in rules if day in rule.days)
    return tuple(f"{_clock(begin)}–{_clock(until)}" for begin, until in _joined(shifts))


def _joined(shifts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Hours that touch or overlap are one."""
    found: list[tuple[int, int]] = []
    for begin, until in shifts:
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((begin, until))
    return found


def _clock(minute: int) -> str:
    wall = minute if minute <= DAY_MIN else minute - DAY_MIN
    return f"{wall // 60:02}:{wall % 60:02}"


def _days(days: list[int], language: str) -> str:
    if len(days) == 7:
        return t(language, "Every day")
    names = get_day_names("wide", "stand-alone", language)
    first, last = str(names[days[0]]), str(names[days[-1]])
    return first if len(days) == 1 else f"{first} – {last}"


def season(first: date | None, last: date | None, language: str) -> str:
    """From when until when; empty: always."""
    if first and last:
        return t(language, "From %(first)s to %(last)s", first=day(first, language), last=day(last, language))
    if first:
        return t(language, "From %(first)s on", first=day(first, language))
    return t(language, "Until %(last)s", last=day(last, language)) if last else ""


def day(one: date, language: str) -> str:
    """A day as people write it."""
    return format_date(one, "long", locale=language)
