"""When its time is over nothing of a report is left that tells of somebody, in any column that has a rule."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import clock, db, web
from hotline.core import retention, sms
from hotline.core.outbox import Promise
from hotline.core.report import Report, onward, stored, strip
from hotline.core.report.facts import SPOT, Facts
from hotline.core.report.team import outcome
from hotline.core.report.team.mission import Mission
from hotline.core.words import TextPurpose
from tests.core.report.conftest import Sends, reachable

FULL = Facts(
    **dict.fromkeys((*strip.FREE, *SPOT), "un chien blanc"), commune="Ixelles", lat=50.8277, lon=4.3722, accuracy_m=80,
    place_id="square-flagey", people_count=1, condition="not_responding", minors=True, animals=True, wants_help=True,
    heard="ar", contact="+32470123456", contact_consent=True,
)  # fmt: skip


@pytest.mark.usefixtures("book")
def test_every_rule_of_a_report_and_its_mission_is_kept_by_the_clock(
    session: Session, house: web.House, sends: Sends
) -> None:
    reachable(session, house, "first", "second")
    report = sends(FULL, sent_key=b"once")
    given = session.scalars(select(Mission)).one()
    outcome.answer(session, house.vault, given, "moved", db.now(session), "vers le parc")
    session.commit()
    ruled = [name.split(".") for name in retention.RULES if name.startswith(("report.", "mission."))]
    values = {(table, column): getattr(report if table == "report" else given, column) for table, column in ruled}
    assert [name for name, value in values.items() if value is None] == []
    clock.erase(house, session, db.now(session) + timedelta(days=31))
    session.expire_all()
    left = {name: getattr(report if name[0] == "report" else given, name[1]) for name in values}
    assert {name: value for name, value in left.items() if value} == {}


@pytest.fixture
def reach(session: Session, house: web.House, sends: Sends) -> Callable[..., bool]:
    """Whether it is still known how to reach who reported, so long from now."""

    def known(sent: Report, **later: float) -> bool:
        clock.erase(house, session, db.now(session) + timedelta(**later))
        session.expire_all()
        return session.get_one(Report, sent.id).reach is not None

    return known


def test_how_to_reach_who_reported_is_forgotten_a_day_after_it_is_closed(
    session: Session, sends: Sends, reach: Callable[..., bool]
) -> None:
    closed, same, still_open = sends(FULL), sends(FULL), sends(FULL)
    same.merged_into_id = closed.id
    stored.over(closed, db.now(session))
    session.commit()
    assert [reach(one, hours=23) for one in (closed, same, still_open)] == [True, True, True]
    assert [reach(one, hours=25) for one in (closed, same, still_open)] == [False, False, True]


def test_a_report_that_is_open_again_keeps_how_to_reach_who_reported(
    session: Session, sends: Sends, reach: Callable[..., bool]
) -> None:
    sent = sends(FULL)
    stored.over(sent, db.now(session))
    onward.to_a_person(session, sent, outcome.LATE, db.now(session))
    session.commit()
    assert reach(sent, days=2)


def test_a_text_to_who_reported_is_forgotten_here_and_at_the_provider_when_no_answer_can_come_any_more(
    session: Session, house: web.House
) -> None:
    at = db.now(session)
    text = sms.owe(session, house.vault, "+32470123456", "AB 2345", at, purpose=TextPurpose.REPORTER, key="report:1")
    text.sid = "SM1"
    session.commit()
    for hours, left in ((11, True), (13, False)):
        clock.erase(house, session, at + timedelta(hours=hours))
        session.refresh(text)
        assert (text.number is not None, text.body is not None, text.sid is not None) == (left, left, left)
    owed = session.scalars(select(Promise).where(Promise.kind == "delete_sms")).one()
    assert owed.args == {"sid": "SM1"}
