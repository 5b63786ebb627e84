"""What a dispatcher does with a report: look, correct, close. Each is on its timeline.

Whoever calls these holds the report's lock (`stored.lock`), but for `looked`. Said twice, each changes nothing more.
"""

from dataclasses import fields, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.core.dispatcher import Dispatcher
from hotline.core.gazetteer import Gazetteer
from hotline.core.report import coach, stored, strip
from hotline.core.report.facts import Facts
from hotline.core.report.stored import Report, ReportEvent, Status
from hotline.core.report.team.mission import MissionEnd, end_open
from hotline.core.secret import Vault

AGAIN = timedelta(minutes=10)  # one line for looking again within this time
NEWS = (  # of the timeline: what somebody who decides must have seen
    "team_asked", "on_the_way", "mission_ended", "answered_late", "put_right", "answered_back", "merged", "unmerged",
    "closed", "withdrawn",
)  # fmt: skip
WHY_CLOSED = ("helped", "gone", "refused", "known", "not_ours", "not_found", "mistake")


def looked(session: Session, report: Report, who: Dispatcher, at: datetime) -> bool:
    """Put on record that somebody reads what was said, before they do. False: they did so a moment ago."""
    lately = select(ReportEvent.id).where(
        ReportEvent.report_id == report.id,
        ReportEvent.kind == "opened",
        ReportEvent.at > at - AGAIN,
        ReportEvent.detail["dispatcher"].astext == who.username,
    )
    if session.scalar(lately.limit(1)) is not None:
        return False
    stored.record(session, report.id, "opened", at, dispatcher=who.username)
    return True


def correct(
    session: Session, vault: Vault, book: Gazetteer, report: Report, told: Facts, by: Dispatcher, at: datetime
) -> list[str]:
    """Write down better what was seen. Returns which facts changed.

    Other words for the place are looked up anew; what tells who the person is, is taken out as at every door. What they
    wore is not written down again once the report is closed.
    """
    before, told = stored.facts_of(vault, report), strip.of(told)
    if stored.main_of(session, report).status == Status.CLOSED:
        told = replace(told, clothing=None)
    if any(getattr(told, name) != getattr(before, name) for name in coach.WHERE):
        told = coach.placed(told, coach.understood(book, told, report.language))
    changed = [one.name for one in fields(Facts) if getattr(told, one.name) != getattr(before, one.name)]
    if changed:
        stored.write(vault, report, told)
        stored.record(session, report.id, "corrected", at, dispatcher=by.username, what=changed)
    return changed


def last_news(session: Session, report_id: int) -> int:
    """The id of the last line of NEWS on the timeline; 0: there is none."""
    lines = select(func.max(ReportEvent.id)).where(ReportEvent.report_id == report_id, ReportEvent.kind.in_(NEWS))
    return session.scalar(lines) or 0


def close(session: Session, report: Report, why: str, by: Dispatcher, at: datetime) -> None:
    """Nothing more is to be done, and why; a team that still has it has it no more. Raises ValueError."""
    if why not in WHY_CLOSED:
        raise ValueError(why)
    if report.status == Status.CLOSED:
        return
    end_open(session, report, MissionEnd.WITHDRAWN, at)
    stored.close(session, report, at)
    stored.record(session, report.id, "closed", at, dispatcher=by.username, why=why)
