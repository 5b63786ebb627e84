"""Locks are taken in one order by everyone: the contact, then the phone connection."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from hotline import web
from hotline.core import contact, flow, quick
from tests.parts import Twilio

SID = "CA" + "a" * 32


def by_step(house: web.House, session: Session) -> object:
    return quick.step(session, house.flows["line"], SID, 0, flow.Silence())


def by_status(house: web.House, session: Session) -> object:
    return contact.leg_by_sid(session, SID)


@pytest.mark.parametrize("act", [by_step, by_status])
def test_whoever_waits_for_a_contact_holds_no_connection_of_it(
    twilio: Twilio, house: web.House, session: Session, act: Callable[[web.House, Session], object]
) -> None:
    twilio.post("/voice/incoming")
    session.execute(text("select from contact for no key update"))

    def other() -> None:
        with house.sessions() as second:
            act(house, second)

    with ThreadPoolExecutor(1) as pool:
        waits = pool.submit(other)
        sleep(0.3)
        try:
            session.execute(text("select from call_leg for no key update nowait"))
            free = True
        except OperationalError:
            free = False
        session.rollback()
        waits.result(10)
    assert free
