"""A team found nobody, and who reported still chats: they are asked there, and the answer goes to the report."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import conversation, report
from hotline.core.conversation import Conversation, Message, State
from hotline.core.report import Report, ask_back, stored
from hotline.core.report.team import outcome
from tests.core.assistant.test_turn import Writes, said, talk, writes
from tests.core.report.missions import a_report, in_hand

__all__ = ["talk", "writes"]


@pytest.fixture
def sought(session: Session, house: web.House, talk: Conversation) -> Report:
    """They reported in this chat, without a number, and the team found nobody."""
    one = a_report(session, house.vault, contact_id=talk.contact_id)
    outcome.answer(session, house.vault, in_hand(session, house.vault, one), "not_found", db.now(session))
    session.commit()
    return one


def asks(session: Session, house: web.House, one: Report) -> None:
    ask_back.ask(session, house.vault, one.id, db.now(session))
    session.commit()


def kinds(session: Session, one: Report) -> list[str]:
    return [line.kind for line in report.timeline(session, one.id)]


def last(session: Session, talk: Conversation) -> Message | None:
    return next(iter(reversed(conversation.after(session, talk))), None)


def test_the_question_stands_in_the_chat_once_and_the_answer_with_the_report(
    session: Session, house: web.House, talk: Conversation, sought: Report, writes: Writes
) -> None:
    asks(session, house, sought)
    asks(session, house, sought)
    [question] = said(session, house)
    assert report.spelled(sought.code or "") in question
    assert "kiosk" not in question
    assert writes("place Flagey, devant la friterie", silent=True)[-1] == "where_now_noted"
    told = stored.facts_of(house.vault, sought)
    assert (told.now_at, told.commune) == ("place Flagey, devant la friterie", "Ixelles")
    assert kinds(session, sought).count("answered_back") == 1
    writes("merci", "thanks")
    assert stored.facts_of(house.vault, sought).now_at == "place Flagey, devant la friterie"


def test_who_asks_something_else_or_thanks_has_not_answered(
    session: Session, house: web.House, sought: Report, writes: Writes
) -> None:
    asks(session, house, sought)
    assert "where_now_noted" not in writes("où puis-je manger ?", "food")
    writes("devant la banque", None)
    assert "answered_back" not in kinds(session, sought)


def test_danger_in_the_answer_is_112_first_and_reaches_the_report(
    session: Session, house: web.House, sought: Report, writes: Writes
) -> None:
    asks(session, house, sought)
    assert "tell_112" in writes("devant la banque, il ne respire plus")
    session.refresh(sought)
    assert (sought.priority, sought.called_112) == ("danger", None)


def test_one_who_left_or_has_a_person_or_tells_of_another_is_not_interrupted(
    session: Session, house: web.House, talk: Conversation, sought: Report, writes: Writes
) -> None:
    writes("quelqu'un dort devant la gare", "report_person")
    before = len(said(session, house))
    asks(session, house, sought)
    conversation.remember(house.vault, talk, {})
    talk.heard_at -= timedelta(minutes=11)
    session.commit()
    asks(session, house, sought)
    talk.heard_at, talk.state = db.now(session), State.DISPATCHER
    session.commit()
    asks(session, house, sought)
    assert len(said(session, house)) == before
    assert "asked_back" not in kinds(session, sought)


def test_while_they_are_being_answered_the_question_waits(
    session: Session, house: web.House, talk: Conversation, sought: Report
) -> None:
    talk.leased_until = db.now(session) + timedelta(seconds=10)
    session.commit()
    asks(session, house, sought)
    assert last(session, talk) is None
    talk.leased_until = None
    session.commit()
    asks(session, house, sought)
    assert last(session, talk) is not None
