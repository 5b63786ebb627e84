"""Why a result is shown, and what about it is not sure: short sentences in the person's language."""

from datetime import date, datetime, timedelta

from babel.dates import format_date

from hotline.core.directory import group, trust
from hotline.core.directory.answer import Answer
from hotline.core.directory.facts import Service, Trust
from hotline.core.directory.opening import Opening
from hotline.core.directory.search import Result
from hotline.core.measure import BRUSSELS
from hotline.texts import mark, t

WALK_KM = 10  # further than that, nobody walks: no distance is told
DEGREES = {
    "exclusive": mark("Only for: %(group)s"),
    "preferential": mark("First for: %(group)s"),
    "unconditional": mark("Also for: %(group)s"),
}
REVIEW = {
    "lawyer": mark("A lawyer has not read this yet: it is information, not legal advice."),
    "clinician": mark("A doctor has not read this yet: it is information, not medical advice."),
    "dpo": mark("Our data protection officer has not read this yet."),
}
DAYS = (
    mark("Opens on Monday at %(time)s"), mark("Opens on Tuesday at %(time)s"), mark("Opens on Wednesday at %(time)s"),
    mark("Opens on Thursday at %(time)s"), mark("Opens on Friday at %(time)s"), mark("Opens on Saturday at %(time)s"),
    mark("Opens on Sunday at %(time)s"),
)  # fmt: skip


def why(result: Result, language: str, at: datetime) -> list[str]:
    """The reasons, the most useful first: open until when, how far, for whom, what is to be confirmed."""
    if result.service is None:
        return []
    said = [doors(result.opening, language, at), distance(result, language), *audience(result.service, language)]
    return [one for one in [*said, doubt(result.service.trust, language, at)] if one]


def doors(opening: Opening | None, language: str, at: datetime) -> str:
    """Open or closed, with the hour; empty: nobody knows. What is not certain says so."""
    if opening is None or opening.state == "unknown":
        return ""
    if opening.always:
        text = t(language, "Open day and night")
    elif opening.until:
        text = t(language, "Open until %(time)s", time=clock(opening.until))
    elif opening.next:
        text = opens(opening.next, language, at)
    else:
        text = t(language, "Closed")
    return text if opening.certain else t(language, "%(text)s (to be confirmed)", text=text)


def opens(moment: datetime, language: str, at: datetime) -> str:
    """When the doors open next: today, tomorrow or on a day of this week."""
    local, today = moment.astimezone(BRUSSELS), at.astimezone(BRUSSELS).date()
    if local.date() == today:
        return t(language, "Opens today at %(time)s", time=clock(moment))
    if local.date() == today + timedelta(days=1):
        return t(language, "Opens tomorrow at %(time)s", time=clock(moment))
    return t(language, DAYS[local.weekday()], time=clock(moment))


def distance(result: Result, language: str) -> str:
    """How far it is from the place they named, rounded as people say it."""
    if result.km is None or result.km > WALK_KM or result.asked is None or result.asked.place is None:
        return ""
    metres = max(100, round(result.km * 1000, -2))
    if metres < 1000:
        return t(language, "%(metres)s m", metres=int(metres))
    return t(language, "%(km)s km", km=f"{result.km:.1f}".replace(".", "." if language == "en" else ","))


def audience(service: Service, language: str) -> list[str]:
    """For whom: only, first, also."""
    ordered = sorted(service.audience, key=lambda one: list(DEGREES).index(one.degree))
    return [t(language, DEGREES[one.degree], group=group.name(one.group, language)) for one in ordered]


def doubt(worth: Trust, language: str, at: datetime) -> str:
    """What makes a fact unsure, with its date; empty: it is certain."""
    assurance = trust.assurance(worth, at.astimezone(BRUSSELS).date())
    if assurance == "verified":
        return ""
    if assurance in ("unverified", "conflict"):
        return (
            t(language, "Not verified: for dispatchers only")
            if assurance == "unverified"
            else t(language, "Sources contradict each other: for dispatchers only")
        )
    if worth.reported is not None:
        return t(language, "To be confirmed (reported closed on %(day)s)", day=day(worth.reported, language))
    if worth.verified_on is None:
        return t(language, "To be confirmed (no date)")
    return t(language, "To be confirmed (last seen: %(month)s)", month=month(worth.verified_on, language))


def checked_on(worth: Trust, language: str) -> str:
    """When it was last verified, for the foot of a card; empty: no date."""
    if worth.verified_on is None:
        return ""
    return t(language, "Checked: %(month)s", month=month(worth.verified_on, language))


def day(when: date, language: str) -> str:
    """A day of this year or the last."""
    return format_date(when, "d MMMM", locale=language)


def review(answer: Answer, language: str) -> str:
    """Who has not read an answer yet; empty: nobody has to."""
    return t(language, REVIEW[answer.review]) if answer.review else ""


def month(day: date, language: str) -> str:
    """A month as people write it: a day would claim more than we know."""
    return format_date(day, "LLLL y", locale=language)


def clock(moment: datetime) -> str:
    """The time on a wall in Brussels."""
    return f"{moment.astimezone(BRUSSELS):%H:%M}"
