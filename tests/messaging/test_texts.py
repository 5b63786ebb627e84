"""Who may speak to the channel of texts, and what becomes of a text: once, in order or not, with a short answer."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hotline import db, web
from hotline.core import opt_out, sms, text_in
from hotline.core.centre import Centre
from hotline.core.contact import Contact
from hotline.core.conversation import Message
from hotline.core.outbox import Promise
from hotline.core.sms import Sms
from hotline.core.text_in import TextIn
from tests.messaging.conftest import OURS, PHONE, Texting
from tests.parts import BASE, NUMBER, OLD_TOKEN

PATHS = ("/messaging/incoming", "/messaging/status")
EMPTY = b"<Response/>"


def refused(response: TestResponse) -> bool:
    return (response.status_code, response.data) == (403, b"")


def answers(session: Session, house: web.House) -> list[str]:
    session.rollback()
    rows = session.scalars(select(Sms).order_by(Sms.id))
    return [house.vault.open(row.body) or "" for row in rows if row.body]


# Who may speak


def test_every_address_of_the_channel_refuses_what_twilio_did_not_sign(public_app: Flask, texting: Texting) -> None:
    found = sorted(rule.rule for rule in public_app.url_map.iter_rules() if rule.rule.startswith("/messaging"))
    assert found == sorted(PATHS)
    for path in PATHS:
        assert refused(texting.raw(path, urlencode(texting.text("SM1")).encode()))
        assert refused(Texting(public_app, token="x" * 32).send(path, texting.text("SM1")))
        assert refused(texting.send(path, texting.text("SM1"), signed_for=f"{BASE}/voice/incoming"))
        assert public_app.test_client().get(path).status_code == 405


@pytest.mark.parametrize(
    "wrong",
    [
        {"AccountSid": "AC" + "1" * 32},
        {"To": "+32499000000"},
        {"To": NUMBER},
        {"To": ""},
        {"MessageSid": ""},
        {"MessageSid": "SM 1"},
        {"MessageSid": "", "ConferenceSid": "CF1"},
    ],
)
def test_a_text_of_another_account_or_for_another_number_is_refused(
    texting: Texting, session: Session, wrong: dict[str, str]
) -> None:
    assert refused(texting.arrives("hello", **wrong))
    assert session.scalars(select(TextIn)).all() == []


def test_news_of_a_text_that_was_not_sent_from_our_number_is_refused(texting: Texting) -> None:
    assert refused(texting.send("/messaging/status", texting.text("SM1", From=PHONE, To=PHONE, MessageStatus="sent")))


def test_the_token_before_the_rotation_is_still_accepted(public_app: Flask, texting: Texting) -> None:
    assert Texting(public_app, token=OLD_TOKEN).arrives("hello").status_code == 200
    assert texting.arrives("hello", "SM2").data.endswith(EMPTY)


# A text comes in


def test_a_text_that_is_delivered_twice_counts_once(texting: Texting, session: Session) -> None:
    first, second = texting.arrives("hello"), texting.arrives("hello")
    assert first.data == second.data
    assert first.data.endswith(EMPTY)
    assert len(session.scalars(select(TextIn)).all()) == 1
    assert len(session.scalars(select(Message)).all()) == 1


def test_what_was_written_is_stored_only_encrypted_and_forgotten_at_the_provider_within_the_hour(
    texting: Texting, session: Session
) -> None:
    texting.arrives("secret words", NumMedia="1", MediaUrl0="https://media.example/1")
    [owed] = session.scalars(select(Promise).where(Promise.kind == "delete_sms"))
    assert (owed.args, owed.due_at - owed.made_at) == ({"sid": "SM1", "pictures": True}, timedelta(hours=1))
    rows = [row for table in db.Base.metadata.sorted_tables for row in session.execute(select(table))]
    assert "secret" not in str(rows)
    assert "media.example" not in str(rows)


@pytest.mark.parametrize("from_", ["Proximus", "1933", "anonymous", "whatsapp:", ""])
def test_a_machine_that_writes_is_not_read(texting: Texting, session: Session, from_: str) -> None:
    assert texting.arrives("Vous avez 1 message", From=from_).status_code == 200
    assert session.scalars(select(Contact)).all() == []


@pytest.mark.parametrize(
    "words", ["STOP", " stop. ", "Arrêt", "ARRÊTEZ !", "stop svp", "Stop SMS", "stoppen", "Désinscrire", "unsubscribe"]
)
def test_who_writes_stop_gets_no_text_any_more_not_even_an_answer(
    texting: Texting, session: Session, house: web.House, words: str
) -> None:
    texting.arrives(words)
    session.rollback()
    assert opt_out.stopped(session, house.vault, PHONE)
    assert session.scalars(select(Contact)).all() == []
    texting.arrives("start", "SM3")
    session.rollback()
    assert not opt_out.stopped(session, house.vault, PHONE)


@pytest.mark.parametrize("words", ["Il ne veut pas arrêter", "Stop him please", "no", "", "🆘", "Le bus 71"])
def test_a_cry_for_help_is_not_taken_for_a_stop(words: str) -> None:
    assert not text_in.is_stop(words)
    assert not text_in.is_start(words)


def test_a_stop_that_the_provider_recognised_itself_counts(
    texting: Texting, session: Session, house: web.House
) -> None:
    texting.arrives("Lopeta", OptOutType="STOP")
    session.rollback()
    assert opt_out.stopped(session, house.vault, PHONE)


def test_a_stop_is_heard_even_if_it_comes_after_a_stop_twice(
    texting: Texting, session: Session, house: web.House
) -> None:
    for n in range(2):
        texting.arrives("STOP", f"SM{n}")
    texting.arrives("START", "SM3")
    texting.arrives("STOP", "SM1")  # a copy of the second: changes nothing
    session.rollback()
    assert not opt_out.stopped(session, house.vault, PHONE)


@pytest.mark.parametrize("words", ["\x00", "\x00STOP\x00", "a" * 60_000, "🙈" * 1600, "'; drop table sms; --"])
def test_nonsense_is_no_error(texting: Texting, words: str) -> None:
    assert texting.arrives(words, From="\x00" if words == "\x00" else PHONE).status_code == 200


def test_a_centre_tells_its_free_places_and_is_thanked_once(
    texting: Texting, session: Session, house: web.House
) -> None:
    at, lock = db.now(session), house.vault.lock
    centre = Centre(name="De Haven", audience=["men"], capacity=9, created_at=at, language="nl")
    centre.phone, centre.phone_hash = lock(PHONE), house.vault.hash(PHONE)
    session.add(centre)
    session.commit()
    for _ in range(2):
        texting.arrives("nog 4 vrij")
    session.expire_all()
    assert centre.free == 4
    assert [row.purpose for row in session.scalars(select(Sms))] == ["centre"]
    texting.arrives("veel", "SM2")
    session.expire_all()
    assert centre.free == 4
    assert len(answers(session, house)) == 2, "what was not understood is said each time"


# How far one of ours has come


def test_the_states_of_a_text_arrive_in_any_order_and_the_last_is_kept(
    texting: Texting, session: Session, house: web.House
) -> None:
    row = sms.owe(session, house.vault, PHONE, "x", db.now(session))
    session.commit()
    for state, then in [
        ("sent", "sent"), ("queued", "sent"), ("a-new-word", "sent"), ("undelivered", "undelivered"),
        ("delivered", "undelivered"), ("sent", "undelivered"),
    ]:  # fmt: skip
        assert texting.comes_to(state, of=row.id, ErrorCode="30003").status_code == 204
        session.expire_all()
        assert row.state == then, state
    assert (row.sid, row.error) == ("SM1", "30003")


@pytest.mark.parametrize("of", ["", "x", "-1", "0", "99999999999999999999", "7"])
def test_news_of_a_text_that_nobody_owes_changes_nothing(texting: Texting, session: Session, of: str) -> None:
    about = texting.text("SM7", From=OURS, To=PHONE, MessageStatus="delivered")
    assert texting.send(f"/messaging/status?sms={of}", about).status_code == 204
    assert session.scalars(select(Sms)).all() == []


# The database is away


def test_without_a_database_twilio_is_answered_and_the_stop_is_heard_later(
    texting: Texting, session: Session, house: web.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, away = text_in.hear, [True]

    def hear(*args: object) -> None:
        if away:
            raise OperationalError("away", None, Exception())
        real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(text_in, "hear", hear)
    answer = texting.arrives("STOP")
    assert (answer.status_code, answer.data.endswith(EMPTY)) == (200, True)
    away.clear()
    _wait_until(lambda: opt_out.stopped(session, house.vault, PHONE))


def _wait_until(true: object) -> None:
    import gevent

    for _ in range(100):
        if true():  # type: ignore[operator]
            return
        gevent.sleep(0.05)
    raise AssertionError("never heard")
