"""The reports in a list: those that need a person first. No words, no places beyond the commune."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, and_, case, or_, select
from sqlalchemy.orm import Session

from hotline.core.gazetteer import Point, distance_m
from hotline.core.measure import BRUSSELS
from hotline.core.queue import QueueEntry
from hotline.core.report import in_line
from hotline.core.report.stored import Report, ReportEvent, Status
from hotline.core.report.team.mission import Mission, MissionState
from hotline.core.words import Priority

MOST = 200
NEAR_M, LATELY = 1000, timedelta(hours=24)  # what a caller may mean who asks about a report by its place
SHOWS = ("open", "person", "today", "all")

NO_112 = and_(Report.danger.is_not(None), Report.called_112.is_(None))
IS_OPEN = and_(Report.status != Status.CLOSED, Report.merged_into_id.is_(None))


@dataclass(frozen=True)
class Listed:
    """One row. `mission`: the one it has now. `entry`: its place in the line of those who wait for a person.

    `why`: why a person looks, the last word of it on the timeline.
    """

    report: Report
    mission: Mission | None
    needs_a_person: bool
    entry: QueueEntry | None
    why: str | None

    @property
    def asks_112(self) -> bool:
        """Nobody knows yet whether 112 was called."""
        return in_line.asks_112(self.report)


def reports(
    session: Session, at: datetime, show: str = "open", commune: str | None = None, team: str | None = None
) -> Sequence[Listed]:
    """What the list shows, at most MOST rows. `show` of SHOWS; `commune`: its French name.

    First those that nobody has in hand, then those that a dispatcher has: the most urgent, then who waits longest.
    The others as they came, the latest first.
    """
    entries = _entries(session)
    needs = _needs(entries)
    wanted = [_shown(show, needs, at)]
    if commune:
        wanted.append(Report.commune == commune)
    if team:
        wanted.append(Mission.team == team)
    held = Report.id.in_([of for of, entry in entries.items() if entry.dispatcher_id is not None])
    first = case((needs & ~held, 0), (NO_112, 1), (needs, 2), else_=3)
    urgent = case({kind: nth for nth, kind in enumerate(Priority)}, value=Report.priority)
    order = (first, case((needs, urgent)), case((needs, Report.made_at)), Report.made_at.desc(), Report.id.desc())
    rows = session.execute(_rows(needs).where(*wanted).order_by(*order).limit(MOST)).all()
    return _listed(session, entries, rows)


def near(session: Session, at: datetime, points: Sequence[Point]) -> Sequence[Listed]:
    """The reports of LATELY within NEAR_M of one of these points, the nearest first, closed ones too."""
    entries = _entries(session)
    lately = _rows(_needs(entries)).where(Report.made_at > at - LATELY, Report.lat.is_not(None))
    far = [(_far(row[0], points), row) for row in session.execute(lately).all()]
    there = sorted(((metres, row) for metres, row in far if metres <= NEAR_M), key=lambda one: one[0])
    return _listed(session, entries, [row for _, row in there[:MOST]])


def _far(report: Report, points: Sequence[Point]) -> float:
    """Metres to the nearest of these points."""
    if report.lat is None or report.lon is None:
        return math.inf
    return min((distance_m((report.lat, report.lon), one) for one in points), default=math.inf)


def _entries(session: Session) -> dict[int, QueueEntry]:
    return {int(of): entry for of, entry in session.execute(in_line.waiting())}


def _needs(entries: Iterable[int]) -> ColumnElement[bool]:
    return or_(and_(IS_OPEN, or_(Mission.id.is_(None), Report.id.in_(entries))), NO_112)


def _rows(needs: ColumnElement[bool]) -> Select[Report, Mission | None, bool]:
    now = and_(Mission.report_id == Report.id, Mission.state != MissionState.ENDED)
    return select(Report, Mission, needs).outerjoin(Mission, now)


def _listed(
    session: Session, entries: Mapping[int, QueueEntry], rows: Iterable[Row[Report, Mission | None, bool]]
) -> Sequence[Listed]:
    found = [(report, mission, bool(wants)) for report, mission, wants in rows]
    why = _why(session, [report.id for report, _, wants in found if wants])
    return [
        Listed(report, mission, wants, entries.get(report.id), why.get(report.id)) for report, mission, wants in found
    ]


def _why(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Why a person looks at each, as its timeline says it last."""
    lines = (
        select(ReportEvent.report_id, ReportEvent.detail["why"].astext)
        .where(ReportEvent.report_id.in_(ids), ReportEvent.kind == in_line.TO_A_PERSON)
        .order_by(ReportEvent.id)
    )
    return dict(session.execute(lines).all()) if ids else {}


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
