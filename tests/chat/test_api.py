"""Somebody writes to us: what they write is kept once, in its order, answered once, and read by them alone."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from hotline import clock, db, web
from hotline.chat import limits
from hotline.core import conversation, queue
from hotline.core.contact import Contact
from hotline.core.conversation import Conversation, Message
from hotline.gateways import live
from hotline.local.ports import free_port
from tests.chat.conftest import Echo, Person
from tests.core.conftest import hired


def nowhere() -> Redis:
    """A Redis that is down."""
    return live.connect(f"redis://127.0.0.1:{free_port()}/0")


def texts(person: Person, sender: str) -> list[str]:
    return [one["text"] for one in person.read() if one["from"] == sender]


def test_what_somebody_writes_is_stored_and_answered(person: Person, echo: Echo) -> None:
    answer = person.write("Bonjour", "m1")
    assert answer.status_code == 202
    first, second = person.read()
    assert first == {
        "id": answer.json["id"],  # type: ignore[index]
        "from": "person",
        "text": "Bonjour",
        "language": "fr",
        "choices": [],
        "say": None,
        "client_message_id": "m1",
    }
    assert (second["from"], second["text"], second["say"]) == ("assistant", "You said: Bonjour", "echo")
    assert person.state()["state"] == "assistant"


def test_without_an_assistant_a_person_answers(person: Person, session: Session) -> None:
    hired(session, "amina")
    session.commit()
    person.write("Bonjour")
    state = person.state()
    assert (state["state"], state["position"]) == ("waiting", 1)
    assert state["wait_bound_s"] > 0
    assert "1" in state["text"]
    assert "wait" in [one["say"] for one in person.read()]


def test_a_message_sent_twice_is_kept_and_answered_once(person: Person, echo: Echo) -> None:
    one, two = person.write("Bonjour", "m1"), person.write("Bonjour", "m1")
    assert (one.status_code, two.status_code) == (202, 202)
    assert one.json["id"] == two.json["id"]  # type: ignore[index]
    assert len(person.read()) == 2
    assert echo.asked == ["Bonjour"]


def test_a_message_is_on_the_disk_before_it_is_acknowledged(person: Person, session: Session) -> None:
    body = {"client_message_id": "m1", "text": "Bonjour"}
    answer = person.client.post(f"{person.path}/messages", json=body, headers=person.headers)  # not closed: no turn yet
    assert answer.status_code == 202
    assert session.scalars(select(Message.client_message_id)).all() == ["m1"]
    answer.close()


def test_only_what_came_after_is_read(person: Person, echo: Echo) -> None:
    person.write("un")
    last = person.read()[-1]["id"]
    person.write("deux")
    assert [one["text"] for one in person.read(last)] == ["deux", "You said: deux"]
    assert person.read("nonsense") == person.read()


@pytest.mark.parametrize("what", ["wrong", "none", "another's", "unknown", "erased"])
def test_nobody_else_reads_or_writes(person: Person, public_app: Flask, session: Session, what: str) -> None:
    person.write("Bonjour")
    path, headers = person.path, person.headers
    if what == "wrong":
        headers = {"Authorization": "Bearer wrong"}
    elif what == "none":
        headers = {}
    elif what == "another's":
        headers = Person(public_app).headers
    elif what == "unknown":
        path = "/chat/conversations/nothing"
    else:
        talk = session.scalars(select(Conversation)).one()
        conversation.forget(session, talk.contact_id)
        session.commit()
    told = set()
    for answer in (
        person.client.get(f"{path}/messages", headers=headers),
        person.client.get(f"{path}/events", headers=headers),
        person.client.post(f"{path}/messages", json={"client_message_id": "x", "text": "y"}, headers=headers),
    ):
        assert answer.status_code == 401
        told.add(answer.get_data())
    assert len(told) == 1


def test_what_goes_wrong_is_said_in_the_persons_language_with_a_way_to_a_person(person: Person) -> None:
    headers = {**person.headers, "Accept-Language": "nl"}
    body = {"client_message_id": "x", "text": " \n"}
    answer = person.client.post(f"{person.path}/messages", json=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json["error"] == "empty"  # type: ignore[index]
    assert "112" in answer.json["call"]  # type: ignore[index]
    assert "0800 12 345" in answer.json["call"]  # type: ignore[index]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"[]",
        b'"text"',
        b"{}",
        b'{"client_message_id": 7, "text": "a"}',
        b'{"client_message_id": "", "text": "a"}',
        b'{"client_message_id": "x\\u0000", "text": "a"}',
        b'{"client_message_id": "a", "text": null}',
        b'{"client_message_id": "a", "text": ["b"]}',
        b'{"client_message_id": "%s", "text": "a"}' % (b"x" * 65),
        b"[" * 5000,
        b"\xff\xfe",
    ],
    ids=lambda body: body[:40].decode("latin-1"),
)
def test_nonsense_is_refused_and_nothing_breaks(person: Person, body: bytes) -> None:
    headers = {**person.headers, "Content-Type": "application/json"}
    answer = person.client.post(f"{person.path}/messages", data=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json["message"]  # type: ignore[index]
    assert person.read() == []


def test_a_form_of_a_foreign_page_writes_nothing(person: Person) -> None:
    answer = person.client.post(f"{person.path}/messages", data={"text": "a"}, headers=person.headers)
    assert answer.status_code == 400


def test_a_message_of_a_hundred_thousand_characters_is_refused_and_a_long_one_is_cut(
    person: Person, echo: Echo
) -> None:
    assert person.write("a" * 100_000).status_code == 413
    answer = person.write("a" * 60_000)
    assert (answer.status_code, answer.json["cut"]) == (202, True)  # type: ignore[index]
    assert texts(person, "person") == ["a" * 1000]
    assert echo.asked == ["a" * 1000]


def test_signs_that_cannot_be_shown_are_left_out(person: Person, echo: Echo) -> None:
    person.write("/restart\x00\x1b[31m a\tb\r\nc \ud800 😀 \u200f")
    assert texts(person, "person") == ["/restart[31m a b\nc  😀 \u200f"]


def test_fifty_messages_at_once_are_kept_in_order_and_answered_once_each(person: Person, echo: Echo) -> None:
    with ThreadPoolExecutor(10) as people:
        done = list(people.map(lambda number: person.write(f"message {number}", f"m{number}"), range(50)))
    assert {one.status_code for one in done} == {202}
    kept = texts(person, "person")
    assert sorted(kept) == sorted(f"message {number}" for number in range(50))
    assert texts(person, "assistant") == [f"You said: {one}" for one in kept]


def test_who_writes_too_fast_is_told_so_kindly_with_the_way_to_a_person(
    person: Person, echo: Echo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WRITE_MOST", 2)
    monkeypatch.setattr(limits, "WRITE_WINDOW_S", 3600)
    answers = [person.write("encore") for _ in range(4)]
    assert [one.status_code for one in answers][-1] == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "112" in answers[-1].json["call"]  # type: ignore[index]


def test_many_new_conversations_from_one_address_are_refused_and_others_begin(
    public_app: Flask, house: web.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BEGIN_MOST", 2)
    monkeypatch.setattr(limits, "BEGIN_WINDOW_S", 3600)
    here = "192.0.2.77"
    house.redis.flushdb()
    for _ in range(2):
        Person(public_app, address=here)
    client = public_app.test_client()
    refused = client.post("/chat/conversations", environ_base={"REMOTE_ADDR": here})
    assert refused.status_code == 429
    assert refused.headers["Retry-After"]
    Person(public_app, address="192.0.2.78")
    kept = b" ".join(house.redis.keys("hotline:chat:*"))
    assert b"192.0.2" not in kept


def test_without_redis_people_write_and_are_limited_all_the_same(
    public_app: Flask, house: web.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(public_app.extensions, "hotline", replace(house, redis=nowhere()))
    monkeypatch.setattr(limits, "WRITE_MOST", 2)
    monkeypatch.setattr(limits, "WRITE_WINDOW_S", 3600)
    person = Person(public_app)
    assert [person.write("a").status_code for _ in range(3)] == [202, 202, 429]
    assert person.state()["state"] == "waiting"


def test_a_browser_without_scripts_is_known_by_a_cookie_of_this_conversation_alone(public_app: Flask) -> None:
    client = public_app.test_client()
    began = client.post("/chat/conversations", json={"language": "fr"})
    path = f"/chat/conversations/{began.json['id']}"  # type: ignore[index]
    cookie = began.headers["Set-Cookie"]
    assert re.search(rf"Path={re.escape(path)}(;|$)", cookie)
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Secure"))
    secure = {"base_url": "https://hotline.example"}
    client.post("/chat/conversations", json={}, **secure)  # type: ignore[arg-type]
    began = client.post("/chat/conversations", json={"language": "fr"}, **secure)  # type: ignore[arg-type]
    path = f"/chat/conversations/{began.json['id']}"  # type: ignore[index]
    assert client.get(f"{path}/messages", **secure).status_code == 200  # type: ignore[arg-type]
    body = {"client_message_id": "a", "text": "b"}
    for headers, status in (
        ({"Sec-Fetch-Site": "cross-site"}, 401),
        ({"Sec-Fetch-Site": "same-site"}, 401),
        ({"Origin": "https://evil.example"}, 401),
        ({"Origin": "null"}, 401),
        ({}, 401),
        ({"Sec-Fetch-Site": "same-origin"}, 202),
        ({"Origin": "https://hotline.example"}, 202),
    ):
        answer = client.post(f"{path}/messages", json=body, headers=headers, **secure)  # type: ignore[arg-type]
        assert answer.status_code == status, headers


def test_what_a_process_left_unanswered_is_answered_by_the_clock(
    person: Person, session: Session, house: web.House
) -> None:
    body = {"client_message_id": "m1", "text": "Bonjour"}
    person.client.post(f"{person.path}/messages", json=body, headers=person.headers)  # and killed here: no turn
    assert conversation.due(session, db.now(session)) == []  # whoever stored it has leased it
    session.execute(update(Conversation).values(leased_until=db.now(session)))
    session.commit()
    at = db.now(session)
    assert conversation.due(session, at - timedelta(hours=1)) == []  # another process may be at it
    assert len(conversation.due(session, at)) == 1
    clock.have_answered(replace(house, redis=nowhere()), conversation.due(session, at)[0])
    assert "wait" in [one["say"] for one in person.read()]
    assert conversation.due(session, db.now(session)) == []


def test_nobody_pays_for_a_page_that_was_only_looked_at(public_app: Flask, session: Session) -> None:
    assert public_app
    assert session.scalar(select(func.count()).select_from(Conversation)) == 0


def test_who_leaves_is_not_waited_for(person: Person, session: Session) -> None:
    person.write("Bonjour")
    assert person.client.post(f"{person.path}/close", headers=person.headers).status_code == 204
    assert person.state()["state"] == "closed"
    assert person.state()["text"]
    contact = session.scalars(select(Contact)).one()
    assert (contact.outcome, contact.ended_at is not None) == ("abandoned", True)
    assert queue.live_entry(session, contact.id) is None
    assert person.write("Encore").status_code == 202  # they have changed their mind: the place is still theirs
    assert person.state()["state"] == "waiting"


def test_who_leaves_the_assistant_needed_no_human(person: Person, echo: Echo, session: Session) -> None:
    person.write("Bonjour")
    person.client.post(f"{person.path}/close", headers=person.headers)
    assert session.scalars(select(Contact.outcome)).one() == "assistant_only"
    again = person.write("Encore")
    assert (again.status_code, again.json["error"]) == (409, "closed")  # type: ignore[index]
    assert person.state()["text"]


def test_a_language_that_somebody_chose_stays(person: Person, echo: Echo, session: Session) -> None:
    def choose(language: object) -> int:
        return person.client.post(
            f"{person.path}/language", json={"language": language}, headers=person.headers
        ).status_code

    assert (choose("nl"), choose("xx"), choose(7)) == (204, 400, 400)
    person.write("Hallo")
    assert person.read()[0]["language"] == "nl"
    assert session.scalars(select(Conversation.language_chosen)).one()


def test_danger_written_while_waiting_is_heard_and_112_named_once(person: Person, session: Session) -> None:
    person.write("Bonjour")
    for client_id in ("m1", "m1", "m2"):
        person.write("il ne respire plus, il est par terre", client_id)
    assert [one["say"] for one in person.read()].count("tell_112") == 1
    entry = session.scalars(select(queue.QueueEntry)).one()
    assert (entry.priority, entry.state) == ("danger", "waiting")


def test_what_was_offered_while_waiting_can_still_be_chosen_after_112(person: Person) -> None:
    person.write("Bonjour")
    assert person.read()[-1]["say"] == "nobody_at_work"
    person.write("il ne respire plus, il est par terre")
    person.write("callback")
    assert [one["say"] for one in person.read()[-4:]] == [None, "tell_112", None, "ask_number"]
