"""Somebody tells of a person in the street and hangs up half way. In danger a person sees what was told; no team hears
of it by itself. What is no danger is seen by nobody: they had not agreed."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hotline import jobs, web
from hotline.core.contact import Contact
from hotline.core.outbox import Promise
from hotline.core.queue import QueueEntry
from hotline.core.report import Mission, facts_of, in_line, onward
from hotline.core.words import Channel
from hotline.db import now
from tests.parts import Twilio
from tests.voice.test_street import WHERE, Citizen, caller, entries, reports, stored_text

Keep = Callable[[], None]
assert caller  # the fixture: someone who chose French and someone in the street

ALONE = "1141131"  # right, one person, asleep, children: a child alone; still there, spoken with, a text


def hangs_up(called: Citizen) -> int:
    """The line is gone; what is owed for it is the id of the contact."""
    called.twilio.post("/voice/status", called.sid, CallStatus="completed")
    return called.contact().id


@pytest.fixture
def kept(house: web.House, session: Session, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """A worker keeps what is owed."""
    monkeypatch.setattr(jobs, "house", lambda: house)

    def keep() -> None:
        session.rollback()
        for owed in session.scalars(select(Promise).where(Promise.kind == "half_told")).all():
            jobs.KEEPING[owed.kind](**owed.args)

    return keep


def waiting(session: Session) -> list[QueueEntry]:
    return [one for one in entries(session) if one.channel == Channel.REPORT and one.state == "waiting"]


def test_who_speaks_of_danger_and_hangs_up_to_call_112_is_not_lost(
    caller: Citizen, session: Session, house: web.House, kept: Keep
) -> None:
    caller.press("2").says("gare du Midi, il ne respire plus")
    hangs_up(caller)
    kept()
    [entry] = waiting(session)
    report = in_line.report_of(session, entry.contact_id)
    assert report is not None
    assert (entry.priority, report.share_consent, report.called_112) == ("danger", False, None)
    assert "gare du Midi" in (facts_of(house.vault, report).place or "")
    assert session.scalars(select(Mission)).all() == []


@pytest.mark.parametrize("keys", [ALONE[:4], ALONE[:5], ALONE, ALONE + "2"])
def test_a_child_alone_is_seen_by_a_person_though_nobody_agreed(
    caller: Citizen, session: Session, kept: Keep, keys: str
) -> None:
    caller.press("2").says(WHERE).press(keys)
    hangs_up(caller)
    kept()
    [report] = reports(session)
    assert (report.danger, report.minors, report.share_consent) == ("minor_alone", True, False)
    assert len(waiting(session)) == 1


def test_a_key_of_danger_with_a_place_is_seen_by_a_person(caller: Citizen, session: Session, kept: Keep) -> None:
    caller.press("2").says(WHERE).press("111")
    hangs_up(caller)
    kept()
    [report] = reports(session)
    assert (report.danger, report.commune) == ("emergency", "Saint-Gilles")


@pytest.mark.parametrize("keys", ["", "1", "11441", "1144111", "11441112"])
def test_what_is_no_danger_and_not_agreed_is_seen_by_nobody(
    caller: Citizen, session: Session, kept: Keep, keys: str
) -> None:
    caller.press("2").says(WHERE).press(keys)
    hangs_up(caller)
    kept()
    assert reports(session) == []
    assert waiting(session) == []


def test_what_was_sent_is_not_kept_a_second_time(caller: Citizen, session: Session, kept: Keep) -> None:
    caller.press("2").says(WHERE).press("114113111")
    assert "code" in caller.heard
    hangs_up(caller)
    kept()
    [report] = reports(session)
    assert report.share_consent is True


def test_kept_twice_it_is_one_report_in_line_once(caller: Citizen, session: Session, kept: Keep) -> None:
    caller.press("2").says("gare du Midi, il ne respire plus")
    hangs_up(caller)
    kept()
    kept()
    assert len(reports(session)) == len(waiting(session)) == 1


def test_who_calls_again_at_once_is_waited_for_and_not_put_in_line_twice(
    caller: Citizen, twilio: Twilio, session: Session, house: web.House, kept: Keep
) -> None:
    caller.press("2").says("gare du Midi, il ne respire plus")
    hangs_up(caller)
    Citizen(twilio, session, "CA" + "d" * 32).ring()
    kept()
    assert reports(session) == []


def test_only_a_danger_without_any_word_of_it_leaves_nothing_to_see(
    caller: Citizen, session: Session, kept: Keep
) -> None:
    caller.press("1")
    hangs_up(caller)
    kept()
    assert reports(session) == []


def test_the_clock_gives_it_to_no_team_and_its_code_is_told_to_nobody_who_calls(
    caller: Citizen, twilio: Twilio, session: Session, house: web.House, kept: Keep
) -> None:
    caller.press("2").says(WHERE).press("111")
    contact_id = hangs_up(caller)
    kept()
    onward.look(session, house.vault, now(session))
    session.execute(update(Contact).where(Contact.id == contact_id).values(closed_at=now(session)))
    session.commit()
    assert session.scalars(select(Mission)).all() == []
    called = Citizen(twilio, session, "CA" + "d" * 32)
    assert "Votre signalement" not in called.ring().press("123").heard


def test_the_place_stands_nowhere_readable(caller: Citizen, session: Session, kept: Keep) -> None:
    caller.press("2").says("gare du Midi, il ne respire plus")
    hangs_up(caller)
    kept()
    assert len(reports(session)) == 1
    assert "midi" not in stored_text(session)
