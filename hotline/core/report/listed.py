"""The reports in a list: those that need a person first. No words, no places beyond the commune."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import Session

from hotline.core.measure import BRUSSELS
from hotline.core.report import decisions
from hotline.core.report.mission import Mission, MissionState
from hotline.core.report.stored import Report, Status

MOST = 200
SHOWS = ("open", "person", "today", "all")

NO_112 = and_(Report.danger.is_not(None), Report.called_112.is_(None))
IS_OPEN = and_(Report.status != Status.CLOSED, Report.merged_into_id.is_(None))
NEEDS_A_PERSON = or_(and_(IS_OPEN, Mission.id.is_(None)), NO_112)


@dataclass(frozen=True)
class Listed:
    """One row. `mission`: the one it has now. `asks_112`: nobody knows yet whether 112 was called."""

    report: Report
    mission: Mission | None
    needs_a_person: bool

    @property
    def asks_112(self) -> bool:
        return decisions.asks_for_112(self.report)


def reports(
    session: Session, at: datetime, show: str = "open", commune: str | None = None, team: str | None = None
) -> Sequence[Listed]:
    """What the list shows, at most MOST rows. `show` of SHOWS; `commune`: its French name."""
    wanted = _with_missions().where(_shown(show, at))
    if commune:
        wanted = wanted.where(Report.commune == commune)
    if team:
        wanted = wanted.where(Mission.team == team)
    first = case((NO_112, 0), (NEEDS_A_PERSON, 1), else_=2)
    wanted = wanted.order_by(first, Report.made_at.desc(), Report.id.desc()).limit(MOST)
    return [Listed(report, mission, bool(needs)) for report, mission, needs in session.execute(wanted)]


def _with_missions() -> Select[Report, Mission, bool]:
    now = and_(Mission.report_id == Report.id, Mission.state != MissionState.ENDED)
    return select(Report, Mission, NEEDS_A_PERSON.label("needs")).outerjoin(Mission, now)


def _shown(show: str, at: datetime) -> ColumnElement[bool]:
    if show == "person":
        return NEEDS_A_PERSON
    if show == "today":
        return Report.made_at >= midnight(at)
    if show == "all":
        return Report.id.is_not(None)
    return or_(IS_OPEN, NO_112)


def midnight(at: datetime) -> datetime:
    """When this day began where people live."""
    return at.astimezone(BRUSSELS).replace(hour=0, minute=0, second=0, microsecond=0)


def communes(session: Session, at: datetime, within: timedelta = timedelta(days=30)) -> Sequence[str]:
    """The communes that reports of these days name, by their French names."""
    named = select(Report.commune).where(Report.commune.is_not(None), Report.made_at > at - within)
    return [one for one in session.scalars(named.distinct().order_by(Report.commune)) if one]
