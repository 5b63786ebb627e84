"""A report that a person must look at: an entry of channel `report` in the line, behind which nobody waits.

It has a contact of its own, apart from who reported. Locks: contact → report → entry; so here, where the report is
locked, that contact is not.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Select, cast, func, or_, select
from sqlalchemy.orm import Session

from hotline.core import contact as contacts
from hotline.core import queue, reservation
from hotline.core.contact import Contact, Event
from hotline.core.queue import QueueEntry
from hotline.core.report import stored
from hotline.core.report.facts import CALLED
from hotline.core.report.stored import Report, ReportEvent, Status
from hotline.core.report.team import mission
from hotline.core.words import Channel, EntryState, Priority, Topic, higher

WAITS = "report_waits"  # of the contact's timeline, with the id of the report
TO_A_PERSON = "to_a_person"  # of the report's timeline, with the id of that contact


def enter(session: Session, report: Report, why: str, at: datetime, reasons: Iterable[str] = ()) -> QueueEntry:
    """Put a report, locked, in line for a person. One in line or in hand already stays there; its priority may rise."""
    entry = entry_of(session, report.id)
    if entry is None:
        contact = Contact(
            channel=Channel.REPORT, topic=Topic.REPORT, language=report.language, priority=report.priority, opened_at=at
        )  # fmt: skip
        session.add(contact)
        session.flush()
        contacts.record(session, contact.id, WAITS, at, report=report.id, why=why)
        entry = queue.enter(session, contact, Topic.REPORT, at)
        session.flush()
    entry.priority = higher(entry.priority, report.priority)
    more = {"reasons": list(reasons)} if reasons else {}
    stored.record(session, report.id, TO_A_PERSON, at, why=why, contact=entry.contact_id, **more)
    session.info["queue_changed"] = True
    return entry


def entry_of(session: Session, report_id: int) -> QueueEntry | None:
    """Where a report waits for a person, or who has it; locked. None: nobody needs to look at it.

    One that was merged into it may have brought its own: of several the one that somebody has, else the oldest.
    """
    found = entries_of(session, report_id)
    return min(found, key=lambda entry: (entry.state == EntryState.WAITING, entry.id), default=None)


def entries_of(session: Session, report_id: int) -> Sequence[QueueEntry]:
    """All live entries of a report and of those that were merged into it; locked."""
    same = select(Report.id).where(or_(Report.id == report_id, Report.merged_into_id == report_id))
    mine = select(cast(ReportEvent.detail["contact"].astext, BigInteger)).where(
        ReportEvent.report_id.in_(same), ReportEvent.kind == TO_A_PERSON, ReportEvent.detail.is_not(None)
    )
    return session.scalars(
        select(QueueEntry)
        .where(QueueEntry.contact_id.in_(mine), QueueEntry.state != EntryState.ENDED)
        .order_by(QueueEntry.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def report_of(session: Session, contact_id: int) -> Report | None:
    """The report that this contact of channel `report` is about; merged into another: that one."""
    told = select(Event.detail["report"].astext).where(Event.contact_id == contact_id, Event.kind == WAITS)
    found = session.scalar(told.limit(1))
    report = session.get(Report, int(found), populate_existing=True) if found else None
    if report is not None and report.merged_into_id is not None:
        return session.get(Report, report.merged_into_id, populate_existing=True)
    return report


def waiting() -> Select[int, QueueEntry]:
    """Every live entry with the id of its report, as `report_of` names it."""
    return (
        select(func.coalesce(Report.merged_into_id, Report.id), QueueEntry)
        .join(Event, Event.contact_id == QueueEntry.contact_id)
        .join(Report, Report.id == cast(Event.detail["report"].astext, BigInteger))
        .where(
            QueueEntry.state != EntryState.ENDED, QueueEntry.channel == Channel.REPORT, Event.kind == WAITS
        )  # fmt: skip
    )


def asks_112(report: Report) -> bool:
    """Whether it is still to be said if 112 has been called, and by whom."""
    return report.danger is not None and report.called_112 is None


def answer_112(session: Session, report: Report, who: str, by: str, at: datetime) -> None:
    """A dispatcher says who called 112, one of facts.CALLED. The report is locked. Raises ValueError."""
    if who not in CALLED:
        raise ValueError(who)
    report.called_112 = who
    stored.record(session, report.id, "called_112", at, who=who, dispatcher=by)
    session.info["queue_changed"] = True


def kept_open(session: Session, contact: Contact) -> str | None:
    """Why a dispatcher cannot be done with this report yet: `ask_112`, `report_open`. None: they can."""
    report = report_of(session, contact.id) if contact.channel == Channel.REPORT else None
    if report is None:
        return None
    if asks_112(report):
        return "ask_112"
    return None if is_cared_for(session, report) else "report_open"


def is_cared_for(session: Session, report: Report) -> bool:
    """Whether it is closed, the same as another, or in the hands of a team."""
    over = report.status == Status.CLOSED or report.merged_into_id is not None
    return over or mission.open_of(session, report.id) is not None


def needed_no_more(session: Session, report: Report, entry: QueueEntry) -> bool:
    """It is closed, or was merged into one that a team or a person has. In danger it stays for a person."""
    first = entry_of(session, report.id)
    if first is not None and first.id != entry.id:
        first.priority = higher(first.priority, entry.priority)
        return True
    return report.status == Status.CLOSED and entry.priority != Priority.DANGER


def let_go(
    session: Session, contact_id: int, at: datetime, is_due: Callable[[Session, Report, QueueEntry], bool]
) -> None:
    """Nobody took a report, and nobody needs to any more: out of the line. `is_due`: asked with everything locked."""
    contact = contacts.lock(session, contact_id)
    report = report_of(session, contact_id)
    locked = stored.lock(session, report.id) if report is not None else None
    entry = queue.live_entry(session, contact_id)
    if contact is None or entry is None or entry.state != EntryState.WAITING:
        return
    if locked is None or is_due(session, locked, entry):
        reservation.finish(session, entry, at)
        contacts.end(session, contact, at)
        contact.closed_at = at
