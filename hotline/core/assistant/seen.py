"""When somebody was seen: "il y a dix minutes", "vanmorgen", "since last night", and which moment that is."""

import re
from datetime import datetime, time, timedelta
from functools import partial

from hotline.core.assistant.counting import NUMBER, TABLE
from hotline.core.assistant.phrases import alternatives, phrases
from hotline.core.measure import BRUSSELS
from hotline.core.plain import plain

DAYS = {  # days back, and the hour that is meant when none is said
    "last_night": (1, 22),
    "two_days_ago": (2, 12),
    "yesterday": (1, 12),
    "this_morning": (0, 8),
    "this_afternoon": (0, 14),
    "this_evening": (0, 20),
    "today": (0, 9),
}
MINUTES, HOURS, DAYS_LONG, HALF, QUARTER, A_FEW = map(
    partial(alternatives, "time", "units"), ("minutes", "hours", "days", "half_hour", "quarter", "a_few")
)
AGO = re.compile(rf"(?<![^ ])({NUMBER}|{A_FEW}|a|an) ({MINUTES}|{HOURS}|{DAYS_LONG})(?![^ ])")
SHORT = re.compile(rf"(?<![^ ])(?:{HALF})(?![^ ])"), re.compile(rf"(?<![^ ])(?:{QUARTER})(?![^ ])")
CLOCK = re.compile(
    r"(?<![\d/.])([01]?\d|2[0-3])\s?(?:[:h.](?:\s?([0-5]\d))?|(?=\s?(?:heures?|uur|uhr|u\b|pm|am)))(?!\d)",
    re.IGNORECASE,
)
SEVERAL = 5
WEEKS = ("sem", "wek", "wee", "woc", "set", "sap", "tyg", "тиж", "нед")


def when(text: str, at: datetime) -> tuple[str, datetime | None] | None:
    """The words that say when, and the moment as far as they tell it; None: they do not say."""
    said = plain(text)
    if (found := AGO.search(said)) and not _is_age(said, found.end()):
        return _part(said, found.span()), at - _length(found[1], found[2])
    for pattern, minutes in zip(SHORT, (30, 15), strict=True):
        if found := pattern.search(said):
            return _part(said, found.span()), at - timedelta(minutes=minutes)
    for name, (back, hour) in DAYS.items():
        if span := phrases("time", name).at(text):
            return _part(said, span), _moment(at, back, _hour(text, hour))
    if clock := CLOCK.search(text):
        return clock[0].strip(), _moment(at, 0, time(int(clock[1]), int(clock[2] or 0)))
    for name, moment in (("now", at), ("often", None)):
        if span := phrases("time", name).at(text):
            return _part(said, span), moment
    return None


def _part(said: str, span: tuple[int, int]) -> str:
    return said[span[0] : span[1]]


def _is_age(said: str, end: int) -> bool:
    """ "she is two days old", "hij is drie dagen oud": how old, not when."""
    return said[end:].split()[:1] in (["old"], ["oud"], ["alt"], ["walking"], ["walk"], ["marche"])


def _length(number: str, unit: str) -> timedelta:
    count = int(number) if number.isdecimal() else TABLE.get(number, 1 if number in ("a", "an") else SEVERAL)
    if re.fullmatch(MINUTES, unit):
        return timedelta(minutes=count)
    if re.fullmatch(HOURS, unit):
        return timedelta(hours=min(count, 48))
    return timedelta(days=min(count, 60) * (7 if unit.startswith(WEEKS) else 1))


def _hour(text: str, usual: int) -> time:
    clock = CLOCK.search(text)
    return time(int(clock[1]), int(clock[2] or 0)) if clock else time(usual)


def _moment(at: datetime, back: int, clock: time) -> datetime:
    """That hour of that day here; one that has not come yet today is now, or was yesterday."""
    local = at.astimezone(BRUSSELS)
    moment = datetime.combine(local.date() - timedelta(days=back), clock, BRUSSELS)
    if moment > local:
        moment = local if moment - local < timedelta(hours=6) else moment - timedelta(days=1)
    return moment.astimezone(at.tzinfo)
