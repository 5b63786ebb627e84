"""In cold and heat a person looks at every open report, also at those from before; afterwards at no more of them.

Here is which reports these are; `onward.look` goes through them, each locked and committed by itself.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from hotline.core import crisis
from hotline.core.contact import Event
from hotline.core.queue import QueueEntry
from hotline.core.report import in_line
from hotline.core.report.in_line import TO_A_PERSON
from hotline.core.report.stored import MINE, NOT_DONE, Report, ReportEvent
from hotline.core.report.team.mission import Mission, MissionState
from hotline.core.words import EntryState, Priority

EVERY_ONE_IN = ("cold", "heat")
CRISIS = "crisis"  # why a person looks
BATCH = 50  # at a time: the clock sees to callers too


def began(session: Session) -> datetime | None:
    """Since when a person looks at every report. None: they need not now."""
    return min((one.started_at for one in crisis.going_on(session) if one.kind in EVERY_ONE_IN), default=None)


def unseen(session: Session, at: datetime, report_id: int | None = None) -> Sequence[int]:
    """Open reports that did not come before a person since it began, the oldest first; only this one, where asked."""
    since = began(session)
    if since is None:
        return []
    came = select(ReportEvent.report_id).where(ReportEvent.kind == TO_A_PERSON, ReportEvent.at >= since)
    wanted = select(Report.id).where(
        Report.made_at > at - MINE,
        *NOT_DONE,
        ~came.where(ReportEvent.report_id == Report.id).exists(),
    )
    if report_id is not None:
        wanted = wanted.where(Report.id == report_id)
    return session.scalars(wanted.order_by(Report.id).limit(BATCH)).all()


def show(session: Session, report: Report, at: datetime) -> None:
    """Put a report, locked, before a person because of the crisis, once; on record not before it began."""
    since = began(session)
    if since is not None and unseen(session, at, report.id):
        in_line.enter(session, report, CRISIS, max(at, since))


def passed(session: Session, contact_id: int | None = None) -> Sequence[int]:
    """Contacts of reports that stand in line only for a crisis that is over; of these only this one, where asked.

    Nobody took them, and a team has them.
    """
    if began(session) is not None:
        return []
    same, of = aliased(Report), func.coalesce(Report.merged_into_id, Report.id)
    with_a_team = select(Mission.id).where(Mission.report_id == of, Mission.state != MissionState.ENDED)
    otherwise = (
        select(ReportEvent.id)
        .join(same, same.id == ReportEvent.report_id)
        .where(
            or_(same.id == of, same.merged_into_id == of),
            ReportEvent.kind == TO_A_PERSON,
            cast(ReportEvent.detail["contact"].astext, BigInteger) == QueueEntry.contact_id,
            ReportEvent.detail["why"].astext != CRISIS,
        )
    )
    wanted = in_line.waiting().where(
        QueueEntry.state == EntryState.WAITING,
        QueueEntry.priority != Priority.DANGER,
        Event.detail["why"].astext == CRISIS,
        with_a_team.exists(),
        ~otherwise.exists(),
    )
    if contact_id is not None:
        wanted = wanted.where(QueueEntry.contact_id == contact_id)
    return [entry.contact_id for _, entry in session.execute(wanted.limit(BATCH))]


def has_passed(session: Session, _report: Report, entry: QueueEntry) -> bool:
    """The same of one report, locked, and its entry."""
    return bool(passed(session, entry.contact_id))
