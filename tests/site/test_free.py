"""A centre opens its link and says with one thumb how many places are free."""

import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import apps, db
from hotline.core import hold, place
from hotline.core.centre import Centre, Telling
from tests.console.pages import Browser
from tests.core.conftest import centre_with, someone_waits
from tests.parts import settings_for


@pytest.fixture
def centre(session: Session) -> Centre:
    made = centre_with(session, "Les Hirondelles", capacity=10, free=4)
    session.commit()
    return made


@pytest.fixture
def link(session: Session, centre: Centre) -> str:
    token = place.new_link(centre, db.now(session))
    session.commit()
    return f"/free/{token}"


def test_looking_changes_nothing(public_app: Flask, session: Session, centre: Centre, link: str) -> None:
    for _ in range(3):
        assert Browser(public_app).get(link).status_code == 200
        assert Browser(public_app).client.head(link).status_code == 200
    session.expire_all()
    assert session.scalars(select(Telling)).all() == []
    assert centre.free == 4


def test_sending_sets_the_count_and_says_thank_you(
    public_app: Flask, session: Session, centre: Centre, link: str
) -> None:
    browser = Browser(public_app)
    sent = browser.client.post(link, data={"free": "7", "kept": "0"})
    assert sent.status_code == 303
    assert "7" in browser.get(sent.headers["Location"]).get_data(as_text=True)
    session.expire_all()
    assert (centre.free, centre.told_by) == (7, "link")
    browser.client.post(link, data={"free": "0"})
    session.expire_all()
    assert centre.free == 0


def test_a_place_kept_since_the_page_was_opened_is_taken_off(
    public_app: Flask, session: Session, centre: Centre, link: str
) -> None:
    hold.keep(session, centre.id, someone_waits(session).contact_id, None, db.now(session))
    session.commit()
    Browser(public_app).client.post(link, data={"free": "5", "kept": "0"})
    session.expire_all()
    assert (centre.free, centre.held) == (4, 1)
    assert re.search(r'name="kept" value="1"', Browser(public_app).get(link).get_data(as_text=True))


@pytest.mark.parametrize("typed", ["", "many", "-1", "11", "99999999", "1.5"])
def test_a_slip_is_asked_again(public_app: Flask, session: Session, centre: Centre, link: str, typed: str) -> None:
    answer = Browser(public_app).client.post(f"{link}?lang=en", data={"free": typed})
    assert answer.status_code == 400
    assert "Please give a number from 0 to 10." in answer.get_data(as_text=True)
    session.expire_all()
    assert centre.free == 4


def test_a_wrong_or_old_link_leads_nowhere(public_app: Flask, session: Session, centre: Centre, link: str) -> None:
    place.new_link(centre, db.now(session))
    session.commit()
    for path in (link, "/free/x", "/free/" + "a" * 32):
        answer = Browser(public_app).get(path)
        assert answer.status_code == 404
        assert "This link no longer works." in answer.get_data(as_text=True)
        assert Browser(public_app).client.post(path, data={"free": "1"}).status_code == 404


def test_the_page_speaks_the_language_of_the_centre(
    public_app: Flask, session: Session, centre: Centre, link: str
) -> None:
    centre.language = "nl"
    session.commit()
    assert '<html lang="nl"' in Browser(public_app).get(link).get_data(as_text=True)
    assert '<html lang="fr"' in Browser(public_app).get(f"{link}?lang=fr").get_data(as_text=True)


def test_without_a_database_the_centre_reads_so(redis_url: str) -> None:
    app = apps.create_app("public", settings_for("postgresql://nobody@127.0.0.1:1/nothing", redis_url))
    answer = Browser(app).get("/free/anything")
    assert answer.status_code == 503
    assert "We cannot note it just now." in answer.get_data(as_text=True)
    app.extensions["hotline"].redis.close()
