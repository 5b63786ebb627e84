"""The usual step, made short: a caller moves within the menus, and nothing but where they stand changes.

The same rules as `caller.step`, in two plain statements instead of objects: most steps of a call are of this kind, and
this is what decides how many calls one process can serve. Measured in docs/bench.md.
"""

import json
from typing import NamedTuple

from sqlalchemy.orm import Session

from hotline.core import flow
from hotline.core.words import LegState

_LOCK = """
    select leg.id, leg.state, leg.visit, contact.language, contact.topic
    from call_leg leg join contact on contact.id = leg.contact_id
    where leg.call_sid = %s
    for no key update of contact, leg
"""
# The time is the database's at the moment of writing, after the lock.
_STORE = "update call_leg set visit = %s::jsonb, state = 'talking', seen_at = clock_timestamp() where id = %s"

_FOLLOWED_UP = {"taken", "recorded"}  # ways out that owe something, whichever node follows


class _Leg(NamedTuple):
    id: int
    state: str
    visit: dict[str, object] | None
    language: str | None
    topic: str | None


def step(session: Session, line: flow.Flow, call_sid: str, turn: int | None, answer: flow.Answer) -> flow.Visit | None:
    """Move a caller on one answer. None: this step is not of the usual kind, ask `caller.step`. The row is locked."""
    connection = session.connection()
    found = connection.exec_driver_sql(_LOCK, (call_sid,)).first()
    if found is None:
        return None
    leg = _Leg._make(found)
    visit = flow.visit_from_json(leg.visit or {})
    if turn != visit.turn:
        return visit
    if leg.state == LegState.ENDED:
        return None
    moved = flow.advance(line, visit, turn, answer)
    if not _within_the_menus(line, leg, visit, moved):
        return None
    if moved.turn != visit.turn:
        stored = json.dumps(flow.visit_to_json(moved))
        connection.exec_driver_sql(_STORE, (stored, leg.id))
    return moved


def _within_the_menus(line: flow.Flow, leg: _Leg, before: flow.Visit, after: flow.Visit) -> bool:
    """Whether nothing is owed for this move: no choice to note down, no queue, no call, no message."""
    kinds = {flow.node_of(line, visit).kind for visit in (before, after)}
    return (
        kinds <= {"menu", "listen", "ask"}
        and after.exit not in _FOLLOWED_UP
        and not any(flow.node_of(line, visit).check for visit in (before, after))
        and after.priority == before.priority
        and after.language in (None, leg.language)
        and after.topic in (None, leg.topic)
    )
