"""What is on record is set right; a person who cannot wait is served sooner."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db
from hotline.core import contact as contacts
from hotline.core import correction, queue
from hotline.core.contact import Contact, Event
from hotline.core.correction import Lower, Right
from hotline.core.dispatcher import Dispatcher
from hotline.core.queue import QueueEntry
from tests.core.conftest import Hire, Waits


@pytest.fixture
def amina(hire: Hire) -> Dispatcher:
    return hire("amina")


def locked(session: Session, entry: QueueEntry) -> Contact:
    contact = contacts.lock(session, entry.contact_id)
    assert contact is not None
    return contact


def changes(session: Session) -> list[dict[str, object]]:
    rows = session.scalars(select(Event.detail).where(Event.kind == "changed").order_by(Event.id))
    return [row or {} for row in rows]


def test_a_child_goes_before_those_who_came_a_little_earlier(session: Session, amina: Dispatcher, waits: Waits) -> None:
    first, child = waits(60), waits(30)
    at = db.now(session)
    assert [e.id for e in queue.live_entries(session, at)] == [first.id, child.id]
    correction.raise_priority(session, locked(session, child), "minor", amina, at)
    assert [e.id for e in queue.live_entries(session, at)] == [child.id, first.id]
    assert changes(session) == [{"dispatcher": "amina", "changes": {"priority": ["normal", "minor"]}}]


def test_a_priority_is_only_raised_and_raising_it_again_changes_nothing(
    session: Session, amina: Dispatcher, waits: Waits
) -> None:
    contact = locked(session, waits(priority="minor"))
    for _ in range(2):
        correction.raise_priority(session, contact, "danger", amina, db.now(session))
    with pytest.raises(Lower):
        correction.raise_priority(session, contact, "normal", amina, db.now(session))
    with pytest.raises(ValueError, match="royal"):
        correction.raise_priority(session, contact, "royal", amina, db.now(session))
    assert contact.priority == "danger"
    assert len(changes(session)) == 1


def test_a_correction_says_before_and_after_for_each_field_that_changed(
    session: Session, amina: Dispatcher, waits: Waits
) -> None:
    entry = waits(topic="place", priority="danger")
    contact = locked(session, entry)
    contact.topic = "place"
    correction.correct(session, contact, Right("ar", "report", "danger"), amina, db.now(session))
    session.flush()
    assert (entry.language, entry.topic, entry.priority) == ("ar", "report", "danger")
    assert changes(session) == [
        {"dispatcher": "amina", "changes": {"language": ["fr", "ar"], "topic": ["place", "report"]}}
    ]
    correction.correct(session, contact, Right("ar", "report", "danger"), amina, db.now(session))
    assert len(changes(session)) == 1


def test_a_language_that_turns_out_to_be_unknown_is_unknown_in_line_too(
    session: Session, amina: Dispatcher, waits: Waits
) -> None:
    entry = waits()
    correction.correct(session, locked(session, entry), Right(None, None, "normal"), amina, db.now(session))
    session.flush()
    assert (entry.language, entry.topic) == (None, "place")  # who waits always waits for something


def test_someone_whose_call_is_over_is_set_right_too(session: Session, amina: Dispatcher, waits: Waits) -> None:
    entry = waits()
    entry.state = "ended"
    session.flush()
    contact = locked(session, entry)
    correction.correct(session, contact, Right("nl", "information", "normal"), amina, db.now(session))
    assert (contact.language, entry.language) == ("nl", "fr")  # how they waited stays as it was
