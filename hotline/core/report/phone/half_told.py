"""Who told of somebody in danger by phone and hung up before they agreed: a person sees what was told, no team does.

What is no danger is seen by nobody: they did not say that it may be passed on.
"""

import hashlib
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from hotline.core import contact as contacts
from hotline.core import crisis
from hotline.core.contact import Contact
from hotline.core.report import arrival, in_line, tags
from hotline.core.report.facts import Facts
from hotline.core.report.phone import by_phone
from hotline.core.secret import Vault
from hotline.core.words import Priority

HUNG_UP = "hung_up"  # why a person looks at it


def see_to(session: Session, vault: Vault, contact_id: int, at: datetime) -> None:
    """Put it before a person, once. Not while they are on the line again, nor after they talked with somebody."""
    contact = contacts.lock(session, contact_id)
    if contact is None or contact.ended_at is None or contact.bridged_at is not None:
        return
    told = by_phone.told_before(vault, contact)
    why = _danger(session, contact, told)
    key = hashlib.sha256(f"half told {contact.id}".encode()).digest()
    if why is None or arrival.sent_before(session, key) is not None:
        return
    facts = replace(told, feedback_wanted=None, seen_at=contact.ended_at if told.still_there else None)
    report = arrival.keep(session, vault, contact, facts, at, danger=why, sent_key=key)
    in_line.enter(session, report, HUNG_UP, at)


def _danger(session: Session, contact: Contact, told: Facts) -> str | None:
    """Why a life may be in danger, by what was told or the key that was pressed. None: it is not; nothing was told."""
    if told == Facts():
        return None
    rule = tags.urgent(told, contact.language, [one.kind for one in crisis.going_on(session)])
    return rule or ("emergency" if contact.priority == Priority.DANGER else None)
