"""What a dispatcher decides alone: languages, phone, password, other logins."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import web
from hotline.core.dispatcher import Dispatcher
from tests.console.pages import Browser

OLD, NEW = "correct horse battery", "a quite new password"


def test_languages_phone_and_console_language_are_kept(amina: Browser, session: Session, house: web.House) -> None:
    answer = amina.send(
        "/settings",
        page="/settings",
        languages=["fr", "nl", "xx"],
        answers_on="phone",
        phone="0470 12 34 56",
        console_language="nl",
    )
    assert answer.status_code == 303
    person = session.scalars(select(Dispatcher)).one()
    assert (person.languages, person.answers_on, person.console_language) == (["fr", "nl"], "phone", "nl")
    assert person.phone is not None
    assert house.vault.open(person.phone) == "+32470123456"
    html = amina.get("/settings").get_data(as_text=True)
    assert "+3247•••••56" in html
    assert '<html lang="nl"' in html


def test_an_empty_number_keeps_the_one_we_have(amina: Browser, session: Session) -> None:
    amina.send("/settings", page="/settings", phone="0470 12 34 56", answers_on="phone")
    amina.send("/settings", page="/settings", phone="", answers_on="browser")
    person = session.scalars(select(Dispatcher)).one()
    assert person.phone is not None
    assert person.answers_on == "browser"


def test_nonsense_is_no_phone_number(amina: Browser) -> None:
    assert amina.send("/settings", page="/settings", phone="112", answers_on="phone").status_code == 400
    assert amina.send("/settings", page="/settings", phone="", answers_on="phone").status_code == 400


def test_a_new_password_logs_the_other_browsers_out(app: Flask, amina: Browser) -> None:
    elsewhere = Browser(app)
    elsewhere.log_in("amina")
    answer = amina.send("/settings/password", page="/settings", old=OLD, new=NEW)
    assert answer.status_code == 303
    assert amina.get("/api/me").status_code == 200
    assert elsewhere.get("/api/me").status_code == 401
    assert Browser(app).log_in("amina", OLD).status_code == 401
    assert Browser(app).log_in("amina", NEW).status_code == 303


def test_a_password_is_changed_only_by_who_knows_the_present_one(amina: Browser) -> None:
    for old, new, status in (("guess", NEW, 400), (OLD, "short", 400)):
        assert amina.send("/settings/password", page="/settings", old=old, new=new).status_code == status
    assert amina.send("/settings/password", page="/settings", old=OLD, new=NEW).status_code == 303


def test_all_other_logins_can_be_ended(app: Flask, amina: Browser) -> None:
    elsewhere = Browser(app)
    elsewhere.log_in("amina")
    assert amina.send("/settings/end-others", page="/settings").status_code == 303
    assert elsewhere.get("/api/me").status_code == 401
    assert amina.get("/api/me").status_code == 200
