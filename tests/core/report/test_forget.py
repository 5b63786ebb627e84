"""When its time is over nothing of a report is left that tells of somebody, in any column that has a rule."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import clock, db, web
from hotline.core import retention
from hotline.core.report import strip
from hotline.core.report.facts import SPOT, Facts
from hotline.core.report.team import outcome
from hotline.core.report.team.mission import Mission
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
