"""A report for which no team was out is offered again when one goes out; the person before whom it is goes on looking.

Here is which reports these are; `onward.look` goes through them, each locked and committed by itself.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, aliased

from hotline.core.queue import QueueEntry
from hotline.core.report import in_line
from hotline.core.report.in_line import TO_A_PERSON
from hotline.core.report.stored import NOT_DONE, Report, ReportEvent
from hotline.core.report.team import team_reach, teams
from hotline.core.report.team.mission import Mission, MissionState
from hotline.core.words import EntryState, Priority

NOT_OUT = ["closed"]  # of routing.REFUSALS
BATCH = 20  # at a time: the clock sees to callers too


def due(session: Session, at: datetime, report_id: int | None = None) -> Sequence[int]:
    """Reports that had no team as one was not out, which is out by now: the most urgent first, then the oldest.

    Nobody has them in hand. Of these only this one, where asked.
    """
    out = [team for team in teams.book().only(team_reach.reached(session)).teams if team.is_open(at)]
    rows = session.execute(_without_one(report_id)).all() if out else []
    found = [(of, priority) for of, priority, since in rows if any(not team.is_open(since) for team in out)]
    return [of for of, _ in sorted(found, key=lambda one: (tuple(Priority).index(Priority(one[1])), one[0]))][:BATCH]


def _without_one(report_id: int | None) -> Select[int, str, datetime]:
    """Open reports that nobody has, whose last look for a team ended at one that was not out: since when that is."""
    waiting = in_line.waiting().where(QueueEntry.state == EntryState.WAITING).subquery()
    newer = aliased(ReportEvent)
    looked_again = select(newer.id).where(newer.report_id == Report.id, *_looked(newer), newer.id > ReportEvent.id)
    asked = select(Mission.id).where(
        Mission.report_id == Report.id, (Mission.state != MissionState.ENDED) | (Mission.asked_at >= ReportEvent.at)
    )
    wanted = (
        select(Report.id, Report.priority, ReportEvent.at)
        .join(ReportEvent, ReportEvent.report_id == Report.id)
        .where(
            Report.id.in_(select(waiting.c[0])),
            *NOT_DONE,
            *_looked(ReportEvent),
            ReportEvent.detail["reasons"].contains(NOT_OUT),
            ~looked_again.exists(),
            ~asked.exists(),
        )
    )
    return wanted if report_id is None else wanted.where(Report.id == report_id)


def _looked(line: type[ReportEvent]) -> tuple[ColumnElement[bool], ...]:
    """A team was looked for, and there was none."""
    return line.kind == TO_A_PERSON, line.detail.has_key("reasons")
