"""A report arrives, by whatever door: who somebody is goes out of it, it gets a code, and somebody looks after it."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.core import contact as contacts
from hotline.core.assistant import contacting
from hotline.core.contact import Contact
from hotline.core.report import onward, strip
from hotline.core.report.code import draw
from hotline.core.report.facts import Facts
from hotline.core.report.stored import Report, Status, record, write
from hotline.core.secret import Vault
from hotline.core.words import Priority

WEB, PARTNER = "web", "partner"  # doors of a report that are no channel of a contact


class NotAgreed(Exception):
    """Nobody said that this may be shared."""


def send(
    session: Session, vault: Vault, contact: Contact | None, facts: Facts, at: datetime, *, agreed: bool,
    channel: str | None = None, language: str | None = None, partner_id: int | None = None,
    sent_key: bytes | None = None, danger: str | None = None,
) -> Report:  # fmt: skip
    """Store a report that may be shared, and see to it that somebody looks after it. Raises NotAgreed.

    How to reach who reported is kept only where they agreed: one number or one mail address, nothing around it.

    What tells who the person is, is taken out of every text first, whatever the door (strip.py).

    Without a contact (`WEB`, `PARTNER`) `channel` and `language` are given. `danger`: why it is urgent, where the door
    knows it otherwise than by the facts.
    """
    if not agreed:
        raise NotAgreed
    report = _stored(
        session, vault, contact, facts, at, share_consent=True, partner_id=partner_id, sent_key=sent_key, danger=danger,
        channel=channel or (contact.channel if contact else WEB), language=contact.language if contact else language,
    )  # fmt: skip
    if contact is not None:
        contacts.record(session, contact.id, "report_sent", at, report=report.id)
    onward.take_on(session, vault, report, at)
    return report


def keep(
    session: Session, vault: Vault, contact: Contact, facts: Facts, at: datetime, *, danger: str, sent_key: bytes
) -> Report:
    """Store what nobody agreed to share, because it is danger: it goes nowhere by itself."""
    return _stored(
        session, vault, contact, facts, at, share_consent=False, sent_key=sent_key, danger=danger,
        channel=contact.channel, language=contact.language, priority=Priority.DANGER,
    )  # fmt: skip


def _stored(
    session: Session, vault: Vault, contact: Contact | None, facts: Facts, at: datetime, **columns: Any
) -> Report:
    facts = strip.of(facts)
    reach = contacting.contact(facts.contact or "") if facts.contact_consent else None
    report = Report(
        code=_new_code(session),
        contact_id=contact.id if contact else None,
        status=Status.RECEIVED,
        made_at=at,
        reach=vault.lock(reach) if reach else None,
        **{"priority": Priority.NORMAL, **columns},
    )
    write(vault, report, facts)
    session.add(report)
    session.flush()
    record(session, report.id, "received", at, channel=report.channel)
    return report


def sent_before(session: Session, sent_key: bytes) -> Report | None:
    """The report that this very sending made before. The same sending at this moment waits here for it."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(sent_key.hex(), 0))))
    return session.scalar(select(Report).where(Report.sent_key == sent_key))


def _new_code(session: Session) -> str:
    while True:
        code = draw()
        if session.scalar(select(Report.id).where(Report.code == code)) is None:
            return code
