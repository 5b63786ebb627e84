"""What a supervisor sees and does: everyone at work, taking over, setting right."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core import reservation
from hotline.core.contact import Event
from hotline.core.dispatcher import Dispatcher
from tests.console.conftest import Enter, Hire
from tests.console.pages import Browser
from tests.console.test_desk import contact_of, page, talk


@pytest.fixture
def sam(app: Flask, hire: Hire) -> Browser:
    """Sam, the supervisor, logged in."""
    hire("sam", role="supervisor")
    browser = Browser(app)
    browser.log_in("sam")
    return browser


def test_a_supervisor_sees_who_does_what_since_when_and_who_waits(
    app: Flask, amina: Browser, sam: Browser, hire: Hire, enter: Enter, session: Session
) -> None:
    talk(session, amina, enter("ar", priority="danger"))
    enter("pl", waited_s=372)
    hire("tom")
    tom = Browser(app)
    tom.log_in("tom")
    tom.post_json("/api/activity", {"activity": "away"})
    html = page(sam, "/overview")
    at_work, waiting = html.split('id="in-line"')
    assert at_work.index("amina · talking") < at_work.index("sam · available") < at_work.index("tom · away")
    assert "Arabic" in at_work
    assert "06:1" in waiting
    assert "Polish" in waiting


def test_someone_in_a_talk_whose_page_is_gone_is_still_seen(
    amina: Browser, sam: Browser, enter: Enter, session: Session
) -> None:
    talk(session, amina, enter())
    session.scalars(select(Dispatcher).where(Dispatcher.username == "amina")).one().seen_at = None
    session.commit()
    assert "amina · talking" in page(sam, "/overview")


def test_a_talk_is_taken_over_with_one_click_and_the_dispatcher_reads_who_did(
    amina: Browser, sam: Browser, enter: Enter, session: Session
) -> None:
    entry = enter()
    talk(session, amina, entry)
    assert sam.send(f"/contacts/{entry.contact_id}/take-over", page="/overview").status_code == 303
    session.expire_all()
    held = reservation.reservation_of(session, entry.contact_id)
    assert held is not None
    assert held.dispatcher.username == "sam"
    kinds = session.scalars(select(Event.kind).where(Event.contact_id == entry.contact_id).order_by(Event.id)).all()
    assert kinds[-3:] == ["opened", "taken_over", "reserved"]
    for part in ("", "?part=live"):
        assert "sam took your call over." in page(amina, f"/{part}")
    assert "sam took your call over." not in page(sam)
    assert "taken over from amina" in page(sam, f"/?contact={entry.contact_id}")


def test_someone_whom_nobody_has_any_more_cannot_be_taken_over(
    amina: Browser, sam: Browser, enter: Enter, session: Session
) -> None:
    entry = enter()
    for contact in (entry.contact_id, 999, "x"):
        assert sam.send(f"/contacts/{contact}/take-over", page="/overview").headers["Location"] == "/overview"
        assert "Nobody has this person any more." in page(sam, "/overview")
    talk(session, amina, entry)
    other = enter("nl")
    sam.post_json(f"/api/queue/{other.id}/accept")
    sam.send(f"/contacts/{entry.contact_id}/take-over", page="/overview")
    assert "You already have a call." in page(sam, "/overview")
    session.expire_all()
    held = reservation.reservation_of(session, entry.contact_id)
    assert held is not None
    assert held.dispatcher.username == "amina"


def test_a_dispatcher_raises_a_priority_and_a_supervisor_sets_it_right(
    amina: Browser, sam: Browser, enter: Enter, session: Session
) -> None:
    entry = enter()
    here = f"/contacts/{entry.contact_id}"
    assert 'id="raise-danger"' in page(amina, f"/?contact={entry.contact_id}")
    assert amina.send(f"{here}/priority", priority="danger").status_code == 303
    assert amina.get("/api/queue").json["entries"][0]["priority"] == "danger"
    amina.send(f"{here}/priority", priority="minor")
    assert "Only a supervisor can lower a priority." in page(amina)
    assert amina.send(f"{here}/correct", language="ar", topic="report", priority="normal").status_code == 403
    assert sam.send(f"{here}/correct", language="ar", topic="report", priority="normal").status_code == 303
    contact = contact_of(session, entry)
    assert (contact.language, contact.topic, contact.priority) == ("ar", "report", "normal")
    html = page(sam, f"/?contact={entry.contact_id}")
    assert "amina corrected: normal → danger" in html
    assert "sam corrected: French → Arabic" in html
    assert "danger → normal" in html


@pytest.mark.parametrize(
    "form",
    [
        {"priority": "royal"},
        {"priority": "normal", "topic": "weather"},
        {"priority": "normal", "language": "klingon"},
    ],
)
def test_words_that_are_on_no_list_are_refused(
    sam: Browser, enter: Enter, session: Session, form: dict[str, str]
) -> None:
    entry = enter()
    assert sam.send(f"/contacts/{entry.contact_id}/correct", **form).status_code == 400
    assert contact_of(session, entry).priority == "normal"


def test_dispatchers_have_none_of_it(amina: Browser, enter: Enter) -> None:
    entry = enter()
    assert amina.get("/overview").status_code == 403
    assert amina.send(f"/contacts/{entry.contact_id}/take-over").status_code == 403
    html = page(amina, f"/?contact={entry.contact_id}")
    assert "/overview" not in html
    assert "/correct" not in html
