"""Someone who was cut off is called again, by the rules of a callback."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline import db
from hotline.core import call, consent
from hotline.core.contact import CallLeg, Contact, Event
from hotline.core.queue import QueueEntry
from tests.console.conftest import Enter
from tests.console.pages import Browser
from tests.console.test_talk import NUMBER, Line, desk, jan, line, path, talking

assert all((jan, line, talking))


def hangs_up(line: Line) -> None:
    call.leg_changed(line.session, line.one(CallLeg, role="caller"), call.LegState.ENDED, db.now(line.session))
    line.session.commit()


def test_someone_who_was_cut_off_is_called_again(amina: Browser, line: Line, talking: QueueEntry) -> None:
    assert "Call this person again" not in desk(amina)
    hangs_up(line)
    bridged = line.one(Contact).bridged_at
    amina.post_json("/api/activity", {"activity": "available"})
    assert "Call this person again" in desk(amina)
    for _ in range(2):
        amina.send(path(talking, "call-again"))
    entry = line.one(QueueEntry)
    assert (entry.channel, entry.state, line.one(Contact).ended_at) == ("callback", "reserved", None)
    assert (line.owed("ring"), line.one(Contact).bridged_at, line.one(Contact).outcome) == (2, bridged, "helped")
    assert "called_again" in [event.kind for event in line.session.scalars(select(Event))]


def test_someone_whose_contact_a_colleague_closed_is_called_again_for_a_reason_only(
    amina: Browser, jan: Browser, line: Line, talking: QueueEntry
) -> None:
    hangs_up(line)
    amina.send(path(talking, "close"), disposition="place")
    assert line.one(Contact).closed_at is not None
    answer = jan.send(path(talking, "call-again"))
    assert answer.location.endswith(f"contact={talking.contact_id}")  # where the reason is asked for
    assert (line.owed("ring"), line.one(Contact).closed_at is None) == (1, False)
    jan.send(path(talking, "open"), reason="follow_up")
    jan.send(path(talking, "call-again"))
    assert (line.owed("ring"), line.one(Contact).closed_at) == (2, None)


def test_someone_who_is_to_be_called_at_certain_hours_only_is_not_called_again_at_others(
    amina: Browser, line: Line, talking: QueueEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs_up(line)
    amina.post_json("/api/activity", {"activity": "available"})
    line.one(Contact).call_window = "evening"
    line.session.commit()
    monkeypatch.setattr(consent, "next_time", lambda window, at: at + timedelta(hours=1))
    amina.send(path(talking, "call-again"))
    assert "at certain hours only" in desk(amina)
    assert (line.owed("ring"), line.one(QueueEntry).state, line.one(Contact).ended_at is None) == (1, "ended", False)
    monkeypatch.setattr(consent, "next_time", lambda window, at: at)
    amina.send(path(talking, "call-again"))
    assert line.owed("ring") == 2


def test_nobody_is_called_again_who_rang_again_themselves(
    amina: Browser, line: Line, talking: QueueEntry, enter: Enter
) -> None:
    hangs_up(line)
    enter("ar", number_hash=line.house.vault.hash(NUMBER))
    amina.post_json("/api/activity", {"activity": "available"})
    amina.send(path(talking, "call-again"))
    assert "in line again already" in desk(amina)


def test_a_withheld_number_cannot_be_called_again(amina: Browser, line: Line, talking: QueueEntry) -> None:
    line.one(Contact).number = None
    line.session.commit()
    hangs_up(line)
    assert "Call this person again" not in desk(amina)
    amina.post_json("/api/activity", {"activity": "available"})
    amina.send(path(talking, "call-again"))
    assert "There is no number" in desk(amina)


@pytest.mark.parametrize(
    ("priority", "safe", "offered"),
    [("normal", None, True), ("normal", False, False), ("danger", None, False), ("danger", True, True)],
)
def test_nobody_is_called_again_where_it_is_not_safe(
    amina: Browser, line: Line, talking: QueueEntry, priority: str, safe: bool | None, offered: bool
) -> None:
    person = line.one(Contact)
    person.priority, person.safe_to_call = priority, safe
    line.session.commit()
    hangs_up(line)
    amina.post_json("/api/activity", {"activity": "available"})
    assert ("Call this person again" in desk(amina)) is offered
    amina.send(path(talking, "call-again"))
    assert (line.owed("ring") == 2) is offered
