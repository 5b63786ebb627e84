"""What of a report is erased when its time is over: that there was one in a commune, at an hour, stays."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hotline.core.report import round_sheet
from hotline.core.report.mission import Mission
from hotline.core.report.stored import Report

GONE = (
    "code", "place", "spot", "place_id", "lat", "lon", "accuracy_m", "seen_words", "condition_words", "clothing",
    "dangers", "heard", "reach", "minors", "animals", "wants_help", "sent_key", "danger",
)  # fmt: skip


def forget(session: Session, at: datetime, numbers: timedelta) -> None:
    """Erase what was said, and the way to who reported; take away the sheets of rounds that are over."""
    round_sheet.forget(session, at)
    _forget(session, at, Report.made_at < at - numbers, Report.erased_at.is_(None))


def forget_of(session: Session, contact_id: int, at: datetime) -> None:
    """The same for the reports of one contact."""
    _forget(session, at, Report.contact_id == contact_id)


def _forget(session: Session, at: datetime, *due: object) -> None:
    ids = session.scalars(select(Report.id).where(*due)).all()  # type: ignore[arg-type]
    session.execute(update(Mission).where(Mission.report_id.in_(ids)).values(token_hash=None, words=None, why={}))
    session.execute(update(Report).where(Report.id.in_(ids)).values({**dict.fromkeys(GONE), "erased_at": at}))
