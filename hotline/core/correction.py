"""What is on record about a contact is set right: who, when, before and after stay on the timeline."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from hotline.core import contact as contacts
from hotline.core import queue
from hotline.core.contact import Contact
from hotline.core.dispatcher import Dispatcher
from hotline.core.words import Priority, Topic

ORDER = tuple(Priority)  # the first goes before the others


class Lower(Exception):
    """A priority is lowered by a supervisor only."""


@dataclass(frozen=True)
class Right:
    """How it should be. `language` None: unknown."""

    language: str | None
    topic: str | None
    priority: str


def higher(priority: str) -> tuple[Priority, ...]:
    """What this priority can be raised to."""
    return ORDER[: ORDER.index(Priority(priority))]


def raise_priority(session: Session, contact: Contact, to: str, by: Dispatcher, at: datetime) -> None:
    """This person cannot wait: served sooner from now on. The contact is locked. Raises ValueError, or Lower.

    What the assistant raised may be lowered by whoever has read what was written.
    """
    wanted = Priority(to)
    if wanted == contact.priority:
        return
    if wanted not in higher(contact.priority) and raised_because(session, contact) is None:
        raise Lower
    correct(session, contact, Right(contact.language, contact.topic, wanted), by, at)


def raised_because(session: Session, contact: Contact) -> str | None:
    """Why the assistant gave this person the priority they have; None: it did not, or a human has judged since."""
    raised = None
    for line in contacts.timeline(session, contact.id):
        detail = line.detail or {}
        if line.kind == "handoff" and "priority" in detail:
            raised = str(detail["why"]) if detail["priority"] == contact.priority else None
        elif line.kind == "changed" and "priority" in detail.get("changes", {}):
            raised = None
    return raised


def correct(session: Session, contact: Contact, to: Right, by: Dispatcher, at: datetime) -> None:
    """Set language, topic and priority right, in line too. The contact is locked. Raises ValueError for other words."""
    wanted = {
        "language": to.language,
        "topic": Topic(to.topic) if to.topic else None,
        "priority": Priority(to.priority),
    }
    changed = {
        name: [getattr(contact, name), value] for name, value in wanted.items() if getattr(contact, name) != value
    }
    if not changed:
        return
    entry = queue.live_entry(session, contact.id)
    for name, (_before, after) in changed.items():
        setattr(contact, name, after)
        if entry is not None and (after is not None or name == "language"):
            setattr(entry, name, after)
    contacts.record(session, contact.id, "changed", at, dispatcher=by.username, changes=changed)
    session.info["queue_changed"] = True
