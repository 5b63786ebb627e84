"""The team, who reported, a dispatcher and the clock at the same moment: one question, one answer, no deadlock."""

import pytest
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import contact as contacts
from hotline.core import conversation, report
from hotline.core.report import Report, ask_back, in_line, onward, stored
from hotline.core.report.team import mission, outcome
from hotline.core.words import Channel
from tests.core.report.missions import a_report, in_hand
from tests.core.report.test_onward_races import Act, at_once


@pytest.fixture
def sought(session: Session, house: web.House) -> Report:
    """Somebody reported in a chat that is still open, and may be texted; the team found nobody."""
    talk = conversation.begin(session, Channel.CHAT, "fr", db.now(session))
    safe = {"reach": house.vault.lock("+32470123456"), "contact_consent": True, "text_safe": True}
    one = a_report(session, house.vault, contact_id=talk.contact_id, **safe)
    outcome.answer(session, house.vault, in_hand(session, house.vault, one), "not_found", db.now(session))
    session.commit()
    return one


def asks(house: web.House, one: int) -> Act:
    return lambda session: ask_back.ask(session, house.vault, one, db.now(session))


def answers(house: web.House, one: int, words: str) -> Act:
    return lambda session: ask_back.heard(session, house.vault, one, words, "fr", db.now(session))


def kinds(session: Session, one: int) -> list[str]:
    session.rollback()
    return [line.kind for line in report.timeline(session, one)]


def test_two_workers_ask_once(session: Session, house: web.House, sought: Report) -> None:
    at_once(house, *[asks(house, sought.id)] * 3)
    assert kinds(session, sought.id).count("asked_back") == 1


def test_two_answers_at_once_count_once(session: Session, house: web.House, sought: Report) -> None:
    one = sought.id
    at_once(house, answers(house, one, "1"), answers(house, one, "devant l'église"), answers(house, one, "non"))
    assert kinds(session, one).count("answered_back") == 1


def test_an_answer_a_dispatcher_who_closes_a_question_and_the_clock_never_wait_for_each_other(
    session: Session, house: web.House, sought: Report
) -> None:
    one, talk = sought.id, sought.contact_id
    assert talk is not None

    def from_the_chat(own: Session) -> None:
        contacts.lock(own, talk)
        ask_back.heard(own, house.vault, one, "devant l'église", "fr", db.now(own))

    def closes(own: Session) -> None:
        locked = stored.lock(own, one)
        assert locked is not None
        report.close(own, locked, db.now(own))

    def looks(own: Session) -> None:
        onward.look(own, house.vault, db.now(own))

    for _ in range(3):
        at_once(house, from_the_chat, asks(house, one), closes, looks)
    session.rollback()
    found = session.get_one(Report, one, populate_existing=True)
    assert found.status == "closed"
    assert mission.open_of(session, one) is None
    onward.look(session, house.vault, db.now(session))
    assert in_line.entry_of(session, one) is None
