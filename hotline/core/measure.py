"""How long people wait, measured in one place. Formulas and sources: docs/measures.md.

Two clocks for each contact, both published: from the ring, and from asking for a human; both end at the first bridge.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core.contact import Contact
from hotline.core.words import Channel, Outcome

BRUSSELS = ZoneInfo("Europe/Brussels")
TARGET = timedelta(minutes=10)
SHORT = timedelta(seconds=10)  # abandonments under this are shown apart
REDIAL = timedelta(hours=2)  # who calls again so soon calls for the same need
HANDLING_MIN = 7.5  # mean talk and wrap-up; an assumption to calibrate, docs/measures.md
PATIENCE_MIN = 7.5
MARGIN = 1.5  # from a mean to a bound that most waits keep
STEP_MIN = 5
PEOPLE = Contact.channel != Channel.REPORT  # in SQL: somebody waits for a person


@dataclass(frozen=True)
class Wait:
    """One contact as the measures see it. Times are aware; None where it did not happen."""

    rang: datetime
    asked: datetime | None
    bridged: datetime | None
    ended: datetime | None
    outcome: str | None
    language: str | None = None
    channel: str = "voice"

    @property
    def from_asking(self) -> timedelta | None:
        return self.bridged - self.asked if self.bridged and self.asked else None

    @property
    def from_ring(self) -> timedelta | None:
        return self.bridged - self.rang if self.bridged else None


@dataclass(frozen=True)
class Figures:
    """One row of a report. Durations in seconds; None (a dash) where nobody called."""

    contacts: int
    asked: int
    decided: int  # of those, whose wait is over or longer than the target: what the service level is a share of
    helped: int
    within_target: int
    abandoned: int
    abandoned_short: int
    lost_in_menu: int
    callbacks: int
    callbacks_kept: int  # of those, who had a person afterwards
    voicemails: int
    still_waiting: int
    service_level: float | None
    mean_s: float | None
    p50_s: float | None
    p90_s: float | None
    max_s: float | None
    worst_tenth_s: float | None  # mean of the tenth of the helped who waited longest
    ring_mean_s: float | None
    ring_p90_s: float | None
    abandonment: float | None


def service_level(waits: Sequence[Wait], at: datetime, target: timedelta = TARGET) -> float | None:
    """Share of contacts that had a human within `target`; people who gave up count as misses.

    Strict form: helped within target / all who asked and whose wait is over or, at the moment `at`, already longer
    than `target`. Callbacks and voicemails are never successes. None when nobody asked: shown as a dash.
    Source: docs/measures.md.
    """
    asked = _decided(waits, at - target)
    return len([wait for wait in asked if _within(wait, target)]) / len(asked) if asked else None


def figures(waits: Iterable[Wait], at: datetime) -> Figures:
    """Every figure of a report over these contacts, as they stand at the moment `at`."""
    waits = list(waits)
    asked = [wait for wait in waits if wait.asked is not None]
    helped = sorted(w.from_asking.total_seconds() for w in asked if w.from_asking is not None and _a_success(w))
    rings = sorted(w.from_ring.total_seconds() for w in asked if w.from_ring is not None and _a_success(w))
    gone = [wait for wait in asked if wait.outcome == Outcome.ABANDONED]
    return Figures(
        contacts=len(waits),
        asked=len(asked),
        decided=len(_decided(asked, at - TARGET)),
        helped=len(helped),
        within_target=len([wait for wait in asked if _within(wait, TARGET)]),
        abandoned=len(gone),
        abandoned_short=len([w for w in gone if w.ended and w.asked and w.ended - w.asked < SHORT]),
        lost_in_menu=_count(waits, Outcome.LOST_IN_MENU),
        callbacks=_count(waits, Outcome.CALLBACK),
        callbacks_kept=_count((w for w in waits if w.bridged), Outcome.CALLBACK),
        voicemails=_count(waits, Outcome.VOICEMAIL),
        still_waiting=len([w for w in asked if w.bridged is None and w.ended is None and w.outcome is None]),
        service_level=service_level(asked, at),
        mean_s=sum(helped) / len(helped) if helped else None,
        p50_s=percentile(helped, 0.5),
        p90_s=percentile(helped, 0.9),
        max_s=helped[-1] if helped else None,
        worst_tenth_s=worst_tenth(helped),
        ring_mean_s=sum(rings) / len(rings) if rings else None,
        ring_p90_s=percentile(rings, 0.9),
        abandonment=len(gone) / len(asked) if asked else None,
    )


def percentile(ordered: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` of all values do not exceed (nearest rank). None of nothing."""
    return ordered[max(ceil(share * len(ordered)) - 1, 0)] if ordered else None


