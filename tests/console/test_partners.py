"""Supervisors keep the list of partners; every dispatcher may say that the person needs to go first."""

import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import web
from hotline.core import partner
from hotline.core.contact import Contact
from hotline.core.partner import Partner, PartnerNumber
from hotline.core.queue import QueueEntry
from tests.console.conftest import Enter, Hire
from tests.console.pages import Browser


@pytest.fixture
def sam(app: Flask, hire: Hire) -> Browser:
    """Sam, a supervisor."""
    hire("sam", role="supervisor")
    browser = Browser(app)
    browser.log_in("sam")
    return browser


def page(browser: Browser) -> str:
    return browser.get("/partners").get_data(as_text=True)


def send(browser: Browser, path: str, **fields: str) -> int:
    return browser.send(path, page="/partners", **fields).status_code


def test_a_supervisor_adds_a_hospital_and_nobody_reads_its_number(
    sam: Browser, session: Session, house: web.House
) -> None:
    assert send(sam, "/partners", name="Saint-Jean", kind="hospital", number="02 535 71 11") == 303
    html = page(sam)
    assert "Saint-Jean" in html
    assert "535" not in re.sub(r'value="[^"]*"', "", html)
    assert "•" in html
    assert partner.by_number(session, house.vault, "+3225357111")


def test_a_dispatcher_does_not_see_the_list(amina: Browser) -> None:
    assert amina.get("/partners").status_code == 403
    assert "/partners" not in amina.get("/").get_data(as_text=True)


def test_a_pin_is_shown_once(sam: Browser, session: Session, house: web.House) -> None:
    send(sam, "/partners", name="Police", kind="police")
    police = session.scalars(select(Partner.id)).one()
    answer = sam.send(f"/partners/{police}/pin", page="/partners").get_data(as_text=True)
    found = re.search(r"(\d{4}) (\d{4})</strong>", answer)
    assert found
    pin = "".join(found.groups())
    assert partner.by_pin(session, house.vault, pin)
    html = page(sam)
    assert "Has a PIN." in html
    assert found[1] not in html


def test_what_is_wrong_is_said_and_nothing_is_kept(sam: Browser, session: Session) -> None:
    assert send(sam, "/partners", name="X", kind="hospital", number="12") == 400
    assert send(sam, "/partners", name=" ", kind="hospital") == 400
    assert send(sam, "/partners", name="X", kind="circus") == 400
    send(sam, "/partners", name="A", kind="hospital", number="+3225357111")
    assert send(sam, "/partners", name="B", kind="hospital", number="+3225357111") == 409
    assert session.scalars(select(Partner.name)).all() == ["A"]
    assert sam.send("/partners/99/pin", page="/partners").status_code == 404


def test_a_partner_is_corrected_gets_a_number_and_loses_it_and_leaves(
    sam: Browser, session: Session, house: web.House
) -> None:
    send(sam, "/partners", name="Diogenes", kind="other", number="+3225021935")
    number = session.scalars(select(PartnerNumber)).one()
    theirs = f"/partners/{number.partner_id}"
    assert send(sam, theirs, name="Diogènes", kind="day_centre") == 303
    assert send(sam, f"{theirs}/numbers", number="+3225021936") == 303
    assert send(sam, f"{theirs}/numbers/{number.id}/remove") == 303
    assert partner.by_number(session, house.vault, "+3225021935") is None
    found = partner.by_number(session, house.vault, "+3225021936")
    assert found
    assert (found.name, found.kind) == ("Diogènes", "day_centre")
    assert send(sam, f"{theirs}/retire") == 303
    session.expire_all()
    assert partner.by_number(session, house.vault, "+3225021936") is None
    assert "no longer" in page(sam)


def test_a_dispatcher_says_that_the_person_is_a_minor_and_they_go_sooner(
    amina: Browser, enter: Enter, session: Session
) -> None:
    entry = enter()
    answer = amina.send(f"/contacts/{entry.contact_id}/declare", what="minor")
    assert answer.headers["Location"].endswith(f"/?contact={entry.contact_id}")
    session.expire_all()
    assert session.get_one(QueueEntry, entry.id).priority == "minor"
    html = amina.get(f"/?contact={entry.contact_id}").get_data(as_text=True)
    assert "<strong>a minor</strong>" in html
    assert amina.send(f"/contacts/{entry.contact_id}/declare", what="rich").status_code == 400
    assert amina.send("/contacts/999/declare", what="minor").status_code == 404
    assert session.get_one(Contact, entry.contact_id).on_behalf_of == ["minor"]
