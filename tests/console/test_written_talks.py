"""A dispatcher answers people who write: without JavaScript here, as a browser does in tests/browser."""

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import conversation, reservation
from hotline.core.contact import Contact
from hotline.core.conversation import Conversation
from hotline.core.dispatcher import Dispatcher
from tests.console.conftest import Enter, Hire
from tests.console.pages import Browser
from tests.console.test_desk import page, talk
from tests.console.writers import Writer


def form_id(html: str) -> str:
    (found,) = re.findall(r'name="client_id" id="reply-id" value="([^"]+)"', html)
    return str(found)


def answers(amina: Browser, writer: Writer, text: str) -> None:
    html = page(amina, f"/?contact={writer.id}")
    sent = amina.send(f"/contacts/{writer.id}/write", text=text, client_id=form_id(html))
    assert sent.status_code == 303


def test_a_dispatcher_reads_the_whole_talk_answers_and_hands_back(
    amina: Browser, session: Session, house: web.House
) -> None:
    writer = Writer(session, house, "ar", "مرحبا", "أبحث عن سرير")
    html = page(amina, f"/?contact={writer.id}")
    assert "أبحث عن سرير" in html
    assert 'dir="rtl"' in html
    assert "I am passing you to a person of our team." in html
    assert "waits for a person; the assistant is silent" in html
    assert 'id="reply-text"' not in html
    accepted = amina.post_json(f"/api/queue/{writer.entry.id}/accept")
    assert accepted.status_code == 200
    assert (writer.state, writer.entry.state) == ("dispatcher", "bridged")
    answers(amina, writer, "أهلا")
    assert writer.got() == ["أهلا"]
    html = page(amina, f"/?contact={writer.id}")
    assert "You are writing with this person" in html
    assert "amina" in html
    assert amina.send(f"/contacts/{writer.id}/hand-back").status_code == 303
    assert writer.state == "assistant"
    assert writer.said()[-1] == "handed_back"
    assert "What was written" not in page(amina)


def test_a_double_click_is_one_message_and_the_same_words_later_are_a_second(
    amina: Browser, session: Session, house: web.House
) -> None:
    writer = Writer(session, house)
    amina.post_json("/api/queue/next/accept")
    first = form_id(page(amina, f"/?contact={writer.id}"))
    for _ in range(2):
        amina.send(f"/contacts/{writer.id}/write", text="Yes", client_id=first)
    assert writer.got() == ["Yes"]
    amina.send(f"/contacts/{writer.id}/write", text="No", client_id=first)
    answers(amina, writer, "Yes")
    assert writer.got() == ["Yes", "No", "Yes"]


def test_ready_answers_come_in_the_language_of_the_person_and_can_be_finished(
    amina: Browser, session: Session, house: web.House
) -> None:
    writer = Writer(session, house, "fr")
    amina.post_json("/api/queue/next/accept")
    html = page(amina, f"/?contact={writer.id}")
    assert "Where are you now?" in html
    assert "Où êtes-vous maintenant" in html
    html = page(amina, f"/?contact={writer.id}&reply=where")
    assert re.search(r'<textarea id="reply-text"[^>]*>Où êtes-vous maintenant', html)


def test_who_writes_a_language_without_our_words_gets_ready_answers_in_english(
    amina: Browser, session: Session, house: web.House
) -> None:
    writer = Writer(session, house, "ti")
    amina.post_json("/api/queue/next/accept")
    assert "Where are you now?" in page(amina, f"/?contact={writer.id}")


def test_only_whoever_has_the_talk_may_write_in_it(
    app: Flask, amina: Browser, hire: Hire, session: Session, house: web.House
) -> None:
    writer = Writer(session, house)
    refused = amina.post_json(f"/api/contacts/{writer.id}/messages", {"client_message_id": "a", "text": "x"})
    assert (refused.status_code, refused.json) == (409, {"error": "not_talking"})
    amina.post_json("/api/queue/next/accept")
    hire("tom")
    tom = Browser(app)
    tom.log_in("tom")
    assert tom.post_json(f"/api/contacts/{writer.id}/messages", {"client_message_id": "a", "text": "x"}).json == {
        "error": "not_talking"
    }
    assert tom.post_json(f"/api/contacts/{writer.id}/hand-back").status_code == 409
    said = amina.post_json(f"/api/contacts/{writer.id}/messages", {"client_message_id": "a", "text": "hello"})
    again = amina.post_json(f"/api/contacts/{writer.id}/messages", {"client_message_id": "a", "text": "hello"})
    assert (said.status_code, again.json) == (202, said.json)
    long = amina.post_json(f"/api/contacts/{writer.id}/messages", {"client_message_id": "b", "text": "x" * 1001})
    assert (long.status_code, long.json) == (400, {"error": "too_long"})
    assert writer.got() == ["hello"]


