"""Administrators look after who works here; every change is on record, and one administrator always stays."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import staff
from hotline.core.dispatcher import Dispatcher
from hotline.core.staff_log import StaffEvent
from tests.console.conftest import Hire, colleague
from tests.console.pages import Browser

NEW = "a quite new password"


@pytest.fixture
def ada(app: Flask, hire: Hire) -> Browser:
    """Ada, the administrator, logged in."""
    hire("ada", role="admin")
    browser = Browser(app)
    browser.log_in("ada")
    return browser


def person(session: Session, name: str) -> Dispatcher:
    session.expire_all()
    return session.scalars(select(Dispatcher).where(Dispatcher.username == name)).one()


def text(browser: Browser, path: str = "/staff") -> str:
    return browser.get(path).get_data(as_text=True)


def test_somebody_new_gets_a_name_a_role_and_languages_and_can_log_in(
    app: Flask, ada: Browser, session: Session
) -> None:
    form = {"username": "Tom", "password": NEW, "role": "supervisor", "languages": ["fr", "ar", "xx"]}
    assert ada.send("/staff", page="/staff", **form).status_code == 303
    tom = person(session, "tom")
    assert (tom.role, tom.languages) == ("supervisor", ["fr", "ar"])
    assert Browser(app).log_in("tom", NEW).status_code == 303
    assert "tom added as supervisor · ada" in text(ada)


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"username": "Tom B"}, 400),
        ({"username": "tom", "password": "short"}, 400),
        ({"username": "ada"}, 409),
        ({"username": "tom", "role": "king"}, 400),
    ],
)
def test_what_cannot_be_is_refused(ada: Browser, session: Session, form: dict[str, str], status: int) -> None:
    assert ada.send("/staff", page="/staff", **{"password": NEW, **form}).status_code == status
    assert session.scalars(select(Dispatcher.username)).all() == ["ada"]


def test_a_role_and_languages_are_changed_and_the_password_stays(
    app: Flask, ada: Browser, hire: Hire, session: Session
) -> None:
    hire("tom", languages=["fr"])
    ada.send("/staff/tom", page="/staff", role="supervisor", languages=["nl"])
    assert (person(session, "tom").role, person(session, "tom").languages) == ("supervisor", ["nl"])
    assert Browser(app).log_in("tom").status_code == 303
    assert "tom is supervisor now · ada" in text(ada)


def test_a_new_password_ends_the_logins_made_with_the_old_one(app: Flask, ada: Browser, amina: Browser) -> None:
    assert ada.send("/staff/amina", page="/staff", role="dispatcher", password="short").status_code == 400
    assert ada.send("/staff/amina", page="/staff", role="dispatcher", password=NEW).status_code == 303
    assert amina.get("/api/me").status_code == 401
    assert Browser(app).log_in("amina", NEW).status_code == 303


def test_a_lost_phone_is_taken_away_and_on_record(app: Flask, ada: Browser, hire: Hire, session: Session) -> None:
    hire("tom", second_factor_at=db.now(session))
    assert Browser(app).log_in("tom").status_code == 401
    assert ada.send("/staff/tom/reset-second-factor", page="/staff").status_code == 303
    assert Browser(app).log_in("tom").status_code == 303
    assert "the second factor of tom was taken away · ada" in text(ada)
    assert ada.send("/staff/ada/reset-second-factor", page="/staff").status_code == 400


def test_whoever_is_removed_is_out_at_once(app: Flask, ada: Browser, amina: Browser) -> None:
    assert ada.send("/staff/amina/remove", page="/staff").status_code == 400
    assert ada.send("/staff/amina/remove", page="/staff", sure="yes").status_code == 303
    assert amina.get("/api/me").status_code == 401
    assert Browser(app).log_in("amina").status_code == 401
    assert ada.send("/staff/amina/remove", page="/staff", sure="yes").status_code == 404
    assert "amina removed · ada" in text(ada)


def test_somebody_who_comes_back_gets_the_name_again(app: Flask, ada: Browser, amina: Browser) -> None:
    ada.send("/staff/amina/remove", page="/staff", sure="yes")
    assert ada.send("/staff", page="/staff", username="amina", password=NEW).status_code == 303
    assert Browser(app).log_in("amina", NEW).status_code == 303


def test_the_last_administrator_stays(ada: Browser, session: Session) -> None:
    assert ada.send("/staff/ada/remove", page="/staff", sure="yes").status_code == 409
    assert ada.send("/staff/ada", page="/staff", role="dispatcher").status_code == 409
    assert person(session, "ada").role == "admin"
    assert session.scalars(select(StaffEvent)).all() == []


def test_two_administrators_who_remove_each_other_at_once_leave_one(
    ada: Browser, hire: Hire, house: web.House, session: Session
) -> None:
    hire("bo", role="admin")
    together, refused = threading.Barrier(2), []

    def remove(name: str) -> None:
        with house.sessions() as own:
            whom = own.scalars(select(Dispatcher).where(Dispatcher.username == name)).one()
            together.wait()
            try:
                staff.dismiss(own, whom, db.now(own))
                own.commit()
            except staff.LastAdmin:
                refused.append(name)

    threads = [threading.Thread(target=remove, args=(name,)) for name in ("ada", "bo")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert [one.username for one in staff.everyone(session)] == refused


def test_nobody_else_gets_in(app: Flask, amina: Browser, hire: Hire) -> None:
    sam = colleague(app, hire, "sam", role="supervisor")
    for browser in (amina, sam):
        assert browser.get("/staff").status_code == 403
        assert "/staff" not in text(browser, "/")
        answer = browser.send("/staff", username="eve", password=NEW, role="admin")
        assert answer.status_code == 403
