"""A report: somebody tells of a person in the street. Stored with a code; what was said is encrypted from the first
word, because a report can be used against the person it is about."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Float, ForeignKey, Identity, LargeBinary, String, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.core.contact import Contact
from hotline.core.outbox import promise
from hotline.core.report.facts import SPOT, Facts
from hotline.core.secret import Vault
from hotline.core.words import Priority
from hotline.db import Base

MINE = timedelta(days=30)  # a code is known so long


class Status(StrEnum):
    """How far a report is, in the terms that who reported is told."""

    RECEIVED = "received"
    IN_HAND = "in_hand"
    CLOSED = "closed"


class Report(Base):
    """One report. `code`: what who reported says to ask how it went. `channel`: the door it came in by.

    `danger`: the rule that made it urgent; then `called_112` (facts.CALLED) is asked until it is known.
    `sent_key`: hash of what makes a repeat of the same sending known. `merged_into_id`: the same person as there.
    """

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    code: Mapped[str | None] = mapped_column(String(6), unique=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"), index=True)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    channel: Mapped[str] = mapped_column(String(10))
    language: Mapped[str | None] = mapped_column(String(5))
    status: Mapped[str] = mapped_column(String(10), default=Status.RECEIVED)
    priority: Mapped[str] = mapped_column(String(10), default=Priority.NORMAL)
    danger: Mapped[str | None] = mapped_column(String(40))
    called_112: Mapped[str | None] = mapped_column(String(10))
    made_at: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("report.id", ondelete="SET NULL"), index=True)
    sent_key: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    commune: Mapped[str | None] = mapped_column(String(40))
    place: Mapped[bytes | None] = mapped_column(LargeBinary)
    spot: Mapped[bytes | None] = mapped_column(LargeBinary)  # JSON by facts.SPOT
    place_id: Mapped[str | None] = mapped_column(String(80))
    lat: Mapped[float | None] = mapped_column(Float(53))
    lon: Mapped[float | None] = mapped_column(Float(53))
    accuracy_m: Mapped[int | None]
    seen_words: Mapped[bytes | None] = mapped_column(LargeBinary)
    seen_at: Mapped[datetime | None]
    still_there: Mapped[bool | None]
    people_count: Mapped[int | None]
    condition: Mapped[str | None] = mapped_column(String(20))
    condition_words: Mapped[bytes | None] = mapped_column(LargeBinary)
    clothing: Mapped[bytes | None] = mapped_column(LargeBinary)  # gone when the report closes
    dangers: Mapped[bytes | None] = mapped_column(LargeBinary)  # for the team: a dog, a fire, traffic
    heard: Mapped[str | None] = mapped_column(String(5))
    help: Mapped[str | None] = mapped_column(String(12))
    minors: Mapped[bool | None]
    animals: Mapped[bool | None]
    spoken_to: Mapped[bool | None]
    wants_help: Mapped[bool | None]
    role: Mapped[str | None] = mapped_column(String(12))
    reach: Mapped[bytes | None] = mapped_column(LargeBinary)  # a number or a mail address of who reported
    text_safe: Mapped[bool | None]
    contact_consent: Mapped[bool | None]
    share_consent: Mapped[bool]
    feedback_wanted: Mapped[bool | None]
    told_back_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


class ReportEvent(Base):
    """One line of a report's timeline. `detail` holds ids and words of closed lists, never what people said."""

    __tablename__ = "report_event"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(30))
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


# is_done, in SQL
NOT_DONE = (Report.status != Status.CLOSED, Report.merged_into_id.is_(None), Report.erased_at.is_(None))

# facts that are kept as they are, and those that are kept encrypted under another name
PLAIN = (
    "commune", "place_id", "lat", "lon", "accuracy_m", "seen_at", "still_there", "people_count", "condition", "heard",
    "help", "minors", "animals", "spoken_to", "wants_help", "role", "text_safe", "contact_consent", "feedback_wanted",
    "called_112",
)  # fmt: skip
LOCKED = {"when": "seen_words", "condition_words": "condition_words", "clothing": "clothing", "dangers": "dangers"}


def facts_of(vault: Vault, report: Report) -> Facts:
    """What was reported, readable; None where nothing was said or it is erased."""
    told: dict[str, Any] = {name: getattr(report, name) for name in PLAIN}
    told |= {fact: _open(vault, getattr(report, name)) for fact, name in LOCKED.items()}
    told |= json.loads(_open(vault, report.spot) or "{}")
    return Facts(place=_open(vault, report.place), contact=_open(vault, report.reach), **told)