def test_three_written_talks_at_a_time_with_marks_for_what_is_unread(
    amina: Browser, session: Session, house: web.House
) -> None:
    writers = [Writer(session, house, code) for code in ("fr", "ar", "pl", "ro")]
    taken = [amina.post_json("/api/queue/next/accept") for _ in writers]
    assert [answer.status_code for answer in taken] == [200, 200, 200, 409]
    assert taken[-1].json == {"error": "busy"}
    page(amina, f"/?contact={writers[0].id}")
    writers[0].writes("deux mots")
    writers[1].writes("كلمة")
    html = page(amina, f"/?contact={writers[2].id}")
    assert html.count("my-talk-") == 3
    assert html.count("unread: 1") == 2
    page(amina, f"/?contact={writers[0].id}")
    assert page(amina, f"/?contact={writers[2].id}").count("unread: 1") == 1


def test_a_written_talk_ends_with_the_form_of_every_talk_and_counts_as_helped(
    amina: Browser, session: Session, house: web.House
) -> None:
    writer = Writer(session, house)
    amina.post_json("/api/queue/next/accept")
    closing = {"ending": "1", "disposition": "informed", "caller": "person", "needs": "shelter", "then": "available"}
    assert amina.send(f"/contacts/{writer.id}/close", **closing).status_code == 303
    contact = session.get_one(Contact, writer.id, populate_existing=True)
    assert (writer.state, contact.disposition, contact.outcome) == ("closed", "informed", "helped")
    assert contact.ended_at is not None
    assert amina.get("/api/me").json["activity"] == "available"  # type: ignore[index]


def test_given_back_to_the_line_a_colleague_takes_it_with_all_that_was_written(
    app: Flask, amina: Browser, hire: Hire, session: Session, house: web.House
) -> None:
    writer = Writer(session, house, "fr", "bonjour")
    amina.post_json("/api/queue/next/accept")
    answers(amina, writer, "Bonsoir")
    assert amina.send(f"/queue/{writer.entry.id}/give-back").status_code == 303
    assert (writer.state, writer.entry.front) == ("waiting", True)
    hire("tom")
    tom = Browser(app)
    tom.log_in("tom")
    assert tom.post_json("/api/queue/next/accept").status_code == 200
    html = page(tom)
    assert "Bonsoir" in html
    assert "bonjour" in html


def test_handed_on_to_a_colleague_it_is_theirs_to_take(
    app: Flask, amina: Browser, hire: Hire, session: Session, house: web.House
) -> None:
    writer = Writer(session, house, "fr")
    amina.post_json("/api/queue/next/accept")
    ids = {}
    for name in ("tom", "lea"):
        ids[name] = hire(name).id
    tom, lea = Browser(app), Browser(app)
    tom.log_in("tom")
    lea.log_in("lea")
    assert "tom · " in page(amina, f"/?contact={writer.id}")
    assert amina.send(f"/contacts/{writer.id}/hand-on", colleague=str(ids["tom"])).status_code == 303
    assert writer.state == "waiting"
    assert "handed to you" in page(tom)
    assert lea.post_json("/api/queue/next/accept").json == {"error": "empty"}
    assert tom.post_json("/api/queue/next/accept").status_code == 200
    assert (writer.state, writer.said()[-1]) == ("dispatcher", "wait")


