"""What a caller is told about their place is the order in which people are really served."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from hotline import db
from hotline.core import queue
from hotline.core.contact import Contact
from hotline.core.queue import QueueEntry
from hotline.core.words import Priority

Waiting = tuple[str, int, bool]
people = st.lists(
    st.tuples(st.sampled_from(list(Priority)), st.integers(0, 3600), st.booleans()), min_size=1, max_size=8
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people)
def test_caller_hears_the_place_at_which_they_are_served(session: Session, waiting: list[Waiting]) -> None:
    at = db.now(session)
    for spread, (priority, waited_s, front) in enumerate(waiting):
        arrived = at - timedelta(seconds=waited_s, milliseconds=spread + 1)
        person = Contact(channel="voice", opened_at=arrived, priority=priority)
        session.add(person)
        session.flush()
        queue.enter(session, person, "place", arrived).front = front
    session.flush()
    in_line = queue.serving_order(session.query(QueueEntry).all(), at)
    assert [queue.ahead(session, entry, at) for entry in in_line] == list(range(len(waiting)))
    session.rollback()