def worst_tenth(ordered: Sequence[float]) -> float | None:
    """Mean of the longest tenth, of one wait at least. None of nothing. Source: EU 112, quality of service."""
    longest = ordered[len(ordered) - ceil(len(ordered) / 10) :]
    return sum(longest) / len(longest) if longest else None


def redial_factor(calls: Iterable[tuple[bytes, datetime]]) -> float | None:
    """Calls for each need: calls of one number (its hash) within REDIAL of the one before are the same need."""
    last: dict[bytes, datetime] = {}
    count = needs = 0
    for number, rang in sorted(calls, key=lambda call: call[1]):
        count += 1
        needs += number not in last or rang - last[number] > REDIAL
        last[number] = rang
    return count / needs if needs else None


def hours_of(day: date) -> list[datetime]:
    """The starts of a Brussels day's hours, in UTC: 24 of them, 23 or 25 when the clocks change."""
    start, end = (datetime.combine(d, time.min, BRUSSELS).astimezone(UTC) for d in (day, day + timedelta(days=1)))
    return [start + timedelta(hours=n) for n in range(round((end - start) / timedelta(hours=1)))]


def of_day(session: Session, day: date) -> list[Wait]:
    """Every contact that rang on this Brussels day, oldest first."""
    hours = hours_of(day)
    return between(session, hours[0], hours[-1] + timedelta(hours=1))


def between(session: Session, start: datetime, end: datetime) -> list[Wait]:
    """Every contact that rang from `start` until before `end`; a report at which a person must look is none."""
    rows = session.execute(
        select(
            Contact.opened_at,
            Contact.asked_at,
            Contact.bridged_at,
            Contact.ended_at,
            Contact.outcome,
            Contact.language,
            Contact.channel,
        )
        .where(Contact.opened_at >= start, Contact.opened_at < end, PEOPLE)
        .order_by(Contact.opened_at)
    )
    return [Wait(*row) for row in rows]


def by_hour(waits: Sequence[Wait], day: date, at: datetime) -> list[tuple[datetime, Figures]]:
    """Figures for each hour of a Brussels day; on the longest night the second 02:00 has its own row."""
    hour = timedelta(hours=1)
    return [(start, figures((w for w in waits if start <= w.rang < start + hour), at)) for start in hours_of(day)]


def by(waits: Sequence[Wait], what: str, at: datetime) -> dict[str, Figures]:
    """Figures for each language or channel; 'unknown' where none was chosen."""
    groups: dict[str, list[Wait]] = {}
    for wait in waits:
        groups.setdefault(getattr(wait, what) or "unknown", []).append(wait)
    return {name: figures(group, at) for name, group in sorted(groups.items())}


def today(at: datetime) -> date:
    """The Brussels day of this moment."""
    return at.astimezone(BRUSSELS).date()


def bound_minutes(ahead: int, dispatchers: int, free: int = 0) -> int | None:
    """An upper bound for the wait of someone with `ahead` people before them, in minutes, in steps of five.

    Someone is `free` for this person: one step. Otherwise the mean by the queue-length rule with abandonment,
    sum over i = 0..ahead of 1 / (n mu + i theta), times MARGIN. None when nothing honest can be said: nobody is on
    duty, or it would be more than an hour. Source: docs/measures.md.
    """
    if dispatchers <= 0:
        return None
    if ahead < free:
        return STEP_MIN
    mean = sum(1 / (dispatchers / HANDLING_MIN + i / PATIENCE_MIN) for i in range(ahead + 1))
    bound = ceil(mean * MARGIN / STEP_MIN) * STEP_MIN
    return bound if bound <= 60 else None


def _a_success(wait: Wait) -> bool:
    return wait.outcome == Outcome.HELPED


def _within(wait: Wait, target: timedelta) -> bool:
    return _a_success(wait) and wait.from_asking is not None and wait.from_asking <= target


def _decided(waits: Iterable[Wait], since: datetime) -> list[Wait]:
    """Those who asked and whose wait is over, or began before `since` and has failed already."""
    return [
        wait
        for wait in waits
        if wait.asked is not None
        and (wait.outcome is not None or wait.ended is not None or wait.bridged is not None or wait.asked < since)
    ]


def _count(waits: Iterable[Wait], outcome: Outcome) -> int:
    return len([wait for wait in waits if wait.outcome == outcome])
