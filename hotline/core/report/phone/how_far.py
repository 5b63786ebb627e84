"""Who calls to hear how far their report is: of this phone without a code, else by the code, said or typed.

A phone may be shared and a number may be forged: nothing is told but the general sentences of told.py.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core import contact as contacts
from hotline.core import flow
from hotline.core.contact import Contact
from hotline.core.report import by_code, told
from hotline.core.report.code import aloud
from hotline.core.report.phone import spelt
from hotline.core.report.phone.draft import Draft, sealed
from hotline.core.report.stored import Report, Status
from hotline.core.secret import Vault
from hotline.core.words import Outcome

LATELY = timedelta(hours=24)  # a report of this phone is told of without its code


def of_this_phone(
    session: Session, vault: Vault, contact: Contact, visit: flow.Visit, answer: flow.Answer, at: datetime
) -> tuple[flow.Visit, flow.Answer]:
    """The newest open report that came from this number, where its owner did not say that the phone is unsafe."""
    number = vault.open(contact.number) if contact.number else None
    if number is None:
        return visit, answer
    newest = (
        select(Report)
        .join(Contact, Contact.id == Report.contact_id)
        .where(
            Contact.number_hash.in_(vault.hashes(number)),
            Contact.safe_to_call.is_not(False),
            Contact.safe_to_text.is_not(False),
            Report.code.is_not(None),
            Report.share_consent,
            Report.made_at > at - LATELY,
            Report.status != Status.CLOSED,
        )
        .order_by(Report.made_at.desc(), Report.id.desc())
    )
    report = session.scalar(newest.limit(1))
    return _told(session, vault, contact, visit, report, at) if report else (visit, answer)


def of_code(
    session: Session, vault: Vault, contact: Contact, visit: flow.Visit, answer: flow.Answer, at: datetime
) -> tuple[flow.Visit, flow.Answer]:
    """The report with the code that was typed or said. Too many wrong ones from a phone: even the right one is none.

    Words that spell no code stay words.
    """
    codes = _codes(answer, visit.language)
    if not codes:
        return visit, flow.Done("unknown") if isinstance(answer, flow.Key) else answer
    number = vault.open(contact.number) if contact.number else None
    try:
        report = by_code.find(session, vault, codes, number or "withheld", at)
    except by_code.TooMany:
        return visit, flow.Done("unknown")
    if report is None:
        contacts.record(session, contact.id, "report_unknown", at)
        return visit, flow.Done("unknown")
    return _told(session, vault, contact, visit, report, at)


def sentences(draft: Draft) -> Iterator[flow.Said]:
    """What is told of the report."""
    yield flow.Said(told.SENTENCES[draft["stage"]], {"code": aloud(draft["asked"])}, slow=True)


def _told(
    session: Session, vault: Vault, contact: Contact, visit: flow.Visit, report: Report, at: datetime
) -> tuple[flow.Visit, flow.Answer]:
    contacts.record(session, contact.id, "report_asked", at)
    contact.outcome = Outcome.ASSISTANT_ONLY  # unless they ask for a person
    draft = {"asked": report.code, "stage": told.stage(session, report)}
    return sealed(vault, visit, draft), flow.Done("told")


def _codes(answer: flow.Answer, language: str | None) -> Collection[str]:
    if isinstance(answer, flow.Key):
        return spelt.typed(answer.digits)
    code = spelt.said(answer.words, language) if isinstance(answer, flow.Speech) else None
    return (code,) if code else ()
