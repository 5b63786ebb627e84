"""A service behind its link: it reads what we say, says that it is right, or what is not; nothing more is shown."""

import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import apps, db, web
from hotline.core.directory import checking, confirm, edit, link, proposal, read
from hotline.core.directory.checking import Check, Report
from hotline.core.directory.facts import Service
from hotline.core.directory.link import Link
from hotline.core.directory.proposal import Proposal
from hotline.core.directory.tables import Change
from hotline.core.measure import BRUSSELS
from hotline.texts import LANGUAGES
from tests.console.pages import Browser
from tests.core.directory.house import put, service
from tests.parts import settings_for


@pytest.fixture
def browser(public_app: Flask) -> Browser:
    return Browser(public_app)


@pytest.fixture
def path(house: web.House, session: Session) -> str:
    """The link of a service with a secret address, a number that only we ring and one that nobody confirmed."""
    stale = {"assurance": "verified", "verified_on": "2020-01-01"}
    phones = [
        {"number": "02 123 45 67", "trust": stale},
        {"number": "02 111 11 11", "staff": True},
        {"number": "02 222 22 22", "trust": {"assurance": "unverified"}},
    ]
    places = [
        {"address": {"fr": "Rue Haute 1, 1000 Bruxelles"}, "postal_code": "1000"},
        {"address": {"fr": "Rue Secrète 9"}, "hidden": True},
    ]
    put(session, service(phones=phones, locations=places))
    return asked(house, session)


def asked(house: web.House, session: Session, service_id: str = "house.day", language: str = "en") -> str:
    _, token = link.new(session, house.vault, service_id, db.now(session), language=language, sent="hand", by_id=None)
    session.commit()
    return f"/confirm/{token}"


