"""A dispatcher's work on one screen, with plain forms only."""

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import beat, call, reservation
from hotline.core.contact import Contact, Event, Note
from hotline.core.dispatcher import Dispatcher
from hotline.core.outbox import Promise
from hotline.core.queue import QueueEntry
from hotline.core.words import LegRole
from tests.console.conftest import Enter, Hire
from tests.console.pages import Browser


def talk(session: Session, amina: Browser, entry: QueueEntry) -> None:
    """Amina takes the call, and both are on the line."""
    assert amina.post_json(f"/api/queue/{entry.id}/accept").status_code == 200
    session.expire_all()
    held = reservation.reservation_of(session, entry.contact_id)
    assert held is not None
    at = db.now(session)
    leg = call.ring_answered(session, held, "CA" + "1" * 32, at)
    assert leg is not None
    call.accepted(session, held, at)
    reservation.joined(session, held, person=True, at=at)
    call.joined(session, held, leg, at)
    session.commit()


def contact_of(session: Session, entry: QueueEntry) -> Contact:
    session.expire_all()
    return session.get_one(Contact, entry.contact_id)


def page(browser: Browser, path: str = "/") -> str:
    return browser.get(path).get_data(as_text=True)


def test_the_desk_shows_who_waits_and_for_how_long(amina: Browser, enter: Enter) -> None:
    enter("ar", "place", 372, priority="danger")
    enter("fr", "report", 20)
    html = page(amina)
    assert "Arabic" in html
    assert "06:1" in html
    assert "danger" in html
    assert "someone in the street" in html


def test_a_script_gets_only_the_parts_that_change(amina: Browser, enter: Enter) -> None:
    someone = enter().contact_id
    html = page(amina, f"/?contact={someone}&part=live")
    assert "<html" not in html
    parts = re.findall(r'<div id="(\w+)"[^>]* data-part', html)
    assert len(parts) == html.count("data-part") >= 6
    whole = page(amina, f"/?contact={someone}")
    assert [part for part in parts if f'id="{part}"' not in whole] == []
    assert html.count("data-part") >= 6
    assert amina.get("/?part=nonsense").status_code == 404


def test_whoever_was_slower_reads_who_took_the_call(app: Flask, amina: Browser, hire: Hire, enter: Enter) -> None:
    hire("tom")
    tom = Browser(app)
    tom.log_in("tom")
    entry = enter()
    amina.send(f"/queue/{entry.id}/accept")
    assert tom.send(f"/queue/{entry.id}/accept").status_code == 303
    assert "amina took this call." in page(tom)


def test_an_unanswered_call_can_be_given_back_and_keeps_its_place(
    amina: Browser, enter: Enter, session: Session
) -> None:
    entry = enter(waited_s=100)
    amina.post_json(f"/api/queue/{entry.id}/accept")
    assert amina.send(f"/queue/{entry.id}/give-back").status_code == 303
    (shown,) = amina.get("/api/queue").json["entries"]
    assert shown["state"] == "waiting"
    assert shown["waited_s"] >= 100
    assert amina.post_json(f"/api/queue/{entry.id}/give-back").status_code == 404


def test_a_talk_is_finished_closed_and_the_dispatcher_is_ready_again(
    amina: Browser, enter: Enter, session: Session
) -> None:
    entry = enter()
    talk(session, amina, entry)
    assert "You are talking" in page(amina)
    assert amina.post_json(f"/api/contacts/{entry.contact_id}/finish").status_code == 200
    assert amina.get("/api/me").json["activity"] == "wrap_up"
    assert "Say how it ended." in page(amina)
    amina.send(f"/contacts/{entry.contact_id}/close", disposition="place", then="available", text="bed 4")
    contact = contact_of(session, entry)
    assert (contact.disposition, contact.outcome) == ("place", "helped")
    assert contact.closed_at is not None
    assert amina.get("/api/me").json["activity"] == "available"
    assert "Take a call, or choose someone in the line." in page(amina)
    assert "bed 4" in page(amina, f"/?contact={entry.contact_id}")


def test_closing_while_talking_ends_the_talk_too(amina: Browser, enter: Enter, session: Session) -> None:
    entry = enter()
    talk(session, amina, entry)
    amina.send(f"/contacts/{entry.contact_id}/close", disposition="informed", then="away")
    assert contact_of(session, entry).ended_at is not None
    assert amina.get("/api/queue").json["entries"] == []
    assert amina.get("/api/me").json["activity"] == "away"


def test_a_colleagues_talk_cannot_be_ended_or_closed(
    app: Flask, amina: Browser, hire: Hire, enter: Enter, session: Session
) -> None:
    hire("tom")
    tom = Browser(app)
    tom.log_in("tom")
    entry = enter()
    talk(session, amina, entry)
    assert tom.post_json(f"/api/contacts/{entry.contact_id}/finish").status_code == 404
    tom.send(f"/contacts/{entry.contact_id}/close", disposition="informed", then="available")
    assert contact_of(session, entry).closed_at is None


