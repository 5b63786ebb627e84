"""A numbered sheet for a round: the missions of one team, on paper or a phone, until the night is over.

It leads a team to people and says no more: nothing of anybody's health, and nothing of who reported.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ARRAY, BigInteger, ForeignKey, Identity, String, delete, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column

from hotline.core.gazetteer import distance_m
from hotline.core.report import stored
from hotline.core.report.facts import Facts
from hotline.core.report.stored import Report
from hotline.core.report.team.mission import Mission, MissionState
from hotline.core.secret import Vault
from hotline.db import Base

LASTS = timedelta(hours=12)
SHOWN = (
    "place", "commune", "lat", "lon", "accuracy_m", "when", "seen_at", "people_count", "animals",
    "now_at", "street", "landmark", "stop", "line", "inside", "side", "dangers", "heard",
)  # fmt: skip


class RoundSheet(Base):
    """`id` is the number printed on it; `missions`: their ids in the order of the round."""

    __tablename__ = "round_sheet"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    team: Mapped[str] = mapped_column(String(40))
    missions: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("dispatcher.id"))
    until: Mapped[datetime]


@dataclass(frozen=True)
class Stop:
    """One number on the sheet. `seen` None: the mission is over, and nothing of the place stands there any more."""

    mission: Mission
    seen: Facts | None


def make(session: Session, team: str, chosen: Sequence[int], by_id: int, at: datetime) -> RoundSheet | None:
    """A sheet with these missions of the team, in the order of a walk. None: none of them is open any more."""
    missions = [mission for mission in open_of_team(session, team) if mission.id in chosen]
    if not missions:
        return None
    sheet = RoundSheet(
        team=team, missions=[one.id for one in in_order(missions)], made_at=at, made_by_id=by_id, until=at + LASTS
    )  # fmt: skip
    session.add(sheet)
    session.flush()
    for mission in missions:
        stored.record(session, mission.report_id, "on_a_sheet", at, sheet=sheet.id, team=team)
    return sheet


def find(session: Session, sheet_id: int, at: datetime) -> RoundSheet | None:
    """The sheet with this number while it lasts."""
    return session.scalar(select(RoundSheet).where(RoundSheet.id == sheet_id, RoundSheet.until > at))


def stops(session: Session, vault: Vault, sheet: RoundSheet) -> Sequence[Stop]:
    """What stands on the sheet, in its order."""
    rows = session.scalars(
        select(Mission).where(Mission.id.in_(sheet.missions)).options(joinedload(Mission.report))
    ).all()
    known = {mission.id: mission for mission in rows}
    return [_stop(vault, known[one]) for one in sheet.missions if one in known]


def open_of_team(session: Session, team: str) -> Sequence[Mission]:
    """The missions that a team has, oldest first."""
    return session.scalars(
        select(Mission)
        .where(Mission.team == team, Mission.state != MissionState.ENDED)
        .options(joinedload(Mission.report))
        .order_by(Mission.id)
    ).all()


def in_order(missions: Sequence[Mission]) -> Sequence[Mission]:
    """From the oldest always on to the nearest; what has no point comes last."""
    placed = [one for one in missions if _point(one.report) is not None]
    walk = placed[:1]
    left = placed[1:]
    while left:
        nearest = min(left, key=lambda one: _apart(walk[-1].report, one.report))
        walk.append(nearest)
        left.remove(nearest)
    return [*walk, *(one for one in missions if one not in placed)]


def forget(session: Session, at: datetime) -> None:
    """Take away the sheets whose time is over."""
    session.execute(delete(RoundSheet).where(RoundSheet.until < at))


def _stop(vault: Vault, mission: Mission) -> Stop:
    if mission.state == MissionState.ENDED or mission.report.erased_at is not None:
        return Stop(mission, None)
    told = stored.facts_of(vault, mission.report)
    return Stop(mission, Facts(**{name: getattr(told, name) for name in SHOWN}))


def _point(report: Report) -> tuple[float, float] | None:
    return (report.lat, report.lon) if report.lat is not None and report.lon is not None else None


def _apart(one: Report, other: Report) -> float:
    a, b = _point(one), _point(other)
    return distance_m(a, b) if a and b else 0.0
