"""What of a report is erased when its time is over: that there was one in a commune, at an hour, stays.

It is closed then, if nobody closed it: nobody can be looked for by it any more.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ARRAY, ColumnElement, Text, cast, func, select, update
from sqlalchemy.orm import Session, aliased

from hotline.core import sms
from hotline.core.report.stored import Report, ReportEvent, Status
from hotline.core.report.take_back import go_on_without
from hotline.core.report.team import round_sheet
from hotline.core.report.team.mission import Mission

GONE = (
    "code", "place", "spot", "place_id", "lat", "lon", "accuracy_m", "seen_words", "condition_words", "clothing",
    "dangers", "heard", "reach", "minors", "animals", "wants_help", "sent_key", "danger",
)  # fmt: skip
BATCH = 500  # a minute
REACHED = timedelta(days=1)  # who reported is told at once when it is closed, and may say till then that they want it
TELLING = ("rule", "reasons", "before")  # of the timeline: why a team was chosen may tell of their health


def forget(session: Session, at: datetime, numbers: timedelta) -> None:
    """Erase what was said, and the way to who reported; take away the sheets of rounds that are over."""
    round_sheet.forget(session, at)
    session.execute(update(Report).where(Report.reach.is_not(None), _closed_before(at - REACHED)).values(reach=None))
    over = (Report.made_at < at - numbers, Report.erased_at.is_(None))
    _forget(session, at, session.scalars(select(Report.id).where(*over).limit(BATCH)).all())


def _closed_before(moment: datetime) -> ColumnElement[bool]:
    """Closed by itself, or with the report that it goes on in."""
    same = aliased(Report)
    with_it = select(same.id).where(same.id == Report.merged_into_id, same.closed_at < moment)
    return (Report.closed_at < moment) | with_it.exists()


def forget_of(session: Session, contact_id: int, at: datetime) -> None:
    """The same for the reports of one contact. Others who told of the same person are still heard."""
    mine = session.execute(select(Report.id, Report.status).where(Report.contact_id == contact_id)).all()
    _forget(session, at, [report for report, _ in mine])
    for report, status in mine:
        if status != Status.CLOSED:
            go_on_without(session, report, at)


def _forget(session: Session, at: datetime, ids: Sequence[int]) -> None:
    if not ids:
        return
    missions = session.scalars(select(Mission.id).where(Mission.report_id.in_(ids))).all()
    session.execute(update(Mission).where(Mission.id.in_(missions)).values(token_hash=None, words=None, why={}))
    sms.forget(session, [sms.REPORT + str(one) for one in ids] + [sms.MISSION + str(one) for one in missions], at)
    lines = update(ReportEvent).where(ReportEvent.report_id.in_(ids), ReportEvent.detail.is_not(None))
    session.execute(lines.values(detail=ReportEvent.detail.op("-")(cast(TELLING, ARRAY(Text)))))
    closed = {"status": Status.CLOSED, "closed_at": func.coalesce(Report.closed_at, at)}
    session.execute(update(Report).where(Report.id.in_(ids)).values({**dict.fromkeys(GONE), **closed, "erased_at": at}))
