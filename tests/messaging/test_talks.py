"""Somebody writes from a phone: the assistant reads, one text answers, a person can always come in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import conversation, opt_out, retention, text_out
from hotline.core.contact import Contact
from hotline.core.conversation import Conversation, Message, Reply, Sender, State
from hotline.core.meaning import Meaning
from hotline.core.outbox import Promise
from hotline.core.queue import QueueEntry
from hotline.core.sms import Sms
from hotline.core.words import Channel, TextPurpose
from tests.messaging.conftest import PHONE, WHATSAPP, Texting, Worker, fresh


def talk_of(session: Session) -> Conversation:
    return fresh(session).scalars(select(Conversation)).one()


def written(session: Session, house: web.House, sender: Sender = Sender.PERSON) -> list[str]:
    rows = fresh(session).scalars(select(Message).where(Message.sender == sender).order_by(Message.id))
    return [house.vault.open(row.body) or "" for row in rows]


def says(session: Session, house: web.House, *texts: str, choices: tuple[str, ...] = (), say: str = "x") -> None:
    """The assistant writes all this at once; the choices come with the last."""
    talk = talk_of(session)
    for text in texts:
        buttons = tuple({"text": f"({one})", "value": one} for one in choices) if text == texts[-1] else ()
        conversation.say(session, house.vault, talk, Reply(say, text, buttons), db.now(session))
    session.commit()


def test_who_writes_begins_a_talk_with_their_number_kept_encrypted(
    texting: Texting, session: Session, house: web.House
) -> None:
    texting.arrives("J'ai besoin d'aide")
    talk = talk_of(session)
    contact = talk.contact
    assert (contact.channel, talk.state, talk.language) == (Channel.SMS, State.ASSISTANT, "fr")
    assert contact.number
    assert house.vault.open(contact.number) == PHONE
    assert contact.number_hash == house.vault.hash(PHONE)
    [message] = session.scalars(select(Message))
    assert (message.client_message_id, house.vault.open(message.body)) == ("SM1", "J'ai besoin d'aide")


def test_who_writes_is_answered_by_one_text_even_without_an_assistant(
    texting: Texting, session: Session, house: web.House, worker: Worker
) -> None:
    worker.understands.means["Aide"] = None
    texting.arrives("Aide")
    [answer] = worker.works()
    assert "personne" in answer
    entry = fresh(session).scalars(select(QueueEntry)).one()
    assert (entry.channel, entry.state) == ("sms", "waiting")
    [row] = session.scalars(select(Sms))
    assert (row.purpose, row.contact_id, row.state) == (TextPurpose.REPLY, talk_of(session).contact_id, "queued")
    assert worker.works() == []


def test_a_text_delivered_twice_is_answered_once(texting: Texting, session: Session, worker: Worker) -> None:
    worker.understands.means["Aide"] = None
    for _ in range(2):
        texting.arrives("Aide")
        worker.works()
    assert len(worker.sent) == 1
    assert worker.understands.asked == ["Aide"]
    assert len(session.scalars(select(Message).where(Message.sender == Sender.PERSON)).all()) == 1


def test_all_that_is_said_at_once_is_one_text_with_numbered_choices(
    texting: Texting, session: Session, house: web.House, worker: Worker
) -> None:
    texting.arrives("Aide")
    says(session, house, "Bonjour.", "Que cherchez-vous ?", choices=("food", "health"))
    session.execute(update(Message).values(answered_at=db.now(session)))
    session.commit()
    assert worker.works() == ["Bonjour.\nQue cherchez-vous ?\n1 (food)\n2 (health)"]


@pytest.mark.parametrize(
    ("typed", "kept"), [("2", "health"), (" 1. ", "food"), ("1)", "food"), ("3", "3"), ("0", "0"), ("22", "22")]
)
def test_a_digit_stands_for_the_choice_with_its_number(
    texting: Texting, session: Session, house: web.House, typed: str, kept: str
) -> None:
    texting.arrives("Aide")
    says(session, house, "Que cherchez-vous ?", choices=("food", "health"))
    texting.arrives(typed, "SM2")
    assert written(session, house)[-1] == kept


def test_a_digit_after_a_question_without_choices_is_a_number(
    texting: Texting, session: Session, house: web.House
) -> None:
    texting.arrives("Aide")
    says(session, house, "Que cherchez-vous ?", choices=("food", "report"))
    texting.arrives("2", "SM2")
    says(session, house, "Combien de personnes ?")
    texting.arrives("2", "SM3")
    assert written(session, house) == ["Aide", "report", "2"]


def test_a_talk_goes_on_for_hours_and_then_another_begins(texting: Texting, session: Session, house: web.House) -> None:
    texting.arrives("Aide")
    texting.arrives("encore", "SM2")
    assert len(fresh(session).scalars(select(Conversation)).all()) == 1
    session.execute(update(Conversation).values(heard_at=db.now(session) - timedelta(hours=7)))
    session.commit()
    texting.arrives("bonjour", "SM3")
    assert len(fresh(session).scalars(select(Conversation)).all()) == 2
    first = session.scalars(select(Conversation).order_by(Conversation.id)).first()
    assert first
    assert first.contact.number_hash == house.vault.hash(PHONE)


def test_who_waits_for_a_person_stays_in_the_same_talk_however_long(
    texting: Texting, session: Session, worker: Worker
) -> None:
    worker.understands.means["Aide"] = None
    texting.arrives("Aide")
    worker.works()
    session.execute(update(Conversation).values(heard_at=db.now(session) - timedelta(hours=20)))
    session.commit()
    texting.arrives("toujours là", "SM2")
    assert talk_of(session).state == State.WAITING
    assert worker.understands.asked == ["Aide"], "the assistant stays silent from the handoff on"


def test_first_texts_at_the_same_moment_are_one_talk(public_app: Flask, session: Session) -> None:
    start = Barrier(6)

    def write(n: int) -> int:
        start.wait(20)
        return Texting(public_app).arrives("hello", f"SM{n}").status_code

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(write, range(6))) == {200}
    talk_of(session)
    assert len(session.scalars(select(Message)).all()) == 6


def test_sms_and_whatsapp_of_one_phone_are_two_talks_each_answered_its_own_way(
    texting: Texting, session: Session, worker: Worker
) -> None:
    worker.understands.means["Aide"] = None
    texting.arrives("Aide")
    texting.by_whatsapp("Aide", "SM2")
    worker.works()
    assert {to for to, _ in worker.sent} == {PHONE, f"whatsapp:{PHONE}"}
    channels = fresh(session).scalars(select(QueueEntry.channel).order_by(QueueEntry.id)).all()
    assert channels == ["sms", "whatsapp"]


def test_the_states_of_a_whatsapp_message_end_with_being_read(
    texting: Texting, session: Session, worker: Worker
) -> None:
    worker.understands.means["Aide"] = None
    texting.by_whatsapp("Aide")
    worker.works()
    [row] = fresh(session).scalars(select(Sms))
    for state, then in [("sent", "sent"), ("read", "delivered"), ("delivered", "delivered"), ("failed", "delivered")]:
        to = f"whatsapp:{PHONE}"
        assert texting.comes_to(state, str(row.sid), of=row.id, From=WHATSAPP, To=to).status_code == 204
        assert fresh(session).get_one(Sms, row.id).state == then


def test_stop_ends_the_talk_and_nothing_is_sent_any_more_on_either_channel(
    texting: Texting, session: Session, house: web.House, worker: Worker
) -> None:
    worker.understands.means |= {"Aide": None, "Allo": None}
    texting.by_whatsapp("Aide")
    texting.by_whatsapp("STOP", "SM2")
    worker.works()
    assert worker.sent == []
    assert talk_of(session).state == State.CLOSED
    assert opt_out.stopped(session, house.vault, PHONE)
    texting.arrives("Allo", "SM3")
    worker.works()
    assert worker.sent == []
    assert fresh(session).scalars(select(QueueEntry).where(QueueEntry.state == "waiting")).one(), "a person sees it"


def test_who_is_in_danger_and_writes_stop_stays_in_line_unanswered(
    texting: Texting, session: Session, worker: Worker
) -> None:
    worker.understands.means["Aide"] = None
    texting.arrives("Aide")
    worker.works()
    session.execute(update(Contact).values(priority="danger"))
    session.commit()
    texting.arrives("stop", "SM2")
    assert talk_of(session).state == State.WAITING


def test_pictures_are_refused_once_and_the_words_beside_them_are_read(
    texting: Texting, session: Session, house: web.House, worker: Worker
) -> None:
    worker.understands.means["Aide"] = None
    texting.arrives("", NumMedia="1", MediaUrl0="https://media.example/1")
    [answer] = worker.works()
    assert "photos" in answer
    texting.arrives("Aide", "SM2", NumMedia="2")
    worker.works()
    assert worker.understands.asked == ["Aide"]
    assert [words for _, words in worker.sent if "photos" in words] == [answer]
    assert written(session, house) == ["Aide"]


def test_a_place_on_a_map_is_read_as_words(texting: Texting, session: Session, house: web.House) -> None:
    texting.by_whatsapp("", Latitude="50.8359", Longitude="4.3364", MessageType="location")
    assert written(session, house) == ["50.8359, 4.3364"]


def test_a_landline_that_writes_is_sent_nothing_and_a_person_sees_it(
    texting: Texting, session: Session, worker: Worker
) -> None:
    texting.arrives("Aide", From="+3225551234")
    assert worker.works() == []
    assert fresh(session).scalars(select(QueueEntry)).one().channel == "sms"
    assert session.scalars(select(Sms)).all() == []


def test_the_language_is_the_one_of_the_last_call(texting: Texting, session: Session, house: web.House) -> None:
    at = db.now(session)
    session.add(Contact(opened_at=at, language="nl", number_hash=house.vault.hash(PHONE), priority="normal"))
    session.commit()
    texting.arrives("hallo")
    assert talk_of(session).language == "nl"


@pytest.mark.parametrize(
    ("phone", "language"), [("+40721234567", "ro"), ("+48512345678", "pl"), ("+33612345678", "fr")]
)
def test_an_unknown_phone_is_answered_in_the_language_of_its_country(
    texting: Texting, session: Session, phone: str, language: str
) -> None:
    texting.arrives("hello", From=phone)
    assert talk_of(session).language == language


def test_after_many_answers_in_an_hour_a_person_goes_on_and_nothing_is_lost(
    texting: Texting, session: Session, house: web.House, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_out, "MOST", 3)
    for n in range(6):
        texting.arrives(f"m{n}", f"SM{n}")
        if talk_of(session).state == State.ASSISTANT:
            says(session, house, f"réponse {n}")
            session.execute(update(Message).values(answered_at=db.now(session)))
            session.commit()
        worker.works()
    assert len(worker.sent) == 3
    assert "personne" in worker.sent[-1][1]
    assert talk_of(session).state == State.WAITING
    assert written(session, house) == [f"m{n}" for n in range(6)]


def test_what_a_dispatcher_writes_goes_to_the_phone_whole(
    texting: Texting, session: Session, house: web.House, worker: Worker, amina: int
) -> None:
    worker.understands.means["Aide"] = None
    texting.arrives("Aide")
    worker.works()
    words = "Vous êtes victime de violence ? " * 25
    talk, at = talk_of(session), db.now(session)
    for _ in range(2):
        conversation.dispatcher_says(session, house.vault, talk, amina, words, "c1", at)
        session.commit()
    assert worker.works() == [words[:1000]]


def test_past_the_day_of_whatsapp_an_sms_goes_where_that_is_safe(
    texting: Texting, session: Session, house: web.House, worker: Worker
) -> None:
    worker.understands.means["Aide"] = None
    texting.by_whatsapp("Aide")
    worker.works()
    for safe, to in ((None, f"whatsapp:{PHONE}"), (True, PHONE)):
        talk = talk_of(session)
        talk.heard_at, talk.contact.safe_to_text = db.now(session) - timedelta(hours=25), safe
        session.commit()
        says(session, house, f"Nous sommes là. {safe}")
        worker.works()
        assert worker.sent[-1][0] == to


def test_who_says_that_their_phone_is_not_safe_gets_no_more_texts(
    texting: Texting, session: Session, house: web.House, worker: Worker
) -> None:
    texting.arrives("Aide")
    talk_of(session).contact.safe_to_text = False
    session.commit()
    worker.understands.means["Aide"] = None
    assert worker.works() == []
    assert fresh(session).scalars(select(Sms.error)).one() == "not_safe"


def test_both_sides_of_a_talk_are_forgotten_at_the_provider_within_hours(
    texting: Texting, session: Session, worker: Worker
) -> None:
    worker.understands.means["Aide"] = None
    texting.arrives("Aide")
    worker.works()
    owed = fresh(session).scalars(select(Promise).where(Promise.kind == "delete_sms")).all()
    assert {one.args["sid"] for one in owed} == {"SM1", "SM00001"}
    assert max(one.due_at - one.made_at for one in owed) <= timedelta(hours=3)


def test_an_erased_talk_leaves_no_word_and_is_not_written_to(
    texting: Texting, session: Session, house: web.House, worker: Worker
) -> None:
    texting.arrives("Aide")
    contact = talk_of(session).contact
    says(session, house, "Bonjour")
    retention.erase_contact(session, contact, db.now(session))
    session.commit()
    assert worker.works() == []
    assert fresh(session).scalars(select(Message)).all() == []


def test_a_thing_understood_is_told_to_nobody_but_the_assistant(
    texting: Texting, session: Session, worker: Worker, capfd: pytest.CaptureFixture[str]
) -> None:
    worker.understands.means["mot secret"] = Meaning("food", 0.9)
    texting.arrives("mot secret")
    worker.works()
    out = capfd.readouterr()
    assert "secret" not in out.out + out.err
    assert PHONE[3:] not in out.out + out.err
