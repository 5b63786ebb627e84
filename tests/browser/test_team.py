"""A team's phone: opened in the street, on the way, without a net, found, back in the net: the line knows."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from hotline import web
from hotline.core.report.team import mission
from hotline.core.report.team.mission import Mission
from tests.browser.test_console import AXE
from tests.core.report.missions import a_report, in_hand, reached_by

pytestmark = pytest.mark.browser

FAULTS = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']}).then(r => r.violations)"
KEPT_PAGES = "caches.open('missions').then(pages => pages.keys()).then(keys => keys.length)"
ANSWERS = "localStorage.getItem('answers') ?? '[]'"


@pytest.fixture
def address(public_app: Flask, house: web.House) -> Iterator[str]:
    """The public app where a browser can ask it."""
    house.redis.flushdb()
    server = make_server("127.0.0.1", 0, public_app, threaded=True)
    running = threading.Thread(target=server.serve_forever, args=(0.02,))
    running.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    running.join(20)
    server.server_close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 700}, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def given(session: Session, house: web.House) -> Mission:
    lock = house.vault.lock
    report = a_report(session, house.vault, dangers=lock("un gros chien"), condition="cold", danger="cold")
    made = in_hand(session, house.vault, report)
    session.commit()
    return made


def link(house: web.House, given: Mission) -> str:
    return f"/r/{mission.token(house.vault, given)}"


def outcome_of(session: Session, given: Mission) -> str:
    session.rollback()
    session.expire_all()
    return str(given.outcome or given.state)


def is_sound(page: Page) -> None:
    page.evaluate(AXE.read_text())
    assert page.evaluate(FAULTS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_an_answer_without_a_net_waits_on_the_phone_and_arrives(
    address: str, phone: Page, house: web.House, session: Session, given: Mission, language: str
) -> None:
    reached_by(session, house.vault, language=language)
    session.commit()
    phone.goto(f"{address}{link(house, given)}")
    expect(phone.locator("html")).to_have_attribute("lang", language)
    is_sound(phone)
    for one in phone.locator("summary.say").all():
        one.tap()
    is_sound(phone)
    phone.locator("button[value=on_the_way]").tap()
    expect(phone.locator(".lead[role=status]")).to_be_visible()
    assert outcome_of(session, given) == "on_the_way"
    is_sound(phone)
    phone.wait_for_function("navigator.serviceWorker.controller !== null")
    phone.wait_for_function(f"{KEPT_PAGES}.then(count => count === 1)")

    phone.context.set_offline(True)
    phone.reload()
    expect(phone.locator("#where")).to_be_visible()
    phone.locator("summary.say").first.tap()
    phone.locator("button[value=helped]").tap()
    expect(phone.locator("[data-kept]")).to_be_visible()
    assert "helped" in phone.evaluate(ANSWERS)
    assert outcome_of(session, given) == "on_the_way"

    phone.context.set_offline(False)
    expect(phone.locator("#where")).to_have_count(0)
    assert outcome_of(session, given) == "helped"
    assert given.report.status == "closed"
    assert phone.evaluate(ANSWERS) == "[]"
    phone.wait_for_function(f"{KEPT_PAGES}.then(count => count === 0)")
    is_sound(phone)


def test_words_of_a_place_are_never_kept_on_the_phone(
    address: str, phone: Page, house: web.House, session: Session, given: Mission
) -> None:
    phone.goto(f"{address}{link(house, given)}")
    phone.context.set_offline(True)
    phone.locator("summary.say").nth(2).tap()
    phone.fill("#words", "vers le parc")
    phone.locator("button[value=moved]").tap()
    expect(phone.locator("[data-kept]")).to_be_visible()
    kept = phone.evaluate(ANSWERS)
    assert "moved" in kept
    assert "parc" not in kept
    phone.context.set_offline(False)
    expect(phone.locator("#where")).to_have_count(0)
    assert outcome_of(session, given) == "moved"
    assert house.vault.open(given.words or b"") == "vers le parc"


def test_what_was_noted_before_does_not_say_so_of_what_is_only_kept(
    address: str, phone: Page, house: web.House, given: Mission
) -> None:
    phone.goto(f"{address}{link(house, given)}")
    phone.locator("button[value=on_the_way]").tap()
    noted = phone.locator(".lead[role=status]")
    expect(noted).to_be_visible()
    phone.context.set_offline(True)
    phone.locator("summary.say").first.tap()
    phone.locator("button[value=helped]").tap()
    expect(phone.locator("[data-kept]")).to_be_visible()
    expect(noted).to_be_hidden()


def test_an_answer_that_comes_after_the_end_is_told_so(
    address: str, phone: Page, house: web.House, session: Session, given: Mission
) -> None:
    phone.goto(f"{address}{link(house, given)}")
    mission.end(session, given, mission.MissionEnd.REASSIGNED, given.asked_at)
    session.commit()
    phone.locator("summary.say").first.tap()
    phone.locator("button[value=helped]").tap()
    expect(phone.locator(".lead[role=status]")).to_contain_text("trop tard")
    assert outcome_of(session, given) == "reassigned"


def test_without_javascript_it_is_the_same(
    address: str, browser: Browser, house: web.House, session: Session, given: Mission
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 700}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{link(house, given)}")
    page.locator("details.alarm summary").click()
    expect(page.locator(".call112")).to_have_attribute("href", "tel:112")
    page.locator("button[value=emergency]").first.click()
    expect(page.locator(".lead[role=status]")).to_be_visible()
    assert outcome_of(session, given) == "emergency"
    context.close()
