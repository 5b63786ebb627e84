"""Erase what we know of a person before its time, because they ask. That it was done stays on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from hotline.core import contact as contacts
from hotline.core import retention, sms
from hotline.core.contact import Contact, Note
from hotline.core.open_work import Handed
from hotline.core.secret import Vault
from hotline.core.text_in import TextIn

FOR_EVER = timedelta(days=36500)  # texts without a contact keep their own time


class StillHere(Exception):
    """The person is in line or in a talk: first that, then this."""


@dataclass(frozen=True)
class Forgotten:
    """How many contacts were erased, and how many are left because they are not over."""

    erased: int
    left: int


def of_same_number(session: Session, vault: Vault, contact: Contact) -> Sequence[int]:
    """This contact and every other one of the same phone, by id; only this one when the number is not known."""
    number = vault.open(contact.number) if contact.number else None
    if number is None:
        return [contact.id]
    same = select(Contact.id).where(Contact.number_hash.in_(vault.hashes(number))).order_by(Contact.id)
    return sorted({contact.id, *session.scalars(same)})


def forget(
    session: Session, vault: Vault, contact_id: int, by: str, at: datetime, *, everywhere: bool
) -> Forgotten | None:
    """Erase this contact, or everything of the same number (`everywhere`). None: there is no such contact.

    Raises StillHere while this one is not over; others that are not over stay, and are counted.
    """
    asked = session.get(Contact, contact_id)
    if asked is None:
        return None
    if asked.ended_at is None:
        raise StillHere
    number = vault.open(asked.number) if asked.number else None
    ids = of_same_number(session, vault, asked) if everywhere else [asked.id]
    locked = [found for one in ids if (found := contacts.lock(session, one)) is not None]
    over = [contact for contact in locked if contact.ended_at is not None]
    for contact in over:
        _forget(session, contact, by, at)
    if everywhere and number is not None:
        session.execute(delete(TextIn).where(TextIn.number_hash.in_(vault.hashes(number))))
    session.flush()
    sms.erase(session, at, FOR_EVER, retention.BATCH)
    return Forgotten(len(over), len(locked) - len(over))


def known(session: Session, contact: Contact) -> bool:
    """Whether there is still something of the person to erase."""
    notes = session.scalar(select(func.count()).where(Note.contact_id == contact.id))
    return contact.erased_at is None or bool(notes)


def _forget(session: Session, contact: Contact, by: str, at: datetime) -> None:
    if contact.erased_at is None:
        retention.erase_contact(session, contact, at)
    session.execute(delete(Note).where(Note.contact_id == contact.id))
    session.execute(update(Handed).where(Handed.contact_id == contact.id).values(note=None))
    contacts.record(session, contact.id, "erased", at, dispatcher=by)
