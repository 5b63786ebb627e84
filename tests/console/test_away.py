"""A chair that is empty: its dispatcher sees why callers no longer count on them, and a click undoes it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db
from hotline.core import dispatcher
from hotline.core.dispatcher import Dispatcher
from tests.console.pages import Browser


def amina_in(session: Session) -> Dispatcher:
    session.rollback()
    return session.scalars(select(Dispatcher).execution_options(populate_existing=True)).one()


def misses(session: Session, times: int) -> None:
    for _ in range(times):
        dispatcher.missed_a_ring(session, amina_in(session).id, 2, db.now(session))
        session.commit()


def test_two_rings_in_a_row_without_an_answer_are_told_on_the_page_until_they_are_back(
    amina: Browser, session: Session
) -> None:
    misses(session, 2)
    assert "rang twice and nobody answered" in amina.get("/").text
    assert "rang twice and nobody answered" in amina.get("/?part=live").text
    assert amina.client.get("/api/me").json["activity"] == "away"  # type: ignore[index]
    amina.send("/activity", activity="available")
    assert "rang twice" not in amina.get("/").text
    misses(session, 1)
    assert amina_in(session).activity == "available"


def test_a_click_between_two_rings_shows_that_somebody_is_there(amina: Browser, session: Session) -> None:
    misses(session, 1)
    amina.post_json("/api/queue/next/accept")
    misses(session, 1)
    assert amina_in(session).activity == "available"


def test_looking_is_no_click(amina: Browser, session: Session) -> None:
    misses(session, 1)
    amina.get("/?part=live")
    misses(session, 1)
    assert amina_in(session).activity == "away"


def test_writing_down_that_ended_by_itself_is_told(amina: Browser, session: Session) -> None:
    person = amina_in(session)
    person.activity, person.away_why = "away", "wrap_up"
    session.commit()
    assert "time for writing down is over" in amina.get("/").text


def test_a_break_that_somebody_takes_is_no_alarm(amina: Browser) -> None:
    amina.send("/activity", activity="away")
    assert "callers no longer wait for you" not in amina.get("/").text
