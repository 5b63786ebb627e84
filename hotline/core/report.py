"""A report: somebody tells of a person in the street. Stored with a code; what was said is encrypted from the first
word, because a report can be used against the person it is about."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, Float, ForeignKey, Identity, LargeBinary, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.core import contact as contacts
from hotline.core.contact import Contact
from hotline.core.secret import Vault
from hotline.db import Base

LETTERS, DIGITS = "AEFHKLRSUX", "23456789"  # none that is heard or read as another
CODE = re.compile(r"(?<![^\W_])([A-Z]{2})[ .-]?(\d{4})(?![^\W_])", re.IGNORECASE)
MINE = timedelta(days=30)  # a code is known so long


class Status(StrEnum):
    """How far a report is, in the terms that who reported is told."""

    RECEIVED = "received"
    IN_HAND = "in_hand"
    CLOSED = "closed"


@dataclass(frozen=True)
class Facts:
    """What is reported. `place`: as it was written; `commune`: its French name; `condition`: a word of
    core/assistant/condition.py; the consents are yes or no as said."""

    place: str | None = None
    commune: str | None = None
    lat: float | None = None
    lon: float | None = None
    accuracy_m: int | None = None
    when: str | None = None
    seen_at: datetime | None = None
    people_count: int | None = None
    condition: str | None = None
    condition_words: str | None = None
    minors: bool | None = None
    animals: bool | None = None
    spoken_to: bool | None = None
    wants_help: bool | None = None
    contact: str | None = None
    contact_consent: bool | None = None
    feedback_wanted: bool | None = None


class NotAgreed(Exception):
    """Nobody said that this may be shared."""


class Report(Base):
    """One report. `code`: what who reported says to ask how it went."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    code: Mapped[str | None] = mapped_column(String(6), unique=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    language: Mapped[str | None] = mapped_column(String(5))
    status: Mapped[str] = mapped_column(String(10), default=Status.RECEIVED)
    made_at: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    commune: Mapped[str | None] = mapped_column(String(40))
    place: Mapped[bytes | None] = mapped_column(LargeBinary)
    lat: Mapped[float | None] = mapped_column(Float(53))
    lon: Mapped[float | None] = mapped_column(Float(53))
    accuracy_m: Mapped[int | None]
    seen_words: Mapped[bytes | None] = mapped_column(LargeBinary)
    seen_at: Mapped[datetime | None]
    people_count: Mapped[int | None]
    condition: Mapped[str | None] = mapped_column(String(20))
    condition_words: Mapped[bytes | None] = mapped_column(LargeBinary)
    minors: Mapped[bool | None]
    animals: Mapped[bool | None]
    spoken_to: Mapped[bool | None]
    wants_help: Mapped[bool | None]
    reach: Mapped[bytes | None] = mapped_column(LargeBinary)  # a number or a mail address of who reported
    contact_consent: Mapped[bool | None]
    share_consent: Mapped[bool]
    feedback_wanted: Mapped[bool | None]
    erased_at: Mapped[datetime | None]


def send(session: Session, vault: Vault, contact: Contact, facts: Facts, at: datetime, *, agreed: bool) -> Report:
    """Store a report that may be shared. Raises NotAgreed. How to reach who reported is kept only where they agreed."""
    if not agreed:
        raise NotAgreed
    reach = facts.contact if facts.contact_consent else None
    report = Report(
        code=_new_code(session),
        contact_id=contact.id,
        channel=contact.channel,
        language=contact.language,
        status=Status.RECEIVED,
        made_at=at,
        commune=facts.commune,
        place=vault.lock(facts.place or facts.commune or "?"),
        lat=facts.lat,
        lon=facts.lon,
        accuracy_m=facts.accuracy_m,
        seen_words=vault.lock(facts.when) if facts.when else None,
        seen_at=facts.seen_at,
        people_count=facts.people_count,
        condition=facts.condition,
        condition_words=vault.lock(facts.condition_words) if facts.condition_words else None,
        minors=facts.minors,
        animals=facts.animals,
        spoken_to=facts.spoken_to,
        wants_help=facts.wants_help,
        reach=vault.lock(reach) if reach else None,
        contact_consent=facts.contact_consent,
        share_consent=True,
        feedback_wanted=facts.feedback_wanted,
    )
    session.add(report)
    session.flush()
    contacts.record(session, contact.id, "report_sent", at, report=report.id)
    return report


def tell_back(session: Session, contact: Contact, code: str) -> None:
    """Who reported wants to hear whether a team went there."""
    if (report := _own(session, contact, code)) is not None:
        report.feedback_wanted = True


def withdraw(session: Session, contact: Contact, code: str, at: datetime) -> None:
    """Who reported takes it back, in the talk in which they reported."""
    report = _own(session, contact, code)
    if report is not None and report.status != Status.CLOSED:
        close(session, report, at)
        contacts.record(session, contact.id, "report_withdrawn", at, report=report.id)


def _own(session: Session, contact: Contact, code: str) -> Report | None:
    return session.scalar(select(Report).where(Report.code == code, Report.contact_id == contact.id))


def close(session: Session, report: Report, at: datetime) -> None:
    """Nothing more is to be done; what was said of the person is forgotten with its time."""
    report.status, report.closed_at = Status.CLOSED, at


def find(session: Session, code: str, at: datetime) -> Report | None:
    """The report with this code, while it is known."""
    return session.scalar(select(Report).where(Report.code == code, Report.made_at > at - MINE))


def code_in(text: str) -> str | None:
    """The code that a text names: "AB 2345", "ab-2345"."""
    found = CODE.search(text)
    return f"{found[1]}{found[2]}".upper() if found else None


def spelled(code: str) -> str:
    """A code as it is read aloud and written down: AB 2345."""
    return f"{code[:2]} {code[2:]}"


def newest(session: Session, limit: int = 200) -> Sequence[Report]:
    """The latest reports first."""
    return session.scalars(select(Report).order_by(Report.made_at.desc(), Report.id.desc()).limit(limit)).all()


def forget(session: Session, at: datetime, numbers: timedelta) -> None:
    """Erase what was said, and the way to who reported; that there was a report in a commune stays."""
    due = Report.made_at < at - numbers
    session.execute(update(Report).where(due, Report.erased_at.is_(None)).values(**_forgotten(at)))


def forget_of(session: Session, contact_id: int, at: datetime) -> None:
    """The same for the reports of one contact."""
    session.execute(update(Report).where(Report.contact_id == contact_id).values(**_forgotten(at)))


def _forgotten(at: datetime) -> dict[str, object]:
    gone = dict.fromkeys(
        ("code", "place", "lat", "lon", "accuracy_m", "seen_words", "condition_words", "reach", "minors", "animals",
         "wants_help"),
    )  # fmt: skip
    return {**gone, "erased_at": at}


def _new_code(session: Session) -> str:
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(2)) + "".join(secrets.choice(DIGITS) for _ in range(4))
        if session.scalar(select(Report.id).where(Report.code == code)) is None:
            return code
