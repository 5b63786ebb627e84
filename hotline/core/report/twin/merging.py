"""Two reports of one person: proposed with the reason, made one by a person, and taken apart again.

Each keeps its code, its words and the way to who reported; only one goes on. Locks: the report with the lower id first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, or_, select, update
from sqlalchemy.orm import Session

from hotline.core.report import stored
from hotline.core.report.stored import NOT_DONE, Report, ReportEvent, Status
from hotline.core.report.team import mission
from hotline.core.report.team.mission import OPEN, Mission, MissionEnd
from hotline.core.report.twin import twins
from hotline.core.report.twin.twins import PROPOSE, Twins
from hotline.core.secret import Vault
from hotline.core.words import higher

TONIGHT = timedelta(hours=12)  # reports further apart are never proposed as one
BOX = 0.012  # degrees: a kilometre and more; what lies outside is not even opened
SHOWN = 5
MERGED, APART, NOT_SAME = "merged", "unmerged", "not_same"  # of the timeline


class CannotMerge(Exception):
    """One of the two is closed, erased, or gone."""


@dataclass(frozen=True)
class Proposal:
    """Another open report that may be of the same person."""

    report: Report
    likely: Twins


def proposals(session: Session, vault: Vault, report: Report, *only: ColumnElement[bool]) -> list[Proposal]:
    """Open reports of the same night that may be of the same person, the likeliest first. `only`: of these."""
    if stored.is_done(report):
        return []
    facts, found = stored.facts_of(vault, report), []
    for other in _near(session, report, *only):
        likely = twins.compare(facts, stored.facts_of(vault, other), report.made_at, other.made_at)
        if likely.score >= PROPOSE:
            found.append(Proposal(other, likely))
    return sorted(found, key=lambda one: (-one.likely.score, one.report.id))[:SHOWN]


def sure_twin(session: Session, vault: Vault, report: Report) -> Mission | None:
    """The open mission to somebody who is almost surely the person of this report."""
    sure = (one for one in proposals(session, vault, report, _with_a_team()) if one.likely.sure)
    return next((mission.open_of(session, one.report.id) for one in sure), None)


def same_round(session: Session, vault: Vault, given: Mission) -> list[int]:
    """The other open missions of this team that may be to the same person, by number."""
    found = proposals(session, vault, given.report, _with_a_team(Mission.team == given.team))
    ids = [one.report.id for one in found]
    return list(session.scalars(select(Mission.id).where(OPEN, Mission.report_id.in_(ids)).order_by(Mission.id)))


def merge(session: Session, keep_id: int, other_id: int, by: str, at: datetime) -> Report:
    """Make two reports one and return the one that goes on. Merged already: nothing happens.

    It is the one that has a team, else the one that may be passed on (half_told.py). It has the highest danger of both
    and the latest state. Raises CannotMerge.
    """
    keep, other = _both(session, keep_id, other_id)
    if keep.id == other.id:
        return keep
    if any(one.status == Status.CLOSED or one.erased_at is not None for one in (keep, other)):
        raise CannotMerge
    if _goes_before(session, other) > _goes_before(session, keep):
        keep, other = other, keep
    mission.end_open(session, other, MissionEnd.WITHDRAWN, at)
    before = _raise(keep, other)
    moved = session.scalars(select(Report.id).where(Report.merged_into_id == other.id)).all()
    _point(session, moved, keep.id)
    other.merged_into_id = keep.id
    session.info["queue_changed"] = True
    stored.record(session, other.id, MERGED, at, into=keep.id, dispatcher=by, moved=list(moved), before=before)
    stored.record(session, keep.id, MERGED, at, report=other.id, dispatcher=by)
    return keep


def take_apart(session: Session, report_id: int, by: str, at: datetime) -> Report:
    """The report was of another person after all: it goes on by itself. Not merged: nothing happens."""
    found = session.get(Report, report_id)
    if found is None:
        raise CannotMerge
    keep_id = found.merged_into_id
    if keep_id is None:
        return found
    keep, other = (_locked(session, one) for one in sorted((keep_id, report_id)))
    if keep.id == report_id:
        keep, other = other, keep
    if other.merged_into_id != keep.id:
        return other
    line = _last(session, other.id)
    detail: dict[str, Any] = (line.detail if line else None) or {}
    for name, was in detail.get("before", {}).items():
        if getattr(keep, name) == getattr(other, name):  # nobody said otherwise since
            setattr(keep, name, was)
    _point(session, detail.get("moved", ()), other.id)
    other.merged_into_id = None
    other.status = Status.RECEIVED if other.status != Status.CLOSED else other.status
    stored.record(session, other.id, APART, at, report=keep.id, dispatcher=by)
    stored.record(session, keep.id, APART, at, report=other.id, dispatcher=by)
    not_the_same(session, other.id, keep.id, by, at)
    session.info["queue_changed"] = True
    return other


def not_the_same(session: Session, one_id: int, other_id: int, by: str, at: datetime) -> None:
    """A person said that the two are not one: it is not proposed again."""
    if other_id not in _denied(session, one_id):
        stored.record(session, one_id, NOT_SAME, at, report=other_id, dispatcher=by)
        stored.record(session, other_id, NOT_SAME, at, report=one_id, dispatcher=by)


def _both(session: Session, one_id: int, other_id: int) -> tuple[Report, Report]:
    """The main reports of the two, locked, in the order they were asked for."""
    mains = []
    for report_id in (one_id, other_id):
        found = session.get(Report, report_id, populate_existing=True)
        if found is None:
            raise CannotMerge
        mains.append(stored.main_of(session, found).id)
    locked = {report_id: _locked(session, report_id) for report_id in sorted(set(mains))}
    if any(one.merged_into_id is not None for one in locked.values()):
        return _both(session, one_id, other_id)  # somebody was quicker: once more, by what stands now
    return locked[mains[0]], locked[mains[1]]


def _goes_before(session: Session, report: Report) -> tuple[bool, bool]:
    return mission.open_of(session, report.id) is not None, report.share_consent


def _locked(session: Session, report_id: int) -> Report:
    found = stored.lock(session, report_id)
    if found is None:
        raise CannotMerge
    return found


def _raise(keep: Report, other: Report) -> dict[str, str | None]:
    """What is more urgent or newer in the other goes over. Returns what it was."""
    new: dict[str, Any] = {"priority": str(higher(keep.priority, other.priority))}
    if keep.danger is None and other.danger is not None:
        new |= {"danger": other.danger, "called_112": other.called_112}
    if other.condition and (other.seen_at or other.made_at) > (keep.seen_at or keep.made_at):
        new["condition"] = other.condition
    before = {name: getattr(keep, name) for name, value in new.items() if getattr(keep, name) != value}
    for name in before:
        setattr(keep, name, new[name])
    return before


def _with_a_team(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    return Report.id.in_(select(Mission.report_id).where(OPEN, *which))


def _near(session: Session, report: Report, *only: ColumnElement[bool]) -> Sequence[Report]:
    """Open reports of the same night, not far away, that nobody told apart from this one."""
    near = [Report.commune == report.commune] if report.commune else []
    if report.lat is not None and report.lon is not None:
        box = (
            Report.lat.between(report.lat - BOX, report.lat + BOX),
            Report.lon.between(report.lon - BOX, report.lon + BOX),
        )
        near.append(box[0] & box[1])
    if not near:
        return []
    denied = _denied(session, report.id)
    found = session.scalars(
        select(Report)
        .where(
            or_(*near),
            Report.id != report.id,
            Report.made_at.between(report.made_at - TONIGHT, report.made_at + TONIGHT),
            *NOT_DONE,
            *only,
        )
        .order_by(Report.made_at.desc())
        .limit(200)
    )
    return [one for one in found if one.id not in denied]


def _denied(session: Session, report_id: int) -> set[int]:
    other = cast(ReportEvent.detail["report"].astext, BigInteger)
    said = select(other).where(ReportEvent.report_id == report_id, ReportEvent.kind == NOT_SAME)
    return set(session.scalars(said))


def _last(session: Session, report_id: int) -> ReportEvent | None:
    """How this report was merged last."""
    mine = (ReportEvent.report_id == report_id, ReportEvent.kind == MERGED, ReportEvent.detail["into"].is_not(None))
    return session.scalar(select(ReportEvent).where(*mine).order_by(ReportEvent.id.desc()).limit(1))


def _point(session: Session, ids: Sequence[int], to: int) -> None:
    session.execute(update(Report).where(Report.id.in_(ids)).values(merged_into_id=to))