def test_a_note_is_encrypted_shown_and_harmless(
    amina: Browser, enter: Enter, session: Session, house: web.House
) -> None:
    entry = enter()
    said = "<script>alert(1)</script> waits at the fountain"
    assert amina.post_json(f"/api/contacts/{entry.contact_id}/notes", {"text": said}).status_code == 201
    stored = session.scalars(select(Note.text)).one()
    assert b"fountain" not in stored
    assert house.vault.open(stored) == said
    html = page(amina, f"/?contact={entry.contact_id}")
    assert "&lt;script&gt;alert(1)" in html
    too_long = amina.post_json(f"/api/contacts/{entry.contact_id}/notes", {"text": "x" * 2001})
    assert (too_long.status_code, too_long.json) == (400, {"error": "too_long"})
    assert amina.post_json(f"/api/contacts/{entry.contact_id}/notes", {"text": 7}).status_code == 400


def test_a_second_call_of_the_same_number_is_marked_and_the_number_is_masked(
    amina: Browser, enter: Enter, house: web.House
) -> None:
    number = "+32470123456"
    known = {"number": house.vault.lock(number), "number_hash": house.vault.hash(number)}
    enter(waited_s=86400, **known)
    entry = enter(**known)
    html = page(amina, f"/?contact={entry.contact_id}")
    assert "call no. 2 in 30 days" in html
    assert "+3247•••••56" in html
    assert number not in html


def test_looking_at_a_person_is_put_on_record_once(amina: Browser, enter: Enter, session: Session) -> None:
    entry = enter()
    for _ in range(3):
        page(amina, f"/?contact={entry.contact_id}")
    page(amina, f"/?contact={entry.contact_id}&part=live")
    looks = session.scalars(select(Event).where(Event.kind == "opened")).all()
    assert [look.detail for look in looks] == [{"dispatcher": "amina"}]


def test_a_person_who_is_not_on_record_is_an_empty_place(amina: Browser) -> None:
    for nonsense in ("999", "x", "٣", "9" * 40):
        assert amina.get(f"/?contact={nonsense}").status_code == 200


def test_silent_parts_are_announced(amina: Browser, session: Session) -> None:
    assert "No sign of life from: clock, rings, worker" in page(amina)
    for part in beat.PARTS:
        beat.strike(session, part, db.now(session))
    session.commit()
    assert "No sign of life" not in page(amina)


def test_an_open_console_keeps_the_chair_taken(amina: Browser, session: Session) -> None:
    person = session.scalars(select(Dispatcher)).one()
    person.seen_at = db.now(session) - timedelta(minutes=5)
    session.commit()
    amina.get("/api/queue")
    session.expire_all()
    assert db.now(session) - session.scalars(select(Dispatcher.seen_at)).one() < timedelta(seconds=5)


def test_the_desk_speaks_the_dispatchers_language(app: Flask, hire: Hire, enter: Enter) -> None:
    enter("ar")
    for language, arabic in (("fr", "Arabe"), ("nl", "Arabisch"), ("en", "Arabic")):
        hire(f"someone-{language}", console_language=language)
        someone = Browser(app)
        someone.log_in(f"someone-{language}")
        html = page(someone)
        assert f'<html lang="{language}"' in html
        assert arabic in html


def test_todays_waits_are_shown_with_a_drawing_and_a_table(amina: Browser, enter: Enter, session: Session) -> None:
    assert "–" in page(amina, "/waits")
    entry = enter(waited_s=60)
    talk(session, amina, entry)
    html = page(amina, "/waits")
    assert "<svg" in html
    assert "100 %" in html
    assert "<table" in html


def test_closing_a_callback_that_rings_lets_both_ends_go(amina: Browser, enter: Enter, session: Session) -> None:
    entry = enter()
    entry.channel = "callback"
    session.commit()
    assert amina.post_json(f"/api/queue/{entry.id}/accept").status_code == 200
    held = reservation.reservation_of(session, entry.contact_id)
    assert held is not None
    for sid, role in (("CAdesk", LegRole.DISPATCHER), ("CAback", LegRole.CALLED_BACK)):
        call.ringing(session, held, sid, role, db.now(session))
    session.commit()
    amina.send(f"/contacts/{entry.contact_id}/close", disposition="nothing")
    assert contact_of(session, entry).ended_at is not None
    assert len(session.scalars(select(Promise).where(Promise.kind == "move")).all()) == 2


def test_who_says_away_during_a_talk_is_away_after_it(amina: Browser, enter: Enter, session: Session) -> None:
    entry = enter()
    talk(session, amina, entry)
    amina.post_json("/api/activity", {"activity": "away"})
    assert amina.post_json(f"/api/contacts/{entry.contact_id}/finish").status_code == 200
    assert amina.get("/api/me").json["activity"] == "away"