def html(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def fields(page: str) -> dict[str, str]:
    """The second form, as a browser would send it back."""
    found = dict(re.findall(r'name="([a-z]+-\w+)" value="([^"]*)"', page))
    return found | dict(re.findall(r'<textarea id="[^"]+" name="(access-\w+)"[^>]*>([^<]*)<', page))


def shown(session: Session, *, staff: bool = False) -> Service:
    session.expire_all()
    found = read.service(session, "house.day", db.now(session).astimezone(BRUSSELS).date(), staff=staff)
    assert found
    return found.service


def test_reading_changes_nothing_and_shows_only_what_everyone_may_know(
    browser: Browser, session: Session, path: str
) -> None:
    for _ in range(2):
        page = html(browser, path)
    assert "Rue Haute 1" in page
    assert "02 123 45 67" in page
    for secret in ("02 111", "02 222", "Secrète"):
        assert secret not in page
    assert browser.get(path).headers["Referrer-Policy"] == "no-referrer"
    assert 'content="noindex' in page
    assert len(session.scalars(select(Change)).all()) == 1
    assert session.scalars(select(Link.ended_at)).one() is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_ten_languages(browser: Browser, path: str, language: str) -> None:
    page = html(browser, f"{path}?lang={language}")
    assert f'<html lang="{language}" dir="{LANGUAGES[language].direction}">' in page


def test_one_click_makes_today_the_day_of_verification_of_what_was_shown(
    browser: Browser, session: Session, path: str
) -> None:
    keys = re.findall(r'name="key" value="(\w+)"', html(browser, path))
    answer = browser.client.post(path, data={"do": "confirm", "key": keys})
    assert answer.status_code == 303
    assert "It is noted: all is right." in html(browser, answer.headers["Location"])
    now, today = shown(session, staff=True), db.now(session).astimezone(BRUSSELS).date()
    assert now.trust.verified_on == today
    assert now.phones[0].trust is None
    assert now.phones[2].trust
    assert now.phones[2].trust.assurance == "unverified"  # nobody showed it to them
    assert now.locations[1].trust
    assert now.locations[1].trust.verified_on != today
    change = session.scalars(select(Change).order_by(Change.id.desc())).first()
    assert change
    assert (change.how, change.dispatcher_id) == ("partner", None)
    assert change.after
    assert change.after["sources"][f"partner-{today}"]["kind"] == "partner"


def test_a_key_of_a_fact_that_was_not_shown_confirms_nothing(browser: Browser, session: Session, path: str) -> None:
    hidden = [confirm.key(one) for one in (*shown(session, staff=True).phones, *shown(session, staff=True).locations)]
    browser.client.post(path, data={"do": "confirm", "key": hidden})
    now = shown(session, staff=True)
    assert now.phones[2].trust
    assert now.phones[2].trust.assurance == "unverified"


def test_an_answer_is_given_once(browser: Browser, session: Session, path: str) -> None:
    browser.client.post(path, data={"do": "confirm"})
    typed = {"do": "correct", "closed": "yes", "more": "x"}
    assert browser.client.post(path, data=typed).status_code == 303
    assert session.scalars(select(Proposal)).all() == []
    assert "Something is not right" not in html(browser, path)


def test_what_is_corrected_waits_for_a_dispatcher(
    browser: Browser, session: Session, house: web.House, path: str
) -> None:
    typed = fields(html(browser, path))
    hours, phone = (next(name for name in typed if name.startswith(kind)) for kind in ("hours-", "phone-"))
    typed |= {
        hours: "Monday to Friday 10:00 to 16:00",
        phone: "02 765 43 21",
        "more": "closed in August",
        "do": "correct",
    }
    answer = browser.client.post(path, data=typed)
    assert "We look at what you wrote." in html(browser, answer.headers["Location"])
    assert [one.number for one in shown(session).phones] == ["02 123 45 67"]
    made = session.scalars(select(Proposal)).one()
    assert (made.by, made.service_id, house.vault.open(made.words or b"")) == (
        "partner",
        "house.day",
        "closed in August",
    )
    wanted = proposal.wanted_now(session, made).services[0]
    assert [one.hours for one in wanted.schedules] == ["Mo-Fr 10:00-16:00"]
    assert [one.number for one in wanted.phones] == ["02 765 43 21", "02 111 11 11", "02 222 22 22"]
    assert wanted.locations[1].hidden


def test_closed_for_good_is_proposed_too(browser: Browser, session: Session, path: str) -> None:
    browser.client.post(path, data={"do": "correct", "closed": "yes"})
    made = session.scalars(select(Proposal)).one()
    assert proposal.wanted_now(session, made).services[0].ends_on


def test_who_changes_nothing_is_asked_again(browser: Browser, session: Session, path: str) -> None:
    answer = browser.client.post(path, data={**fields(html(browser, path)), "do": "correct"})
    assert answer.status_code == 400
    assert "Nothing is changed yet." in answer.get_data(as_text=True)
    assert session.scalars(select(Link.ended_at)).one() is None


def test_a_wrong_replaced_or_old_link_and_one_of_a_hidden_service_lead_nowhere(
    browser: Browser, session: Session, house: web.House, path: str
) -> None:
    asked(house, session)  # the newer one counts
    put(session, service("secret.day", hidden=True), id="secret")
    hidden = asked(house, session, "secret.day")
    old = asked(house, session, "house.day")
    made = session.scalars(select(Link).order_by(Link.id.desc())).first()
    assert made
    made.until = db.now(session)
    session.commit()
    for wrong in (path, hidden, old, "/confirm/x", "/confirm/" + "A" * 43, f"{path[:-1]}_"):
        answer = browser.get(wrong)
        assert answer.status_code == 404, wrong
        assert "This link no longer works." in answer.get_data(as_text=True)
        assert browser.client.post(wrong, data={"do": "confirm"}).status_code == 404
    assert len(session.scalars(select(Change)).all()) == 2


def test_a_link_is_for_one_service(browser: Browser, session: Session, house: web.House) -> None:
    put(session, service(), service("house.night"))
    path = asked(house, session)
    browser.client.post(path, data={"do": "confirm"})
    kept = edit.version(session, "house").organization
    assert kept
    today = db.now(session).astimezone(BRUSSELS).date()
    assert [one.trust.verified_on == today for one in kept.services] == [True, False]


def test_the_service_answers_its_age_not_what_people_found(
    browser: Browser, session: Session, house: web.House, path: str
) -> None:
    session.add(Check(service_id="house.day", found="old", by="age", at=db.now(session)))
    for who in "ab":
        checking.report(session, house.vault, Report("house.day", "closed_door", "public", who), db.now(session))
    session.commit()
    browser.client.post(path, data={"do": "confirm"})
    assert {one.by for one in checking.open_of(session, "house.day")} == {"public"}
    assert shown(session).trust.reported


def test_without_a_database_the_service_reads_so_and_the_link_is_in_no_log(
    redis_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    app = apps.create_app("public", settings_for("postgresql://nobody@127.0.0.1:1/nothing", redis_url))
    answer = Browser(app).get("/confirm/secret-token")
    assert answer.status_code == 503
    assert "We cannot note it just now." in answer.get_data(as_text=True)
    assert "secret-token" not in "".join(capfd.readouterr())
    app.extensions["hotline"].redis.close()