def write(vault: Vault, report: Report, told: Facts) -> None:
    """Other facts, in place of those from before; how to reach who reported stays as it is."""
    spot = {name: words for name in SPOT if (words := getattr(told, name))}
    report.place = vault.lock(told.place or told.commune or "?")
    report.spot = vault.lock(json.dumps(spot)) if spot else None
    for name in PLAIN:
        setattr(report, name, getattr(told, name))
    for fact, name in LOCKED.items():
        words = getattr(told, fact)
        setattr(report, name, vault.lock(words) if words else None)


def record(session: Session, report_id: int, kind: str, at: datetime, **detail: Any) -> None:
    """Add one line to the report's timeline."""
    session.add(ReportEvent(report_id=report_id, at=at, kind=kind, detail=detail or None))


def happened(session: Session, report_id: int, kind: str) -> bool:
    """Whether such a line stands on the report's timeline."""
    lines = select(ReportEvent.id).where(ReportEvent.report_id == report_id, ReportEvent.kind == kind)
    return session.scalar(lines.limit(1)) is not None


def timeline(session: Session, report_id: int) -> Sequence[ReportEvent]:
    """What happened to this report, oldest first."""
    mine = select(ReportEvent).where(ReportEvent.report_id == report_id)
    return session.scalars(mine.order_by(ReportEvent.at, ReportEvent.id)).all()


def lock(session: Session, report_id: int) -> Report | None:
    """The report, its row locked; a report's missions are changed under this lock only."""
    return session.scalar(
        select(Report)
        .where(Report.id == report_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def tell_back(session: Session, contact: Contact, code: str, at: datetime) -> None:
    """Who reported wants to hear when it is closed, and said that a message is safe where we can reach them.

    They may answer when it is closed already.
    """
    found = own(session, contact, code)
    report = lock(session, found.id) if found is not None else None
    if report is None:
        return
    report.feedback_wanted = report.text_safe = True
    if main_of(session, report).status == Status.CLOSED and wants_to_hear(report):
        promise(session, "tell_reporter", at, report=report.id)


def own(session: Session, contact: Contact, code: str) -> Report | None:
    """The report with this code, for whoever made it, in the talk in which they did."""
    return session.scalar(select(Report).where(Report.code == code, Report.contact_id == contact.id))


def close(session: Session, report: Report, at: datetime) -> None:
    """Nothing more is to be done: what they wore is forgotten at once, the rest with its time.

    Whoever told us of this person and wants to hear it is told once.
    """
    over(report, at)
    for one in (report, *merged_into(session, report.id)):
        one.clothing = None
        if wants_to_hear(one):
            promise(session, "tell_reporter", at, report=one.id)


def over(report: Report, at: datetime) -> None:
    """Closed, without a word to anybody."""
    report.status, report.closed_at, report.clothing = Status.CLOSED, at, None


def is_done(report: Report) -> bool:
    """Closed, the same as another, or forgotten."""
    return report.status == Status.CLOSED or report.merged_into_id is not None or report.erased_at is not None


def wants_to_hear(report: Report) -> bool:
    """Whether who reported is still to be told that it is closed."""
    wanted = report.feedback_wanted and report.contact_consent and report.reach is not None
    return bool(wanted) and report.told_back_at is None


def main_of(session: Session, report: Report) -> Report:
    """The report that stands for this one: the one it was merged into, else itself."""
    if report.merged_into_id is None:
        return report
    return session.get(Report, report.merged_into_id) or report


def merged_into(session: Session, report_id: int) -> Sequence[Report]:
    """The reports that go on in this one, oldest first."""
    return session.scalars(select(Report).where(Report.merged_into_id == report_id).order_by(Report.id)).all()


def by_code(session: Session, code: str, at: datetime) -> Report | None:
    """For a dispatcher: the report with this code, while it is known. Who else asks may guess: by_code.py."""
    return session.scalar(select(Report).where(Report.code == code, Report.made_at > at - MINE))


def newest(session: Session, limit: int = 200) -> Sequence[Report]:
    """The latest reports first."""
    return session.scalars(select(Report).order_by(Report.made_at.desc(), Report.id.desc()).limit(limit)).all()


def _open(vault: Vault, locked: bytes | None) -> str | None:
    return vault.open(locked) if locked else None
