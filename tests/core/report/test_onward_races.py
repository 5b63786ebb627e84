"""Two processes at the same moment: no place in a team is given twice, nobody waits for each other for ever."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import call, conversation, handoff, report, reservation
from hotline.core import contact as contacts
from hotline.core.dispatcher import Dispatcher
from hotline.core.queue import QueueEntry
from hotline.core.report import Report, given, in_line, onward, stored
from hotline.core.report.given import CannotGo
from hotline.core.report.team import mission, outcome, teams
from hotline.core.report.team.mission import Mission, MissionEnd
from hotline.core.words import Channel
from tests.core.conftest import hired
from tests.core.report.conftest import FLAGEY, Sends, reachable

Act = Callable[[Session], object]


def at_once(house: web.House, *acts: Act) -> None:
    """Each in a transaction of its own, started together; a deadlock is an error."""
    start = Barrier(len(acts))

    def run(act: Act) -> None:
        with house.sessions() as session:
            start.wait()
            act(session)
            session.commit()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))


def send(house: web.House) -> Act:
    def act(session: Session) -> None:
        at = db.now(session)
        report.send(session, house.vault, None, FLAGEY, at, agreed=True, channel="web", language="fr")

    return act


def look(house: web.House) -> Act:
    return lambda session: onward.look(session, house.vault, db.now(session))


def test_six_reports_at_once_never_fill_a_team_beyond_its_places(
    session: Session, house: web.House, book: teams.Book
) -> None:
    assert book
    reachable(session, house, "first", "second")
    at_once(house, *[send(house)] * 6)
    assert onward.load(session) == {"first": 2, "second": 2}
    assert len(session.scalars(select(QueueEntry)).all()) == 2


@pytest.mark.parametrize("end", [MissionEnd.HELPED, MissionEnd.NOT_FOUND])
def test_a_team_that_answers_at_the_very_end_of_its_time_is_heard_or_the_next_is_asked(
    session: Session, house: web.House, sends: Sends, end: MissionEnd
) -> None:
    reachable(session, house, "first", "second")
    sent = sends(ago=11)
    given = session.scalars(select(Mission.id)).one()
    session.commit()

    def answers(own: Session) -> None:
        locked, mine = stored.lock(own, sent.id), own.get_one(Mission, given, populate_existing=True)
        assert locked is not None
        if mine.outcome is not None:
            return
        mission.end(own, mine, end, db.now(own))
        if end is MissionEnd.HELPED:
            report.close(own, locked, db.now(own))
        else:
            onward.to_a_person(own, locked, "not_found", db.now(own))

    at_once(house, answers, look(house), look(house))
    session.expire_all()
    outcomes = [one.outcome for one in mission.of(session, sent.id)]
    in_sight = in_line.entry_of(session, sent.id) is not None
    assert (outcomes, in_sight, sent.status) in [
        (["helped"], False, "closed"),
        (["not_found"], True, "in_hand"),
        (["no_answer", None], False, "in_hand"),
    ]


@pytest.mark.parametrize("end", [MissionEnd.HELPED, MissionEnd.NOT_FOUND, MissionEnd.EMERGENCY])
def test_a_team_that_answers_by_link_and_by_digit_while_its_time_ends_and_another_is_asked_is_heard_once(
    session: Session, house: web.House, sends: Sends, end: MissionEnd
) -> None:
    """Whoever is first: where somebody helped it is closed or before a person, else with a team or before a person."""
    reachable(session, house, "first", "second")
    sent, amina = sends(ago=11), hired(session, "amina").id
    given_id = session.scalars(select(Mission.id)).one()
    session.commit()

    def answers(own: Session) -> None:
        outcome.answer(own, house.vault, own.get_one(Mission, given_id), end, db.now(own))

    def asks_another(own: Session) -> None:
        one = stored.lock(own, sent.id)
        assert one
        with suppress(CannotGo):
            given.give(own, house.vault, one, "second", own.get_one(Dispatcher, amina), db.now(own))

    at_once(house, answers, asks_another, look(house), answers)
    look(house)(session)
    session.expire_all()
    kinds = Counter(line.kind for line in stored.timeline(session, sent.id))
    assert kinds["answered_late"] + [one.outcome for one in mission.of(session, sent.id)].count(end) == 1
    entry = in_line.entry_of(session, sent.id)
    assert entry is not None or in_line.is_cared_for(session, sent)
    assert entry is not None or end is not MissionEnd.EMERGENCY
    assert entry is not None or end is not MissionEnd.HELPED or sent.status == "closed"


def test_a_dispatcher_who_is_done_while_the_team_finds_nobody_leaves_it_to_a_colleague(
    session: Session, house: web.House, sends: Sends
) -> None:
    sent = sends()
    entry = in_line.entry_of(session, sent.id)
    assert entry is not None
    held = reservation.reserve(session, entry.id, hired(session, "amina"), db.now(session))
    handoff.met(session, held, db.now(session))
    first = teams.book().team("first")
    locked = stored.lock(session, sent.id)
    assert first
    assert locked
    given = onward.ask(session, house.vault, locked, first, {"rule": "by_hand"}, db.now(session)).id
    session.commit()

    def done(own: Session) -> None:
        contact = contacts.lock(own, entry.contact_id)
        assert contact
        if in_line.kept_open(own, contact) is None:
            call.finish(own, contact, db.now(own))

    def nobody(own: Session) -> None:
        one = stored.lock(own, sent.id)
        assert one
        mission.end(own, own.get_one(Mission, given), MissionEnd.NOT_FOUND, db.now(own))
        onward.to_a_person(own, one, "not_found", db.now(own))

    at_once(house, done, nobody)
    look(house)(session)
    assert in_line.entry_of(session, sent.id) is not None


def test_who_takes_a_report_back_in_the_chat_while_the_clock_looks_waits_for_nobody(
    session: Session, house: web.House, book: teams.Book
) -> None:
    assert book
    talk = conversation.begin(session, Channel.CHAT, "fr", db.now(session))
    sent = report.send(session, house.vault, talk.contact, FLAGEY, db.now(session), agreed=True)
    contact_id, code, sent_id = talk.contact_id, sent.code or "", sent.id
    session.commit()

    def takes_back(own: Session) -> None:
        contact = contacts.lock(own, contact_id)
        assert contact
        report.withdraw(own, contact, code, db.now(own))

    def urgent(own: Session) -> None:
        locked = stored.lock(own, sent_id)
        assert locked
        onward.to_a_person(own, locked, "emergency", db.now(own))

    at_once(house, takes_back, urgent, look(house))
    session.expire_all()
    assert session.get_one(Report, sent_id).danger == "emergency"
    assert in_line.entry_of(session, sent_id) is not None
