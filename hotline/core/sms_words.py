"""What our texts say. Neutral: whoever else looks at the phone does not learn who wrote, unless the person wants it."""

from datetime import datetime

from hotline.core import sms_length
from hotline.core.directory import aloud, week
from hotline.core.directory.facts import Schedule
from hotline.core.directory.read import Found
from hotline.core.measure import BRUSSELS
from hotline.core.number import spaced
from hotline.texts import t


def our_number(locale: str, line: str, *, named: bool = False) -> str:
    """The number to call, for who asked for it."""
    # Translators: a text message, be short; it must not say who we are.
    words = t(locale, "You asked for this number: %(number)s. Free, day and night.", number=spaced(line))
    return _signed(locale, words, named=named)


def callback_missed(locale: str, line: str, *, named: bool = False) -> str:
    """We called and nobody answered."""
    # Translators: a text message, be short; it must not say who we are.
    words = t(
        locale, "We tried to call you back. Please call %(number)s when you can: free, day and night.",
        number=spaced(line),
    )  # fmt: skip
    return _signed(locale, words, named=named)


def place_kept(locale: str, line: str, until: datetime, where: str | None, *, named: bool = False) -> str:
    """A place is kept until an hour of today. `where`: name and address; None where they must not be told."""
    time, number = until.astimezone(BRUSSELS).strftime("%H:%M"), spaced(line)
    if where is None:
        # Translators: a text message, be short; it must not say who we are, nor what is kept.
        words = t(
            locale, "Kept for you until %(time)s. Questions, or the way there: %(number)s.",
            time=time, number=number,
        )  # fmt: skip
    else:
        # Translators: a text message, be short; it must not say who we are.
        words = t(
            locale, "Kept for you until %(time)s: %(where)s. Questions: %(number)s.",
            time=time, where=where, number=number,
        )  # fmt: skip
    return _signed(locale, words, named=named)


def service(found: Found, locale: str, at: datetime, *, named: bool = False) -> str:
    """Name, address, number and hours of a service, as far as they are certain; what is too much is left out.

    Empty: neither an address nor a number is certain.
    """
    one, today = found.service, at.astimezone(BRUSSELS).date()
    location, phones = aloud.certain_location(one, today), aloud.certain_phones(one, today)
    if not phones and (location is None or not location.address):
        return ""
    lines = [aloud.name(found, locale)]
    lines += [aloud.address(location, locale)[0]] if location is not None else []
    lines += [phones[0].number] if phones else []
    hours = [_hours(schedule, locale) for schedule in aloud.certain_hours(one, today)]
    while sms_length.parts(_signed(locale, "\n".join([*lines, *hours]), named=named)) > sms_length.MOST and hours:
        hours.pop()
    return _signed(locale, "\n".join([*lines, *hours]), named=named)


def _hours(schedule: Schedule, locale: str) -> str:
    """The week in one line, with dashes that the old alphabet of phones has."""
    rows = (f"{days} {' '.join(times)}" for days, times in week.week(schedule, locale) if times)
    return "; ".join(rows).replace("–", "-")


def _signed(locale: str, words: str, *, named: bool) -> str:
    # Translators: who we are, only for people who want it said
    who = t(locale, "The help line for people without a home, Brussels.")
    return f"{words} {who}" if named else words
