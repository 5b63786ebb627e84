"""When a centre is open: "Mo-Su 17:00-09:00; Sa,Su 00:00-24:00", read as the clock on a wall in Brussels.

A small part of OpenStreetMap's opening_hours. No rule: day and night. A night that begins on a day of the season
belongs to it whole, also the last one; nights when the clocks change are an hour shorter or longer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from hotline.core.measure import BRUSSELS

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
RULE = re.compile(r"(?:([a-z,\- ]+) )?(\d{1,2}):(\d\d) ?- ?(\d{1,2}):(\d\d)")
DAY_MIN = 24 * 60
AHEAD_DAYS = 8  # how far we look for the next opening


class WrongHours(Exception):
    """These are not opening hours."""


@dataclass(frozen=True)
class Rule:
    """On these weekdays (0 Monday) from one minute of the day to another; `until` may lie in the next day."""

    days: frozenset[int]
    begin: int
    until: int


@dataclass(frozen=True)
class Season:
    """The first and the last day on which a shift may begin; None: no such limit."""

    first: date | None = None
    last: date | None = None

    def has(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


ALWAYS = (Rule(frozenset(range(7)), 0, DAY_MIN),)
Rules = tuple[Rule, ...]


@lru_cache(maxsize=1024)
def parse(text: str) -> Rules:
    """The rules in this text; empty text: day and night. Raises WrongHours."""
    return tuple(_rule(part.strip().lower()) for part in text.split(";") if part.strip()) or ALWAYS


def closes(rules: Rules, season: Season, at: datetime) -> datetime | None:
    """Open at this moment: when it closes. Closed: None."""
    return max((end for begin, end in shifts(rules, season, at) if begin <= at < end), default=None)


def opens(rules: Rules, season: Season, at: datetime) -> datetime | None:
    """When it opens next, within a week; None: not in that time, or it is open now."""
    if closes(rules, season, at):
        return None
    return min((begin for begin, _ in shifts(rules, season, at) if begin > at), default=None)


def shifts(rules: Rules, season: Season, at: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """Every opening with its closing, from the day before this moment until a week after it; UTC."""
    return _of_day(rules, season, at.astimezone(BRUSSELS).date())


@lru_cache(maxsize=1024)  # every console asks for every centre at each change
def _of_day(rules: Rules, season: Season, today: date) -> tuple[tuple[datetime, datetime], ...]:
    return tuple(_each_shift(rules, season, today))


def _each_shift(rules: Rules, season: Season, today: date) -> Iterator[tuple[datetime, datetime]]:
    """Every opening with its closing, from yesterday on."""
    for offset in range(-1, AHEAD_DAYS):
        day = today + timedelta(days=offset)
        for rule in rules:
            if season.has(day) and day.weekday() in rule.days:
                yield _moment(day, rule.begin, 0), _moment(day, rule.until, 1)


def _moment(day: date, minute: int, fold: int) -> datetime:
    """That time on the wall. In the hour that comes twice: open from the first, until the second."""
    days, rest = divmod(minute, DAY_MIN)
    wall = datetime(day.year, day.month, day.day, rest // 60, rest % 60, tzinfo=BRUSSELS) + timedelta(days=days)
    return wall.replace(fold=fold).astimezone(UTC)


def _rule(text: str) -> Rule:
    found = RULE.fullmatch(text)
    if not found:
        raise WrongHours(text)
    days, *clock = found.groups()
    begin, until = _minute(clock[0], clock[1]), _minute(clock[2], clock[3])
    if begin == DAY_MIN:
        raise WrongHours(text)
    return Rule(_days(days or "mo-su"), begin, until if until > begin else until + DAY_MIN)


def _minute(hour: str, minute: str) -> int:
    count = int(hour) * 60 + int(minute)
    if count > DAY_MIN or int(minute) > 59:
        raise WrongHours(f"{hour}:{minute}")
    return count


def _days(text: str) -> frozenset[int]:
    found: set[int] = set()
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            raise WrongHours(text)
        begin, end = DAYS.index(first), DAYS.index(last or first)
        found.update(day % 7 for day in range(begin, end + 1 + (7 if end < begin else 0)))
    return frozenset(found)
