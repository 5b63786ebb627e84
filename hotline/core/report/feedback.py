"""Whoever told us of somebody, and asked for it, hears once that their report is closed: that, and nothing more."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from hotline.core import sms
from hotline.core.number import spaced, text_number
from hotline.core.report import stored, told
from hotline.core.report.code import spelled
from hotline.core.report.stored import Report
from hotline.core.report.told import Stage
from hotline.core.secret import Vault
from hotline.core.words import TextPurpose
from hotline.texts import t


@dataclass(frozen=True)
class Words:
    """A letter that is owed."""

    to: str
    subject: str
    body: str
    language: str


def by_text(session: Session, vault: Vault, report_id: int, line: str, at: datetime) -> None:
    """Owe the text, where it is wanted and the phone is safe. Asked twice: nothing more."""
    report = stored.lock(session, report_id)
    if report is None or not _is_due(session, report):
        return
    number = text_number(stored.facts_of(vault, report).contact)
    if number is None or not report.text_safe:
        return
    language, code = report.language or "fr", spelled(report.code or "")
    # Translators: a text message that somebody else may read: short, and nothing of what it is about.
    words = t(language, "%(code)s is closed. Thank you for having looked. Questions: %(number)s, free.",
        code=code, number=spaced(line))  # fmt: skip
    sms.owe(session, vault, number, words, at, purpose=TextPurpose.REPORTER, key=f"{sms.REPORT}{report.id}")
    _done(session, report, at, by="sms")


def letter(session: Session, vault: Vault, report_id: int, line: str) -> Words | None:
    """The letter to whoever left a mail address. None: it is not wanted, or was sent."""
    report = session.get(Report, report_id, populate_existing=True)
    to = stored.facts_of(vault, report).contact if report is not None else None
    if report is None or to is None or "@" not in to or not _is_due(session, report):
        return None
    language, code = report.language or "fr", spelled(report.code or "")
    paragraphs = (
        t(language, "Good day,"),
        told.sentence(Stage.CLOSED, report.code or "", language),
        t(language, "Out of respect for the person we say no more. This is the only letter that we send you about it."),
        t(language, "Questions? Call us: %(number)s, free, day and night. Thank you!", number=spaced(line)),
    )
    return Words(to, t(language, "%(code)s is closed", code=code), "\n\n".join(paragraphs) + "\n", language)


def sent(session: Session, report_id: int, at: datetime) -> None:
    """The letter is with the mail server."""
    report = stored.lock(session, report_id)
    if report is not None and report.told_back_at is None:
        _done(session, report, at, by="mail")


def _is_due(session: Session, report: Report) -> bool:
    """Whether there is something to say, to somebody who wants to hear it, and it was not said."""
    return stored.wants_to_hear(report) and told.stage(session, report) == Stage.CLOSED


def _done(session: Session, report: Report, at: datetime, *, by: str) -> None:
    report.told_back_at, report.reach = at, None
    stored.record(session, report.id, "told_back", at, by=by)
