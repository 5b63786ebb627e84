"""Whoever stood before a closed door says so: from any phone, without a name, once; machines are not listened to."""

import dataclasses
import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db, sender, web
from hotline.core.directory import checking
from hotline.core.directory.checking import Check
from hotline.core.measure import BRUSSELS
from hotline.texts import LANGUAGES
from tests.console.pages import Browser
from tests.core.directory.house import put, service

PATH = "/en/service/house.day/wrong"


@pytest.fixture
def browser(public_app: Flask, session: Session) -> Browser:
    put(session)
    return Browser(public_app)


def form(browser: Browser, path: str = PATH) -> str:
    (token,) = re.findall(r'name="form" value="([^"]+)"', browser.get(path).get_data(as_text=True))
    return str(token)


def send(browser: Browser, path: str = PATH, **fields: str) -> int:
    address = fields.pop("sender", "203.0.113.9")
    typed = {"form": fields.pop("form", None) or form(browser, path), "found": "closed_door", **fields}
    return browser.client.post(path, data=typed, environ_overrides={"REMOTE_ADDR": address}).status_code


def checks(session: Session) -> list[Check]:
    session.expire_all()
    return list(session.scalars(select(Check).order_by(Check.id)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_is_there_in_every_language_without_a_cookie(browser: Browser, language: str) -> None:
    answer = browser.get(f"/{language}/service/house.day/wrong")
    assert answer.status_code == 200
    assert answer.get_data(as_text=True).count('type="radio"') == len(checking.FOUND)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_two_touches_and_it_is_noted_for_staff_only(browser: Browser, session: Session, house: web.House) -> None:
    answer = browser.client.post(PATH, data={"form": form(browser), "found": "closed_door", "words": "rideau baissé"})
    assert answer.status_code == 303
    assert "Thank you" in browser.get(answer.headers["Location"]).get_data(as_text=True)
    (check,) = checks(session)
    assert (check.service_id, check.found, check.by, check.state) == ("house.day", "closed_door", "public", "open")
    assert checking.words(house.vault, check) == "rideau baissé"
    for path in ("/en/service/house.day", PATH):
        assert "rideau" not in browser.get(path).get_data(as_text=True)


def test_a_second_person_and_everyone_reads_it_at_once(browser: Browser, session: Session) -> None:
    page = "/en/service/house.day"
    send(browser)
    send(browser)
    assert "reported closed" not in browser.get(page).get_data(as_text=True)
    send(browser, sender="198.51.100.7")
    html = browser.get(page).get_data(as_text=True)
    today = db.now(session).astimezone(BRUSSELS)
    assert f"To be confirmed (reported closed on {today.day} {today:%B})" in html
    assert 'href="tel:021234567"' in html  # the number stays: to be sure, they call


def test_one_phone_with_many_addresses_of_its_own_network_is_one_person(browser: Browser) -> None:
    send(browser, sender="2001:db8:1:2::a")
    send(browser, sender="2001:db8:1:2:ffff::b")
    assert "reported closed" not in browser.get("/en/service/house.day").get_data(as_text=True)
    send(browser, sender="2001:db8:1:3::a")
    assert "reported closed" in browser.get("/en/service/house.day").get_data(as_text=True)


def test_numbers_and_mail_addresses_in_the_words_are_left_out(
    browser: Browser, session: Session, house: web.House
) -> None:
    send(browser, words="Jean 0470 12 34 56, jean@example.org: ouvert 08.00-20.00 au 12 rue Haute")
    (check,) = checks(session)
    assert checking.words(house.vault, check) == "Jean …, …: ouvert 08.00-20.00 au 12 rue Haute"


def test_a_form_that_is_sent_twice_is_one_report(browser: Browser, session: Session) -> None:
    token = form(browser)
    assert send(browser, form=token) == send(browser, form=token, sender="198.51.100.7") == 303
    assert len(checks(session)) == 1


@pytest.mark.parametrize("token", ["", "x", "WyJ3cm9uZyBob3VzZS5kYXkiLCJ4Il0.aaaaaa.bbbbbb"])
def test_a_form_that_is_not_ours_is_shown_again_with_what_was_typed(
    browser: Browser, session: Session, token: str
) -> None:
    typed = {"form": token, "found": "moved", "words": "parti"}
    answer = browser.client.post(PATH, data=typed)
    assert answer.status_code == 400
    html = answer.get_data(as_text=True)
    assert "Please send it once more." in html
    assert "parti" in html
    assert checks(session) == []


def test_a_form_of_another_service_or_of_yesterday_is_not_taken(
    browser: Browser, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(session, service(), service("house.night"))
    other = form(browser, "/en/service/house.night/wrong")
    assert send(browser, form=other) == 400
    token = form(browser)
    monkeypatch.setattr("hotline.sender.OPEN_S", -1)
    assert send(browser, form=token) == 400


def test_a_machine_that_fills_in_every_field_is_thanked_and_nothing_is_kept(browser: Browser, session: Session) -> None:
    assert send(browser, website="https://spam.example") == 303
    assert checks(session) == []


def test_what_is_no_choice_is_asked_again(browser: Browser, session: Session) -> None:
    for found in ("", "old", "ugly"):
        assert send(browser, found=found) == 400
    assert checks(session) == []


def test_one_connection_is_slowed_down_and_is_told_to_call(browser: Browser, session: Session) -> None:
    for _ in range(checking.FROM_ONE):
        assert send(browser) == 303
    typed = {"form": form(browser), "found": "moved"}
    answer = browser.client.post(PATH, data=typed, environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    assert answer.status_code == 429
    assert "Please call us instead." in answer.get_data(as_text=True)
    assert send(browser, sender="198.51.100.7") == 303


def test_what_the_public_may_not_know_has_no_such_page(browser: Browser, session: Session) -> None:
    put(session, service(hidden=True))
    assert browser.get(PATH).status_code == 404
    assert browser.client.post(PATH, data={"found": "closed_door"}).status_code == 404


@pytest.mark.parametrize(
    ("proxies", "said", "who"),
    [
        (0, "198.51.100.1", "203.0.113.9"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "10.0.0.1", "203.0.113.9"),
        (1, "", "203.0.113.9"),
    ],
    ids=["nobody before us", "one proxy", "two proxies", "too short", "not said"],
)
def test_only_what_our_own_proxies_say_of_the_sender_is_believed(
    public_app: Flask, monkeypatch: pytest.MonkeyPatch, proxies: int, said: str, who: str
) -> None:
    house: web.House = public_app.extensions["hotline"]
    ours = dataclasses.replace(house, settings=house.settings.model_copy(update={"proxies": proxies}))
    monkeypatch.setitem(public_app.extensions, "hotline", ours)
    headers = {"X-Forwarded-For": said} if said else {}
    with public_app.test_request_context("/", headers=headers, environ_overrides={"REMOTE_ADDR": "203.0.113.9"}):
        assert sender.connection() == who
