"""A month of the line in numbers: who called, what for, how it ended, how long they waited. Formulas: docs/measures.md.

Each table counts each contact once, so that its small cells can be hidden safely (core/suppress.py); needs are several.
No row here is the sum of rows of another table: that would give a hidden one away.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core import measure, suppress
from hotline.core.contact import Contact
from hotline.core.disposition import CALLERS, DISPOSITIONS, NEEDS, WHY
from hotline.core.measure import SHORT, TARGET, Figures, Wait
from hotline.core.words import WRITTEN, Channel, Outcome, Priority, Topic
from hotline.texts import LANGUAGES

Row = tuple[str, str, str, str]  # table, row, figure, value
HEAD: Row = ("table", "row", "figure", "value")
UNKNOWN, NOT_SAID = "unknown", "not_said"

CHANNELS = (Channel.VOICE, *WRITTEN, Channel.DESK)
ENDINGS = (
    *(code for code in DISPOSITIONS if code != "nothing"),
    *(f"nothing:{why}" for why in (*WHY, NOT_SAID)),
    "not_closed",
)
WAITS = (
    "helped_within_600_s",
    "helped_later",
    "abandoned_within_10_s",
    "abandoned_later",
    "callback_kept",
    "callback_not_kept",
    Outcome.VOICEMAIL,
    Outcome.LOST_IN_MENU,
    Outcome.ASSISTANT_ONLY,
    "not_over",
)
ABOUT = {
    "contacts": "contacts that reached us (rang, wrote, came) in the month, Brussels time",
    "suppressed": "<5: 0 to 4. *: kept back so that a <5 cannot be worked out. Shares are rounded down, seconds up",
    "service_level": "helped within 600 s of asking / all who asked and whose wait is decided; people who gave up,"
    " callbacks and messages are never successes",
    "mean_s p50_s p90_s max_s": "of the helped, seconds from asking to both voices; percentile: nearest rank",
    "worst_tenth_s": "mean of the tenth of the helped who waited longest",
    "ring_mean_s ring_p90_s": "of the helped, seconds from the ring, menus included",
    "abandonment abandoned_within_10_s": "gave up / asked; of all who asked, gave up within 10 s of asking",
    "callbacks_kept": "had a person afterwards / asked to be called back",
    "redial_factor": "calls / needs; a call of the same number within 2 h of the one before is the same need."
    " Only calls whose number is known and not yet erased: see known_numbers",
    "needs": "a contact may have several",
}


@dataclass(frozen=True)
class _Contact:
    """What the report needs to know of one contact."""

    wait: Wait
    topic: str | None
    priority: str
    caller: str | None
    needs: Sequence[str]
    ending: str | None
    why: str | None
    number: bytes | None


def parse(text: str) -> date:
    """The first day of a month written 2026-10. Raises ValueError."""
    if len(text) != 7 or text < "2000":
        raise ValueError(text)
    return datetime.strptime(f"{text}-01 +0000", "%Y-%m-%d %z").date()


def days_of(first: date) -> list[date]:
    """Every day of the month that begins on this day."""
    days = [first + timedelta(days=n) for n in range(31)]
    return [day for day in days if day.month == first.month]


def of(session: Session, first: date, at: datetime) -> Iterator[Row]:
    """The whole report, row by row, as it stands at this moment; a month that goes on ends today."""
    days = [day for day in days_of(first) if day <= measure.today(at)]
    start, end = measure.hours_of(days[0])[0], measure.hours_of(days[-1])[-1] + timedelta(hours=1)
    people = _read(session, start, end)
    yield "about", "month", "", f"{first:%Y-%m}"
    yield "about", "complete", "", "yes" if end <= at and len(days) == len(days_of(first)) else "no"
    yield "about", "printed_at", "", f"{at.astimezone(measure.BRUSSELS):%Y-%m-%dT%H:%M%z}"
    yield from (("formula", what, "", formula) for what, formula in ABOUT.items())
    yield from _table("day", [f"{day}" for day in days], people, lambda p: str(measure.today(p.wait.rang)))
    yield from _table("channel", CHANNELS, people, lambda p: p.wait.channel)
    yield from _table("language", [*LANGUAGES, UNKNOWN], people, lambda p: p.wait.language or UNKNOWN)
    yield from _table("topic", [*Topic, UNKNOWN], people, lambda p: p.topic or UNKNOWN)
    yield from _table("priority", Priority, people, lambda p: p.priority)
    yield from _table("who_called", [*CALLERS, NOT_SAID], people, lambda p: p.caller or NOT_SAID)
    yield from _table("ended_as", ENDINGS, people, _ending)
    yield from _table("wait", WAITS, people, lambda p: _kind_of_wait(p.wait))
    for need in NEEDS:
        yield "need", need, "contacts", suppress.alone(sum(need in person.needs for person in people))
    yield from _waits("all", people, at)
    for channel in CHANNELS:
        yield from _waits(f"channel:{channel}", [p for p in people if p.wait.channel == channel], at)
    for language in (*LANGUAGES, UNKNOWN):
        yield from _waits(f"language:{language}", [p for p in people if (p.wait.language or UNKNOWN) == language], at)
    yield from _redial(people)


def _read(session: Session, start: datetime, end: datetime) -> list[_Contact]:
    rows = session.execute(
        select(
            Contact.opened_at,
            Contact.asked_at,
            Contact.bridged_at,
            Contact.ended_at,
            Contact.outcome,
            Contact.language,
            Contact.channel,
            Contact.topic,
            Contact.priority,
            Contact.caller_kind,
            Contact.needs,
            Contact.disposition,
            Contact.why,
            Contact.number_hash,
        ).where(Contact.opened_at >= start, Contact.opened_at < end, measure.PEOPLE)
    )
    return [
        _Contact(
            Wait(*row[:7]),
            row.topic,
            row.priority,
            row.caller_kind,
            row.needs or (),
            row.disposition,
            row.why,
            row.number_hash,
        )
        for row in rows
    ]


def _table(name: str, rows: Iterable[str], people: Sequence[_Contact], key: Callable[[_Contact], str]) -> Iterator[Row]:
    """One row for each word of a closed list, also for those that nobody had, and the total."""
    counts = dict.fromkeys(map(str, rows), 0)
    for person in people:
        counts[key(person)] = counts.get(key(person), 0) + 1
    cells, total = suppress.table(counts)
    yield from ((name, row, "contacts", text) for row, text in cells.items())
    yield name, "total", "contacts", total


def _ending(person: _Contact) -> str:
    if person.ending is None:
        return "not_closed"
    return f"nothing:{person.why or NOT_SAID}" if person.ending == "nothing" else person.ending


def _kind_of_wait(wait: Wait) -> str:
    """How the wait ended: each contact is in one of WAITS."""
    if wait.outcome == Outcome.HELPED:
        return "helped_within_600_s" if wait.from_asking is not None and wait.from_asking <= TARGET else "helped_later"
    if wait.outcome == Outcome.ABANDONED:
        short = wait.ended is not None and wait.asked is not None and wait.ended - wait.asked < SHORT
        return "abandoned_within_10_s" if short else "abandoned_later"
    if wait.outcome == Outcome.CALLBACK:
        return "callback_kept" if wait.bridged else "callback_not_kept"
    return wait.outcome or "not_over"


def _waits(row: str, people: Sequence[_Contact], at: datetime) -> Iterator[Row]:
    """The waits of some of the contacts. Of fewer than five people nothing is told."""
    found = measure.figures((person.wait for person in people), at)
    for figure, text in (*_shares(found).items(), *_seconds(found).items()):
        yield "waits", row, figure, text


def _shares(found: Figures) -> dict[str, str]:
    return {
        "service_level": suppress.share(found.within_target, found.decided),
        "abandonment": suppress.share(found.abandoned, found.asked),
        "abandoned_within_10_s": suppress.share(found.abandoned_short, found.asked),
        "callbacks_kept": suppress.share(found.callbacks_kept, found.callbacks),
    }


def _seconds(found: Figures) -> dict[str, str]:
    worst = ceil(found.helped / 10)
    return {
        "mean_s": _whole(found.mean_s, found.helped),
        "p50_s": _whole(found.p50_s, found.helped),
        "p90_s": _whole(found.p90_s, found.helped),
        "max_s": _whole(found.max_s, found.helped),
        "worst_tenth_s": _whole(found.worst_tenth_s, worst),
        "ring_mean_s": _whole(found.ring_mean_s, found.helped),
        "ring_p90_s": _whole(found.ring_p90_s, found.helped),
    }


def _whole(seconds: float | None, people: int) -> str:
    """Whole seconds, rounded up; hidden when they are those of fewer than five people, empty when of nobody."""
    if seconds is None:
        return ""
    return suppress.SMALL if people < suppress.LEAST else str(ceil(seconds))


def _redial(people: Sequence[_Contact]) -> Iterator[Row]:
    calls = [person for person in people if person.wait.channel == Channel.VOICE]
    known = [(person.number, person.wait.rang) for person in calls if person.number is not None]
    factor = measure.redial_factor(known)
    shown = "" if factor is None else f"{factor:.2f}" if len(known) >= suppress.LEAST else suppress.SMALL
    yield "waits", "channel:voice", "redial_factor", shown
    yield "waits", "channel:voice", "known_numbers", suppress.share(len(known), len(calls))
