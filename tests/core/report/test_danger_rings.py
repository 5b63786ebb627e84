"""Danger in a report that nobody looks at: phones ring, and whoever answers opens a console. Others ring nobody."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import silence
from hotline.core.callout import Callout
from hotline.core.dispatcher import DUTY_PHONE
from hotline.core.queue import QueueEntry
from hotline.core.sms import Sms
from tests.core.conftest import Hire
from tests.core.report.conftest import FLAGEY, Sends
from tests.core.test_escalation import Tick, tick
from tests.parts import CALLER_ID, Twilio
from tests.parts import DUTY_PHONE as DUTY_NUMBER

assert tick
DANGER = replace(FLAGEY, condition="not_responding")


def test_free_dispatchers_are_rung_for_a_report_of_danger_then_the_duty_phone(
    sends: Sends, hire: Hire, tick: Tick
) -> None:
    hire("amina")
    sends(DANGER)
    assert tick(20) == []
    assert tick(31) == [("available", "amina")]
    assert ("duty", DUTY_PHONE) in tick(121, seconds=2)


@pytest.mark.parametrize("condition", ["asleep", "injured"])
def test_a_report_without_danger_rings_no_phone(sends: Sends, tick: Tick, condition: str) -> None:
    sends(replace(FLAGEY, condition=condition))
    assert tick(7200, seconds=3) == []


def test_whoever_answers_hears_that_it_is_a_report_and_nothing_of_it_and_it_stays_in_line(
    sends: Sends, tick: Tick, session: Session, twilio: Twilio
) -> None:
    sends(DANGER)
    assert tick(seconds=2) == [("duty", DUTY_PHONE)]
    found = session.scalars(select(Callout.id)).one()
    session.commit()
    rung = {"call": "CA" + "d" * 32, "From": CALLER_ID, "To": DUTY_NUMBER, "Direction": "outbound-api"}
    heard = twilio.post(f"/voice/callout?callout={found}", **rung).get_data(as_text=True)
    assert "en danger" in heard
    assert "signalement" in heard
    assert "Flagey" not in heard
    promised = twilio.post(f"/voice/callout/accept?callout={found}", Digits="1", **rung).get_data(as_text=True)
    assert "ouvrir la console" in promised
    session.expire_all()
    assert session.get_one(Callout, found).end == "seen_to"
    assert session.scalars(select(QueueEntry)).one().state == "waiting"


def test_with_nobody_on_duty_the_duty_phone_gets_one_text_without_a_word_of_the_report(
    sends: Sends, session: Session, house: web.House
) -> None:
    sends(DANGER)
    sends()
    for _ in range(2):
        silence.alert(session, house.vault, house.plan, DUTY_NUMBER, db.now(session))
    (owed,) = session.scalars(select(Sms)).all()
    body = house.vault.open(owed.body) if owed.body else None
    assert body is not None
    assert "signalement" in body
    assert "Flagey" not in body
