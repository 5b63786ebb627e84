"""What is said of the person someone calls for: it gives that person priority, never the one who calls.

Each word is kept on the contact for as long as its number is, and the timeline keeps only how urgent it made it.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from hotline.core import contact as contacts
from hotline.core import queue
from hotline.core.contact import Contact
from hotline.core.words import Priority, higher

VULNERABILITIES = {
    "minor": Priority.MINOR,
    "pregnant": Priority.VULNERABLE,
    "ill": Priority.VULNERABLE,
    "elderly": Priority.VULNERABLE,
    "disability": Priority.VULNERABLE,
    "violence": Priority.VULNERABLE,
}


def declare(session: Session, contact: Contact, what: str, at: datetime, by: str | None = None) -> None:
    """The person this contact is about is vulnerable: they wait with that priority. Said twice, it counts once.

    `by`: the dispatcher who noted it; None: the caller said so to the menus. The contact is locked.
    A priority is raised, never lowered. Raises ValueError for an unknown word.
    """
    if what not in VULNERABILITIES:
        raise ValueError("not a vulnerability")
    if what in (contact.on_behalf_of or ()):
        return
    contact.on_behalf_of = [*(contact.on_behalf_of or ()), what]
    raised = VULNERABILITIES[what]
    contact.priority = higher(contact.priority, raised)
    entry = queue.live_entry(session, contact.id)
    if entry is not None:
        entry.priority = higher(entry.priority, raised)
        session.info["queue_changed"] = True
    contacts.record(session, contact.id, "declared", at, priority=raised, **({"dispatcher": by} if by else {}))
