"""How a contact ended, in the dispatcher's judgement: a closed list, in the order of the page."""

from datetime import datetime

from sqlalchemy.orm import Session

from hotline.core import contact as contacts
from hotline.core.contact import Contact

DISPOSITIONS = (
    "informed",
    "place",
    "stable",
    "transferred",
    "report",
    "refused",
    "nothing",
    "wrong_number",
    "abusive",
    "silent",
    "test",
)


def close(session: Session, contact: Contact, disposition: str, by: str, at: datetime) -> None:
    """Put on record how it ended; chosen again, the later choice counts. Raises ValueError for an unknown word."""
    if disposition not in DISPOSITIONS:
        raise ValueError(disposition)
    contact.disposition = disposition
    contact.closed_at = contact.closed_at or at
    contacts.record(session, contact.id, "closed", at, disposition=disposition, dispatcher=by)
