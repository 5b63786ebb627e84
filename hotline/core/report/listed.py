"""The reports in a list: those that need a person first. No words, no places beyond the commune."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session

from hotline.core.measure import BRUSSELS
from hotline.core.queue import QueueEntry
from hotline.core.report import in_line
from hotline.core.report.stored import Report, Status
from hotline.core.report.team.mission import Mission, MissionState

MOST = 200
SHOWS = ("open", "person", "today", "all")

NO_112 = and_(Report.danger.is_not(None), Report.called_112.is_(None))
IS_OPEN = and_(Report.status != Status.CLOSED, Report.merged_into_id.is_(None))


@dataclass(frozen=True)
class Listed:
    """One row. `mission`: the one it has now. `entry`: its place in the line of those who wait for a person."""

    report: Report
    mission: Mission | None
    needs_a_person: bool
    entry: QueueEntry | None

    @property
    def asks_112(self) -> bool:
        """Nobody knows yet whether 112 was called."""
        return in_line.asks_112(self.report)


def reports(
    session: Session, at: datetime, show: str = "open", commune: str | None = None, team: str | None = None
) -> Sequence[Listed]:
    """What the list shows, at most MOST rows. `show` of SHOWS; `commune`: its French name."""
    entries = {int(of): entry for of, entry in session.execute(in_line.waiting())}
    needs = or_(and_(IS_OPEN, or_(Mission.id.is_(None), Report.id.in_(entries))), NO_112)
    now = and_(Mission.report_id == Report.id, Mission.state != MissionState.ENDED)
    wanted = select(Report, Mission, needs).outerjoin(Mission, now).where(_shown(show, needs, at))
    if commune:
        wanted = wanted.where(Report.commune == commune)
    if team:
        wanted = wanted.where(Mission.team == team)
    first = case((NO_112, 0), (needs, 1), else_=2)
    rows = session.execute(wanted.order_by(first, Report.made_at.desc(), Report.id.desc()).limit(MOST))
    return [Listed(report, mission, bool(wants), entries.get(report.id)) for report, mission, wants in rows]


def _shown(show: str, needs: ColumnElement[bool], at: datetime) -> ColumnElement[bool]:
    if show == "person":
        return needs
    if show == "today":
        return Report.made_at >= midnight(at)
    if show == "all":
        return Report.id.is_not(None)
    return or_(IS_OPEN, needs)


def midnight(at: datetime) -> datetime:
    """When this day began where people live."""
    return at.astimezone(BRUSSELS).replace(hour=0, minute=0, second=0, microsecond=0)


def communes(session: Session, at: datetime, within: timedelta = timedelta(days=30)) -> Sequence[str]:
    """The communes that reports of these days name, by their French names."""
    named = select(Report.commune).where(Report.commune.is_not(None), Report.made_at > at - within)
    return [one for one in session.scalars(named.distinct().order_by(Report.commune)) if one]
