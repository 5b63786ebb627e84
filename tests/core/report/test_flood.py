"""Somebody sends false reports from many connections: none is refused, and the teams stay free for everybody else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import crisis, partner, report, reservation
from hotline.core.contact import Contact
from hotline.core.report import Report, flood, in_line, onward
from hotline.core.report.team.mission import Mission
from tests.core.conftest import Hire, Waits
from tests.core.report.conftest import FLAGEY, Sends, reachable

FEW = 3


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch, session: Session, house: web.House, sends: Sends) -> None:
    """The first team has room for two, the second as well; more than three reports by one door are many."""
    assert sends
    monkeypatch.setattr(flood, "MOST", FEW)
    reachable(session, house, "first", "second")


def somewhere(nth: int) -> report.Facts:
    return replace(FLAGEY, lat=50.8 + nth / 200, place=f"rue {nth}")


def teams_asked(session: Session) -> list[int]:
    return list(session.scalars(select(Mission.report_id).order_by(Mission.id)))


def before_a_person(session: Session) -> dict[int, str]:
    return {int(of): entry.priority for of, entry in session.execute(in_line.waiting())}


def test_of_very_many_reports_none_is_lost_and_no_more_teams_are_sent(session: Session, sends: Sends) -> None:
    sent = [sends(somewhere(nth)).id for nth in range(FEW + 5)]
    assert teams_asked(session) == sent[:FEW]
    assert sorted(before_a_person(session)) == sent[FEW:]


def test_whoever_calls_meanwhile_gets_a_team_as_always(session: Session, house: web.House, sends: Sends) -> None:
    for nth in range(FEW + 2):
        sends(somewhere(nth))
    at = db.now(session)
    caller = Contact(channel="voice", language="fr", opened_at=at)
    session.add(caller)
    session.flush()
    told = report.send(session, house.vault, caller, somewhere(20), at, agreed=True)
    session.commit()
    assert teams_asked(session)[-1] == told.id


def test_a_key_in_wrong_hands_does_not_slow_down_another_partner(
    session: Session, house: web.House, sends: Sends
) -> None:
    at = db.now(session)
    leaked, other = (partner.add(session, name, "hospital", at).id for name in ("Un", "Deux"))
    for nth in range(FEW):
        sends(somewhere(nth), ago=20, channel="partner", partner_id=leaked)
    session.execute(Mission.__table__.delete())  # the teams are back
    session.commit()
    many = [sends(somewhere(nth), channel="partner", partner_id=leaked).id for nth in range(FEW + 1)]
    theirs = sends(somewhere(20), channel="partner", partner_id=other)
    assert teams_asked(session) == [*many[:FEW], theirs.id]
    assert many[-1] in before_a_person(session)


def test_danger_among_many_stands_before_everybody(session: Session, house: web.House, sends: Sends) -> None:
    sent = [sends(somewhere(nth)).id for nth in range(FEW)]
    urgent = sends(replace(somewhere(9), condition="not_responding"))
    assert teams_asked(session) == sent
    assert before_a_person(session)[urgent.id] == "danger"
    assert in_line.asks_112(session.get_one(Report, urgent.id))


def test_in_the_cold_they_are_taken_too(session: Session, hire: Hire, sends: Sends) -> None:
    crisis.start(session, "cold", "−12 °C", hire("chief"), db.now(session))
    session.commit()
    sent = [sends(somewhere(nth)).id for nth in range(FEW + 2)]
    assert sorted(before_a_person(session)) == sent


def test_no_team_is_sent_later_while_nobody_has_looked(session: Session, house: web.House, sends: Sends) -> None:
    sent = [sends(somewhere(nth)).id for nth in range(FEW + 2)]
    for minutes in (5, 60, 8 * 60):
        onward.look(session, house.vault, db.now(session) + timedelta(minutes=minutes))
    assert set(teams_asked(session)) == set(sent[:FEW])
    assert set(sent[FEW:]) <= set(before_a_person(session))


def test_whoever_waits_on_the_line_has_every_other_turn_however_many_reports_wait(
    session: Session, hire: Hire, waits: Waits, sends: Sends
) -> None:
    for nth in range(FEW + 4):
        sends(replace(somewhere(nth), lat=None, lon=None, place="près d'un arbre"), ago=30)
    callers = [waits(60), waits(30)]
    amina, taken = hire(), []
    for _ in range(4):
        held = reservation.reserve_next(session, amina, db.now(session))
        assert held is not None
        taken.append(held.entry.channel)
        reservation.finish(session, held.entry, db.now(session))
        amina.activity = "available"
        session.commit()
    assert callers
    assert taken == ["report", "voice", "report", "voice"]