def test_a_supervisor_takes_a_written_talk_over(
    amina: Browser, sam: Browser, session: Session, house: web.House
) -> None:
    writer = Writer(session, house)
    amina.post_json("/api/queue/next/accept")
    assert sam.send(f"/contacts/{writer.id}/take-over").status_code == 303
    assert (writer.state, writer.entry.state) == ("dispatcher", "bridged")
    answers(sam, writer, "Ici Sam")
    assert writer.got() == ["Ici Sam"]
    refused = amina.post_json(f"/api/contacts/{writer.id}/messages", {"client_message_id": "a", "text": "x"})
    assert refused.json == {"error": "not_talking"}


def test_during_a_call_no_chat_is_taken_and_one_that_goes_on_is_marked(
    amina: Browser, enter: Enter, session: Session, house: web.House
) -> None:
    writer = Writer(session, house)
    amina.post_json(f"/api/queue/{writer.entry.id}/accept")
    talk(session, amina, enter())
    assert "interrupted by a call" in page(amina)
    other = Writer(session, house)
    assert amina.post_json(f"/api/queue/{other.entry.id}/accept").json == {"error": "busy"}


def test_who_left_the_page_stays_visible_with_when_they_were_last_seen(
    amina: Browser, session: Session, house: web.House
) -> None:
    writer = Writer(session, house)
    assert "last seen" not in page(amina, f"/?contact={writer.id}")
    writer.talk.heard_at = db.now(session) - timedelta(minutes=20)
    session.commit()
    assert "last seen" in page(amina, f"/?contact={writer.id}")


def test_the_dispatcher_sees_why_the_assistant_raised_a_priority_and_may_overrule_it(
    amina: Browser, session: Session, house: web.House
) -> None:
    writer = Writer(session, house, "fr", priority="danger", why="assistant_silent")
    html = page(amina, f"/?contact={writer.id}")
    assert "raised because: the assistant did not answer" in html
    assert amina.send(f"/contacts/{writer.id}/priority", priority="normal").status_code == 303
    assert writer.entry.priority == "normal"
    assert "amina corrected: danger → normal" in page(amina, f"/?contact={writer.id}")


def test_what_a_person_raised_only_a_supervisor_lowers(amina: Browser, enter: Enter, session: Session) -> None:
    entry = enter(priority="danger")
    amina.send(f"/contacts/{entry.contact_id}/priority", priority="normal")
    session.refresh(entry)
    assert entry.priority == "danger"


def test_a_written_talk_needs_no_line_and_leaves_nobody_in_wrap_up(
    amina: Browser, session: Session, house: web.House
) -> None:
    writer = Writer(session, house)
    amina.post_json("/api/queue/next/accept")
    assert amina.post_json(f"/api/contacts/{writer.id}/finish").status_code == 200
    assert writer.state == "closed"
    (person,) = session.query(Dispatcher).all()
    session.refresh(person)
    assert person.activity == "available"
    assert "The conversation is over. Say how it ended." in page(amina)


def test_two_dispatchers_at_once_have_one_holder(app: Flask, amina: Browser, hire: Hire, session: Session) -> None:
    hire("tom")
    tom = Browser(app)
    tom.log_in("tom")
    writer = Writer(session, app.extensions["hotline"])
    answers = [one.post_json(f"/api/queue/{writer.entry.id}/accept") for one in (amina, tom)]
    assert [answer.status_code for answer in answers] == [200, 409]
    held = reservation.reservation_of(session, writer.id)
    assert held is not None
    assert held.dispatcher.username == "amina"
    assert conversation.of_contact(session, writer.id) is not None
    assert session.get_one(Conversation, writer.talk.id).state == "dispatcher"


def test_what_the_assistant_knows_goes_to_the_dispatcher_with_the_rule_that_raised_it(
    amina: Browser, session: Session, house: web.House
) -> None:
    writer = Writer(session, house, "fr", priority="danger", why="fr.not_breathing")
    form = {"place": "devant le Delhaize", "commune": "Ixelles", "people_count": 2, "condition": "asleep"}
    conversation.remember(house.vault, writer.talk, {"form": {**form, "animals": True, "contact": "0470123456"}})
    session.commit()
    html = page(amina, f"/?contact={writer.id}")
    for fact in (
        "devant le Delhaize, Ixelles",
        '<dd dir="auto">2</dd>',
        "asleep",
        "words of danger: not breathing (fr)",
    ):
        assert fact in html
    assert "0470123456" not in html, "nobody allowed to be reached"
