"""Who opens a contact is on record before anything is shown; what is closed asks why."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import access, conversation, report
from hotline.core.contact import Contact, Event, Note
from hotline.core.dispatcher import Dispatcher
from hotline.core.queue import QueueEntry
from hotline.core.report import Facts
from hotline.core.voicemail import Recording
from hotline.core.words import Channel
from tests.console.conftest import Enter, Hire, colleague
from tests.console.pages import Browser
from tests.console.test_desk import contact_of, page, talk

SECRET = "waits at the fountain"


@pytest.fixture
def tom(app: Flask, hire: Hire) -> Browser:
    return colleague(app, hire, "tom")


@pytest.fixture
def closed(session: Session, amina: Browser, enter: Enter, house: web.House) -> QueueEntry:
    """Somebody Amina talked with, wrote about, and closed a moment ago."""
    entry = enter()
    talk(session, amina, entry)
    amina.send(f"/contacts/{entry.contact_id}/close", disposition="place", then="available", text=SECRET)
    return entry


def looks(session: Session) -> list[dict[str, str]]:
    rows = session.scalars(select(Event).where(Event.kind == "opened").order_by(Event.id)).all()
    return [row.detail or {} for row in rows]


def later(session: Session, entry: QueueEntry, minutes: float) -> None:
    """So many minutes pass for this contact."""
    contact, by = contact_of(session, entry), timedelta(minutes=minutes)
    contact.closed_at = contact.closed_at - by if contact.closed_at else None
    for line in session.scalars(select(Event).where(Event.contact_id == contact.id)):
        line.at -= by
    session.commit()


@pytest.mark.parametrize("path", ["/?contact={}", "/?contact={}&part=person", "/?contact={}&part=live"])
def test_no_way_to_look_goes_past_the_record(tom: Browser, enter: Enter, session: Session, path: str) -> None:
    entry = enter()
    for _ in range(3):
        assert tom.get(path.format(entry.contact_id)).status_code == 200
    assert looks(session) == [{"dispatcher": "tom"}]


def test_looking_again_after_a_while_is_a_new_line_but_a_page_left_open_is_not(
    tom: Browser, enter: Enter, session: Session
) -> None:
    entry = enter()
    page(tom, f"/?contact={entry.contact_id}")
    later(session, entry, 30)
    page(tom, f"/?contact={entry.contact_id}&part=live")
    assert len(looks(session)) == 1
    page(tom, f"/?contact={entry.contact_id}")
    assert len(looks(session)) == 2


@pytest.mark.parametrize("path", ["/?contact={}", "/?contact={}&part=person", "/?contact={}&part=live"])
def test_a_closed_contact_shows_nothing_before_the_reason(
    tom: Browser, closed: QueueEntry, session: Session, path: str
) -> None:
    before = looks(session)
    html = page(tom, path.format(closed.contact_id))
    assert SECRET not in html
    assert "amina" not in html.split('id="state"')[1].split('id="pane-hand"')[0]
    assert looks(session) == before
    if "live" not in path:
        assert "Why do you open it?" in html


def test_with_a_reason_it_opens_and_who_when_and_why_are_on_record(
    tom: Browser, closed: QueueEntry, session: Session
) -> None:
    assert tom.send(f"/contacts/{closed.contact_id}/open", reason="complaint").status_code == 303
    html = page(tom, f"/?contact={closed.contact_id}")
    assert SECRET in html
    assert "tom opened this closed page: a complaint" in html
    assert looks(session)[-1] == {"dispatcher": "tom", "reason": "complaint"}


def test_a_reason_holds_an_hour_and_for_its_own_contact_and_dispatcher_only(
    app: Flask, tom: Browser, closed: QueueEntry, session: Session, hire: Hire
) -> None:
    tom.send(f"/contacts/{closed.contact_id}/open", reason="handover")
    eve = colleague(app, hire, "eve")
    assert SECRET not in page(eve, f"/?contact={closed.contact_id}")
    later(session, closed, 50)
    assert SECRET in page(tom, f"/?contact={closed.contact_id}")
    later(session, closed, 70)
    assert SECRET not in page(tom, f"/?contact={closed.contact_id}")


@pytest.mark.parametrize("reason", ["", "curious", "supervision "])
def test_only_the_reasons_of_the_list_count(tom: Browser, closed: QueueEntry, session: Session, reason: str) -> None:
    assert tom.send(f"/contacts/{closed.contact_id}/open", reason=reason).status_code == 400
    assert SECRET not in page(tom, f"/?contact={closed.contact_id}")


def test_whoever_just_closed_it_may_look_again_for_a_quarter_of_an_hour(
    amina: Browser, closed: QueueEntry, session: Session
) -> None:
    assert SECRET in page(amina, f"/?contact={closed.contact_id}")
    later(session, closed, 16)
    assert SECRET not in page(amina, f"/?contact={closed.contact_id}")


def test_a_closed_contact_is_not_written_to_or_closed_anew_without_a_reason(
    tom: Browser, closed: QueueEntry, session: Session
) -> None:
    answer = tom.send(f"/contacts/{closed.contact_id}/notes", text="more")
    assert answer.headers["Location"] == f"/?contact={closed.contact_id}"
    tom.send(f"/contacts/{closed.contact_id}/close", disposition="test", then="available")
    refused = tom.post_json(f"/api/contacts/{closed.contact_id}/notes", {"text": "more"})
    assert (refused.status_code, refused.json) == (409, {"error": "reason_needed"})
    assert contact_of(session, closed).disposition == "place"
    assert len(session.scalars(select(Note)).all()) == 1


def test_how_a_contact_ended_is_corrected_by_a_supervisor_or_at_once_by_whoever_closed_it(
    app: Flask, amina: Browser, tom: Browser, closed: QueueEntry, session: Session, hire: Hire
) -> None:
    close, form = f"/contacts/{closed.contact_id}/close", {"then": "available"}
    amina.send(close, disposition="informed", **form)
    assert contact_of(session, closed).disposition == "informed"
    tom.send(f"/contacts/{closed.contact_id}/open", reason="correction")
    tom.send(close, disposition="test", **form)
    assert "A supervisor can correct it." in page(tom)
    later(session, closed, 20)
    amina.send(f"/contacts/{closed.contact_id}/open", reason="correction")
    amina.send(close, disposition="test", **form)
    assert contact_of(session, closed).disposition == "informed"
    sam = colleague(app, hire, "sam", role="supervisor")
    sam.send(f"/contacts/{closed.contact_id}/open", reason="supervision")
    sam.send(close, disposition="stable", **form)
    html = page(sam, f"/?contact={closed.contact_id}")
    assert "sam corrected: Informed or advised → On the way to a lasting solution" in html
    corrected = session.scalars(select(Event).where(Event.kind == "corrected").order_by(Event.id.desc())).first()
    assert corrected is not None
    assert (corrected.detail or {})["changes"] == {"disposition": ["informed", "stable"]}


def test_a_message_that_was_left_is_not_heard_past_the_record(
    tom: Browser, closed: QueueEntry, session: Session
) -> None:
    session.add(Recording(contact_id=closed.contact_id, sid="RE1", made_at=db.now(session)))
    session.commit()
    message = session.scalars(select(Recording.id)).one()
    assert tom.get(f"/messages/{message}").headers["Location"] == f"/?contact={closed.contact_id}"
    assert "listened" not in session.scalars(select(Event.kind)).all()


def test_supervisors_see_who_opened_what_and_others_do_not(
    app: Flask, tom: Browser, closed: QueueEntry, enter: Enter, hire: Hire
) -> None:
    tom.send(f"/contacts/{closed.contact_id}/open", reason="request")
    other = enter("ar")
    page(tom, f"/?contact={other.contact_id}")
    sam = colleague(app, hire, "sam", role="supervisor")
    html = page(sam, "/openings")
    assert "the person asks what we know" in html
    assert "Arabic" in html
    assert "Arabic" not in page(sam, f"/openings?contact={closed.contact_id}")
    assert "Arabic" not in page(sam, "/openings?by=amina")
    assert tom.get("/openings").status_code == 403


def test_a_report_without_a_talk_is_on_the_record_of_openings_with_no_word_of_it(
    app: Flask, tom: Browser, hire: Hire, session: Session, house: web.House
) -> None:
    told = Facts(place=SECRET, commune="Ixelles")
    one = report.send(session, house.vault, None, told, db.now(session), agreed=True, channel="web", language="fr")
    conversation.begin(session, Channel.CHAT, "ar", db.now(session))
    session.commit()
    tom.get(f"/reports/{one.id}")
    sam = colleague(app, hire, "sam", role="supervisor")
    html = page(sam, "/openings?by=tom")
    assert f'<a href="/reports/{one.id}">{report.spelled(one.code or "")}</a>' in html
    assert SECRET not in html
    assert "<td>tom</td>" not in page(sam, "/openings?by=sam")
    assert "<td>tom</td>" not in page(sam, "/openings?contact=1")
    assert "Arabic" not in page(sam, "/openings")


def test_the_record_of_openings_goes_back_as_far_as_asked(tom: Browser, enter: Enter, session: Session) -> None:
    entry = enter()
    page(tom, f"/?contact={entry.contact_id}")
    later(session, entry, 60 * 24 * 31)
    page(tom, f"/?contact={entry.contact_id}")
    at = db.now(session)
    assert len(access.openings(session, at - timedelta(days=30))) == 1
    assert len(access.openings(session, at - timedelta(days=32))) == 2
    assert session.get_one(Contact, entry.contact_id)
    assert session.scalars(select(Dispatcher.username)).all()
