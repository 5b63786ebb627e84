"""Whoever takes a report back, or asks to be forgotten, takes nothing away from others who told of the same person."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import conversation, report, sms
from hotline.core.contact import Contact
from hotline.core.outbox import Promise
from hotline.core.report import Facts, Report, Status, forget_of, in_line, onward, stored, told
from hotline.core.report.stored import ReportEvent
from hotline.core.report.team import mission, teams
from hotline.core.report.twin import merging
from hotline.core.words import Channel, TextPurpose
from tests.core.report.conftest import FLAGEY, Sends, reachable

pytestmark = pytest.mark.usefixtures("book")
KEPT = timedelta(days=30)


@pytest.fixture
def anna(session: Session) -> Contact:
    """Somebody who writes in the chat."""
    return conversation.begin(session, Channel.CHAT, "fr", db.now(session), token="token").contact


@pytest.fixture
def of_anna(session: Session, house: web.House, anna: Contact, book: teams.Book) -> Report:
    """She told of a man at Flagey, and a team is asked."""
    reachable(session, house, "first", "second")
    sent = report.send(session, house.vault, anna, FLAGEY, db.now(session), agreed=True)
    session.commit()
    assert mission.open_of(session, sent.id)
    return sent


@pytest.fixture
def of_two_others(session: Session, of_anna: Report, sends: Sends) -> list[Report]:
    """Two passers-by told of the same man: a dispatcher made it one with hers."""
    others = [sends(), sends()]
    for one in others:
        kept = merging.merge(session, of_anna.id, one.id, "amina", db.now(session))
        assert kept.id == of_anna.id
    session.commit()
    return others


def look(session: Session, house: web.House) -> None:
    onward.look(session, house.vault, db.now(session))
    session.expire_all()


def test_who_takes_a_report_back_silences_nobody_else(
    session: Session, house: web.House, anna: Contact, of_anna: Report, of_two_others: list[Report]
) -> None:
    first, second = of_two_others
    report.withdraw(session, anna, of_anna.code or "", db.now(session))
    session.commit()
    assert in_line.entry_of(session, first.id) is not None
    look(session, house)
    assert (of_anna.status, mission.open_of(session, of_anna.id)) == (Status.CLOSED, None)
    assert (first.status, first.merged_into_id, second.merged_into_id) == ("received", None, first.id)
    [line] = [one for one in stored.timeline(session, first.id) if one.kind == "to_a_person"]
    assert (line.detail or {})["why"] == "withdrawn"
    assert told.stage(session, second) != told.Stage.CLOSED


def test_who_asks_to_be_forgotten_silences_nobody_else(
    session: Session, house: web.House, anna: Contact, of_anna: Report, of_two_others: list[Report]
) -> None:
    first, second = of_two_others
    forget_of(session, anna.id, db.now(session))
    session.commit()
    look(session, house)
    assert (of_anna.code, of_anna.place, of_anna.status) == (None, None, "closed")
    assert mission.open_of(session, of_anna.id) is None
    assert (first.merged_into_id, second.merged_into_id) == (None, first.id)
    assert stored.facts_of(house.vault, first).place == FLAGEY.place
    assert in_line.entry_of(session, first.id) is not None


def test_who_told_of_the_same_man_twice_is_forgotten_altogether(
    session: Session, house: web.House, anna: Contact, of_anna: Report, sends: Sends
) -> None:
    again, other = report.send(session, house.vault, anna, FLAGEY, db.now(session), agreed=True), sends()
    for one in (again, other):
        merging.merge(session, of_anna.id, one.id, "amina", db.now(session))
    forget_of(session, anna.id, db.now(session))
    session.commit()
    session.expire_all()
    assert (of_anna.place, again.place, again.merged_into_id) == (None, None, of_anna.id)
    assert (other.merged_into_id, other.place is None) == (None, False)


def test_a_report_that_nobody_closed_is_closed_when_its_time_is_over(
    session: Session, house: web.House, of_anna: Report
) -> None:
    at = db.now(session) + KEPT + timedelta(days=1)
    report.forget(session, at, KEPT)
    onward.look(session, house.vault, at)
    session.expire_all()
    assert (of_anna.status, of_anna.closed_at, of_anna.erased_at) == ("closed", at, at)
    assert mission.open_of(session, of_anna.id) is None
    assert in_line.entry_of(session, of_anna.id) is None


def test_the_timeline_keeps_no_reason_that_tells_of_their_health(
    session: Session, sends: Sends, house: web.House
) -> None:
    reachable(session, house, "nurses")
    hurt, unclear = sends(facts=Facts(place="quelque part", condition="injured")), sends()
    merging.merge(session, unclear.id, hurt.id, "amina", db.now(session))
    session.commit()
    report.forget(session, db.now(session) + KEPT + timedelta(days=1), KEPT)
    kept = [line.detail or {} for line in session.scalars(select(ReportEvent))]
    assert {line["why"] for line in kept if "contact" in line} >= {"place_unclear"}
    assert [line for line in kept if {"rule", "reasons", "before"} & set(line)] == []


def test_texts_about_a_report_go_with_it_here_and_at_the_provider(
    session: Session, house: web.House, of_anna: Report, anna: Contact
) -> None:
    given = mission.open_of(session, of_anna.id)
    assert given
    at = db.now(session)
    for number, key in (("+32470123456", f"{sms.REPORT}{of_anna.id}"), ("+32470100000", f"{sms.MISSION}{given.id}")):
        text = sms.owe(session, house.vault, number, "Words", at, purpose=TextPurpose.REPORTER, key=key)
        text.sid = f"SM{key}"
    forget_of(session, anna.id, at)
    assert [(one.number, one.body, one.key) for one in session.scalars(select(sms.Sms))] == [(None, None, None)] * 2
    owed = {one.args.get("sid") for one in session.scalars(select(Promise).where(Promise.kind == "delete_sms"))}
    assert owed == {f"SM{sms.REPORT}{of_anna.id}", f"SM{sms.MISSION}{given.id}"}
