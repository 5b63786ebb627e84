"""A turn on a real database: what is said, what is done, what is stored and how."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, turns, web
from hotline.core import conversation, quick_talk, report
from hotline.core.assistant import quick, turn
from hotline.core.conversation import Conversation, Message, State, choices_of
from hotline.core.meaning import Meaning
from hotline.core.queue import QueueEntry
from hotline.core.report import Report, Status, by_code
from hotline.core.report.told import TOO_MANY
from hotline.core.words import Channel
from hotline.texts import t

Writes = Callable[..., list[str]]
WHOLE = (
    "Un homme seul dort sous l'abribus place Flagey depuis ce matin, sans enfant ni animal. Je lui ai parlé. "
    "Ne me rappelez pas."
)


@pytest.fixture
def talk(directory: Session, house: web.House) -> Conversation:
    """Somebody opened the chat. The directory and the gazetteer are there."""
    begun = conversation.begin(directory, Channel.CHAT, "fr", db.now(directory), token="token")
    directory.commit()
    return begun


@pytest.fixture
def writes(directory: Session, house: web.House, talk: Conversation) -> Writes:
    """They write; the ids of the answers."""
    session, vault = directory, house.vault

    def write(text: str, intent: str | None = None, *, silent: bool = False) -> list[str]:
        at = db.now(session)
        before = conversation.receive(session, vault, talk, f"c{at.timestamp()}", text, at)
        leased = conversation.lease(session, talk.id, at, vault)
        assert leased is not None
        turn.take(session, vault, talk, leased, None if silent else Meaning(intent, 0.9 if intent else 0), at)
        conversation.answered(session, talk, leased, at)
        session.commit()
        return [one.say or "" for one in conversation.after(session, talk, before)]

    return write


def said(session: Session, house: web.House) -> list[str]:
    return [house.vault.open(one.body) or "" for one in session.scalars(select(Message).order_by(Message.id))]


def test_a_report_is_sent_after_a_yes_and_has_a_code(session: Session, house: web.House, writes: Writes) -> None:
    assert writes(WHOLE, "report_person")[-1] == "ask_share_consent"
    assert session.scalars(select(Report)).all() == []
    assert writes("oui", "affirm") == ["report_sent"]
    sent = session.scalars(select(Report)).one()
    assert sent.code is not None
    assert report.spelled(sent.code) in said(session, house)[-1]
    assert "Nous ne pouvons pas promettre d'heure." in said(session, house)[-1]
    assert (sent.commune, sent.people_count, sent.condition, sent.status) == ("Ixelles", 1, "asleep", Status.RECEIVED)
    assert (sent.minors, sent.animals, sent.spoken_to, sent.contact_consent, sent.share_consent) == (
        False, False, True, False, True,
    )  # fmt: skip
    assert "Flagey" in (house.vault.open(sent.place or b"") or "")
    assert b"Flagey" not in (sent.place or b"")


def test_once_it_is_sent_only_its_code_stays_where_the_talk_stands(
    session: Session, house: web.House, talk: Conversation, writes: Writes
) -> None:
    writes(WHOLE, "report_person")
    assert "Flagey" in (house.vault.open(talk.dialogue or b"") or "")
    writes("oui", "affirm")
    kept = house.vault.open(talk.dialogue or b"") or ""
    assert "Flagey" not in kept
    assert (session.scalars(select(Report.code)).one() or "?") in kept


def test_a_no_sends_nothing(session: Session, writes: Writes) -> None:
    writes(WHOLE, "report_person")
    assert writes("non", "deny") == ["share_refused_ok", "report_not_sent"]
    assert session.scalars(select(Report)).all() == []


def test_who_asks_with_the_code_hears_how_far_it_is_and_no_more(
    session: Session, house: web.House, writes: Writes
) -> None:
    writes(WHOLE, "report_person")
    writes("oui", "affirm")
    sent = session.scalars(select(Report)).one()
    assert writes(f"mon signalement {report.spelled(sent.code or '')} ?", "report_followup") == ["report_status"]
    assert "Flagey" not in said(session, house)[-1]
    assert writes("et ZZ 9999 ?", "report_followup") == ["report_status"]
    assert "ne connais pas" in said(session, house)[-1] or "do not know" in said(session, house)[-1]


def test_who_tries_codes_learns_nothing_any_more(session: Session, house: web.House, writes: Writes) -> None:
    told = report.Facts(place="place Flagey")
    other = report.send(session, house.vault, None, told, db.now(session), agreed=True, language="fr")
    session.commit()
    for number in range(by_code.WRONG):
        writes(f"AE 222{number + 2}", "report_followup")
    writes(other.code or "", "report_followup")
    assert said(session, house)[-1] == t("fr", TOO_MANY)


def test_who_reported_in_this_talk_hears_how_far_it_is_however_many_codes_are_tried_elsewhere(
    session: Session, house: web.House, writes: Writes
) -> None:
    writes(WHOLE, "report_person")
    writes("oui", "affirm")
    for nth in range(by_code.FROM_ALL):
        by_code.find(session, house.vault, ["AE2222"], f"connection {nth}", db.now(session))
    writes("AE 2222", "report_followup")
    assert said(session, house)[-1] == t("fr", TOO_MANY)
    writes(session.scalars(select(Report)).one().code or "", "report_followup")
    assert said(session, house)[-1] != t("fr", TOO_MANY)


def test_a_report_is_taken_back_in_the_same_talk(session: Session, writes: Writes) -> None:
    writes(WHOLE, "report_person")
    writes("oui", "affirm")
    assert writes("finalement annulez mon signalement", "deny") == ["report_withdrawn"]
    assert session.scalars(select(Report.status)).one() == Status.CLOSED


def test_a_handoff_puts_the_talk_in_line_and_is_the_last_thing_said(
    session: Session, talk: Conversation, writes: Writes
) -> None:
    assert writes("je veux parler à quelqu'un")[:2] == ["handoff", "wait"]
    entry = session.scalars(select(QueueEntry)).one()
    assert (entry.channel, entry.topic, entry.state) == ("chat", "person", "waiting")
    assert talk.state == State.WAITING


def test_services_come_with_why_and_nothing_that_only_staff_may_know(
    session: Session, house: web.House, writes: Writes
) -> None:
    assert writes("où manger à Saint-Gilles ?", "food") == ["welcome", "inform_food"]
    told = said(session, house)[-1]
    assert 1 <= told.count("\n•") <= 3
    assert "staff" not in told
    assert "dispatch" not in told.lower()


def test_the_short_way_says_and_keeps_the_same_as_the_long_one(
    directory: Session, house: web.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = _whole_talk(directory, replace(house, assistant=Understands()))
    with monkeypatch.context() as only_long:
        only_long.setattr(quick, "take", lambda *_: None)
        assert _whole_talk(directory, replace(house, assistant=Understands())) == short
    assert [one[0] for one in short[0]].count("person") == len(TALK)


def test_the_short_way_leaves_a_turn_alone_that_is_not_ours_any_more(
    directory: Session, house: web.House, talk: Conversation
) -> None:
    kept = _written(directory, house, talk, "1", "bonjour")
    assert kept.turn is not None
    talk.leased_until = kept.turn.leased_until + conversation.LEASE  # another process has it
    directory.commit()
    assert quick.take(directory, house.vault, kept.turn, Meaning("greet", 0.9)) == quick.Taken()
    assert len(conversation.after(directory, talk)) == 1


TALK = (
    ("bonjour", "greet"),
    ("où manger à Saint-Gilles ?", "food"),
    ("merci", "thank"),
    ("je veux signaler quelqu'un qui dort dehors", "report_person"),
    ("place Flagey à Ixelles", "inform"),
    ("annulez le signalement", "deny"),
    ("can you answer in English please", "change_language"),
    ("je veux parler à quelqu'un", "human"),
)


class Understands:
    """An assistant that knows what this talk means."""

    def parse(self, text: str, language: str | None) -> Meaning:
        return Meaning(dict(TALK)[text], 0.9)


def _written(session: Session, house: web.House, talk: Conversation, client_id: str, text: str) -> quick_talk.Kept:
    kept = quick_talk.receive(session, house.vault, talk.public_id, "token", client_id, text)
    assert kept is not None
    session.commit()
    return kept


def _whole_talk(session: Session, house: web.House) -> tuple[list[object], object]:
    """Everything that stands in the database after this talk, and where the assistant stands."""
    begun = conversation.begin(session, Channel.CHAT, "fr", db.now(session), token="token")
    session.commit()
    for number, (text, _) in enumerate(TALK):
        kept = _written(session, house, begun, str(number), text)
        turns.answer(house, begun.id, kept.turn)
    session.refresh(begun)
    written = conversation.after(session, begun)
    assert all(one.answered_at for one in written)
    assert begun.leased_until is None
    told = [
        (one.sender, one.say, choices_of(house.vault, one), one.language, house.vault.open(one.body)) for one in written
    ]
    return told, conversation.remembered(house.vault, begun)


def test_a_bed_begins_with_todays_hours_of_registration(session: Session, house: web.House, writes: Writes) -> None:
    writes("un lit pour cette nuit", "shelter_tonight")
    told = next(one for one in said(session, house) if "•" in one)
    assert "16" in told.splitlines()[0]


def test_what_may_be_chosen_is_kept_encrypted(
    session: Session, house: web.House, talk: Conversation, writes: Writes
) -> None:
    writes("bonjour", "greet")
    kept = session.scalars(select(Message.offered).where(Message.conversation_id == talk.id)).all()
    shown = [one["text"] for written in conversation.after(session, talk) for one in choices_of(house.vault, written)]
    assert shown
    assert not any(words.encode() in offered for words in shown for offered in kept if offered)


def test_what_was_said_last_is_said_again(session: Session, house: web.House, writes: Writes) -> None:
    writes("j'ai faim", "food")
    assert writes("pardon ?", "repeat") == ["ask_where"]


def test_a_callback_is_in_line_with_a_number_nobody_can_read(
    session: Session, house: web.House, talk: Conversation, writes: Writes
) -> None:
    writes("rappelez-moi au 0470 00 00 63", "callback_request")
    writes("oui", "affirm")
    entry = session.scalars(select(QueueEntry)).one()
    assert (entry.channel, talk.contact.safe_to_call) == ("callback", True)
    assert house.vault.open(talk.contact.callback_number or b"") == "+32470000063"
    assert b"470000063" not in (talk.contact.callback_number or b"")


def test_the_net_sees_an_emergency_that_the_model_took_for_a_greeting(session: Session, writes: Writes) -> None:
    assert "tell_112" in writes("bonsoir, mon ami ne respire plus", "greet")
    assert session.scalars(select(QueueEntry)).one().priority == "danger"


def test_the_net_works_where_the_model_is_silent(session: Session, writes: Writes) -> None:
    assert "tell_112" in writes("hij wordt niet wakker, zijn lippen zijn blauw", silent=True)
    assert session.scalars(select(QueueEntry)).one().priority == "danger"


def test_who_writes_in_another_language_is_answered_in_it(session: Session, talk: Conversation, writes: Writes) -> None:
    writes("ik heb geen slaapplaats voor vannacht en het is koud", "shelter_tonight")
    session.refresh(talk)
    assert talk.language == "nl"
