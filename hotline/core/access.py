"""Who opened whose page: put on record before anything is shown. What is closed is opened for a reason only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from hotline.core import contact as contacts
from hotline.core.contact import Contact, Event
from hotline.core.dispatcher import Dispatcher
from hotline.core.report.stored import Report, ReportEvent
from hotline.core.reservation import Reservation

REASONS = ("handover", "follow_up", "correction", "complaint", "request", "supervision")
AGAIN = timedelta(minutes=10)  # one line for looking again within this time
LEFT_OPEN = timedelta(hours=12)  # a page that stays open is no new look for a shift
OWN = timedelta(minutes=15)  # after closing, whoever had the talk or the page open needs no reason
HOLDS = timedelta(hours=1)  # then a reason is asked for again


class ReasonNeeded(Exception):
    """This contact is closed: say first why it is opened."""

    def __init__(self, contact_id: int) -> None:
        super().__init__("reason needed")
        self.contact_id = contact_id


@dataclass(frozen=True)
class Opening:
    """One line for supervisors: who opened the page of a contact or of a report, when, and why if it was closed."""

    at: datetime
    by: str
    reason: str | None
    of: Contact | Report


def opened(session: Session, contact: Contact, who: Dispatcher, at: datetime, *, live: bool = False) -> bool:
    """Put on record that somebody looks, before they do. False: they did so a moment ago, or (`live`) in this shift.

    Raises ReasonNeeded for a closed contact that is not freshly their own.
    """
    reason = check(session, contact, who, at)
    if _looks(session, contact, who, at - (LEFT_OPEN if live else AGAIN)):
        return False
    contacts.record(
        session, contact.id, "opened", at, dispatcher=who.username, **({"reason": reason} if reason else {})
    )
    return True


def open_closed(session: Session, contact: Contact, who: Dispatcher, reason: str, at: datetime) -> None:
    """Open a closed contact and say why. Raises ValueError for a reason that is not on the list."""
    if reason not in REASONS:
        raise ValueError(reason)
    contacts.record(session, contact.id, "opened", at, dispatcher=who.username, reason=reason)


def check(session: Session, contact: Contact, who: Dispatcher, at: datetime) -> str | None:
    """The reason they gave, None where none is needed. Raises ReasonNeeded."""
    if contact.closed_at is None:
        return None
    for _when, reason in _looks(session, contact, who, at - HOLDS):
        if reason:
            return reason
    fresh = contact.closed_at > at - OWN
    if fresh and (_had_it(session, contact, who) or _looks(session, contact, who, at - OWN)):
        return None
    raise ReasonNeeded(contact.id)


def may_correct(session: Session, contact: Contact, who: Dispatcher, at: datetime) -> bool:
    """Whether they may say anew how it ended: a supervisor always, others their own, while it is fresh."""
    if contact.closed_at is None or who.may("supervisor"):
        return True
    return contact.closed_at > at - OWN and _had_it(session, contact, who)


def openings(
    session: Session, since: datetime, *, by: str | None = None, contact_id: int | None = None, limit: int = 500
) -> Sequence[Opening]:
    """Who opened what, newest first; only of one dispatcher or of one contact, with what it reported, where asked."""
    contact = select(Event, Contact).join(Contact, Contact.id == Event.contact_id)
    report = select(ReportEvent, Report).join(Report, Report.id == ReportEvent.report_id)
    if contact_id is not None:
        contact, report = contact.where(Event.contact_id == contact_id), report.where(Report.contact_id == contact_id)
    found = [
        *_openings(session, contact, Event, since, by, limit),
        *_openings(session, report, ReportEvent, since, by, limit),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:limit]


def _openings(
    session: Session,
    wanted: Select[Any, Any],
    kept: type[Event | ReportEvent],
    since: datetime,
    by: str | None,
    limit: int,
) -> Iterator[Opening]:
    who = kept.detail["dispatcher"].astext
    wanted = wanted.where(kept.kind == "opened", kept.at > since, who.is_not(None) if by is None else who == by)
    for line, of in session.execute(wanted.order_by(kept.at.desc(), kept.id.desc()).limit(limit)):
        detail = line.detail or {}
        yield Opening(line.at, detail.get("dispatcher", ""), detail.get("reason"), of)


def _looks(
    session: Session, contact: Contact, who: Dispatcher, since: datetime
) -> Sequence[tuple[datetime, str | None]]:
    """Their looks at this contact since then, newest first, each with its reason."""
    rows = session.execute(
        select(Event.at, Event.detail["reason"].astext)
        .where(
            Event.contact_id == contact.id,
            Event.kind == "opened",
            Event.at > since,
            Event.detail["dispatcher"].astext == who.username,
        )
        .order_by(Event.at.desc())
    )
    return [(at, reason) for at, reason in rows]


def _had_it(session: Session, contact: Contact, who: Dispatcher) -> bool:
    """Whether they were rung for this person, talked with them, or closed it."""
    closed = exists().where(
        Event.contact_id == contact.id, Event.kind == "closed", Event.detail["dispatcher"].astext == who.username
    )
    held = exists().where(Reservation.contact_id == contact.id, Reservation.dispatcher_id == who.id)
    return bool(session.scalar(select(or_(closed, held))))
