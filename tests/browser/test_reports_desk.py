"""A dispatcher at a real browser with reports from the street: every page can be used by everyone, on a phone too."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from hotline import web
from hotline.core import phonebook
from tests.browser.test_chat import served
from tests.browser.test_console import AXE, PROBLEMS
from tests.console import conftest as desk
from tests.console.test_report_pages import places, sent
from tests.console.test_report_teams import PHONEBOOK
from tests.console.test_rounds import TEAM, given

pytestmark = pytest.mark.browser

settings, _app, app, house = desk.settings, desk._app, desk.app, desk.house
session, password_hash, hire = desk.session, desk.password_hash, desk.hire
assert places  # a fixture


@pytest.fixture
def console(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


def check(page: Page, where: str) -> None:
    """Everyone can use it, and nothing is cut off."""
    page.wait_for_load_state()
    page.add_script_tag(path=AXE)
    problems = page.evaluate(PROBLEMS)
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in problems] == [], where
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{where}: too wide"


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "light", "fr"), (360, "dark", "nl")])
def test_reports_are_read_put_right_written_down_and_closed(
    browser: Browser, console: str, session: Session, house: web.House, hire: desk.Hire, width: int, scheme: str,
    language: str,
) -> None:  # fmt: skip
    hire("sam", role="supervisor", console_language=language)
    phonebook.seed(session, house.vault, PHONEBOOK)
    told = {"lat": 50.8277, "lon": 4.3722, "dangers": "un chien", "now_at": "plus loin, sous le grand arbre du parc"}
    one = sent(session, house, condition="not_responding", people_count=2, **told)
    one.danger = "not_responding"
    given(session, house, sent(session, house, commune="Forest", clothing="un bonnet"))
    context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{console}/login")
    page.fill("#username", "sam")
    page.fill("#password", desk.PASSWORD)
    page.click("main button")
    of_reports = ("/reports", f"/reports/{one.id}", "/reports/new", "/reports/load", f"/rounds?team={TEAM}", "/teams")
    for path in (*of_reports, "/openings", "/phonebook"):
        page.goto(f"{console}{path}")
        for details in page.locator("main details > summary").all():
            details.click()
        check(page, path)
    page.goto(f"{console}/rounds?team={TEAM}")
    page.click("main form.card button")
    page.wait_for_url("**/rounds/*")
    check(page, "the sheet")
    page.goto(f"{console}/reports/{one.id}")
    page.click('.alarm-112 button[value="dispatcher"]')
    expect(page.locator(".alarm-112")).to_have_count(0)
    page.click("#put-right summary")
    page.fill("#place", "Gare du Midi")
    page.click("#put-right form button")
    expect(page.locator(".pairs")).to_contain_text("50.83570")
    page.goto(f"{console}/reports/new")
    page.fill("#place", "devant la gare")
    page.click("#look")
    expect(page.locator("#coach.asks")).to_be_visible()
    check(page, "the coach asks")
    page.fill("#place", "Place Flagey")
    page.check("[name=agreed]")
    page.click("#send-report")
    page.wait_for_url("**/reports/*?sent=1")
    expect(page.locator(".noted .number")).to_be_visible()
    check(page, "what was written down")
    page.select_option("#why", "gone")
    page.click("#close-report")
    expect(page.locator("#close-report")).to_have_count(0)
    context.close()


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_a_dispatcher_sees_where_it_is_and_puts_a_pin_while_listening(
    browser: Browser, console: str, session: Session, house: web.House, hire: desk.Hire, width: int, scheme: str
) -> None:
    hire("sam", console_language="fr")
    one = sent(session, house, lat=50.8277, lon=4.3722, accuracy_m=80)
    context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme, bypass_csp=True)
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{console}/login")
    page.fill("#username", "sam")
    page.fill("#password", desk.PASSWORD)
    page.click("main button")
    page.goto(f"{console}/reports/{one.id}")
    expect(page.locator(".street-map .pin")).to_be_visible()
    expect(page.locator(".street-map .name span").first).to_be_visible()
    check(page, "the report with its map")
    page.goto(f"{console}/reports/new")
    page.fill("#place", "Place Flagey")
    page.click("[data-map] > summary")
    expect(page.locator(".leaflet-control-zoom")).to_be_visible()
    page.focus("[data-ground]")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".street-map .pin")).to_be_visible()
    check(page, "writing down with a pin")
    page.check("[name=agreed]")
    page.click("#send-report")
    expect(page.locator("#coach.asks")).to_be_visible()  # the middle of Brussels is not Flagey
    expect(page.locator(".street-map .pin")).to_be_visible()
    page.click("[data-forget]")
    page.click("#send-report")
    page.wait_for_url("**/reports/*?sent=1")
    own = (console, "data:", "https://sdk.twilio.com/")  # the telephone in the browser fetches its sounds
    assert [address for address in asked if not address.startswith(own)] == []
    context.close()


@pytest.mark.usefixtures("places")
def test_nothing_typed_is_lost_without_a_net_or_a_login_and_a_new_report_moves_nothing_under_the_eyes(
    browser: Browser, console: str, session: Session, house: web.House, hire: desk.Hire
) -> None:
    hire("sam", console_language="en")
    old = sent(session, house)
    context = browser.new_context(viewport={"width": 1280, "height": 740})
    page = context.new_page()

    def log_in(where: Page) -> None:
        where.goto(f"{console}/login")
        where.fill("#username", "sam")
        where.fill("#password", desk.PASSWORD)
        where.click("main button")
        where.wait_for_url(f"{console}/")

    log_in(page)
    page.goto(f"{console}/reports")
    sent(session, house, condition="not_responding")
    expect(page.locator("#show-news")).to_have_text("New: 1. Show them")
    expect(page.locator("[data-report]")).to_have_count(1)
    page.click("#show-news")
    expect(page.locator("[data-report]")).to_have_count(2)
    expect(page.locator(f'[data-report="{old.id}"] a')).not_to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#sought")).to_be_focused()
    page.goto(f"{console}/reports/new")
    page.fill("#place", "Place Flagey")
    page.check("[name=agreed]")
    context.set_offline(True)
    page.click("#send-report")
    expect(page.locator("[data-kept]")).to_contain_text("does not answer")
    context.set_offline(False)
    context.clear_cookies()
    page.click("#send-report")
    expect(page.locator("[data-kept]")).to_contain_text("your login is over")
    log_in(context.new_page())
    page.click("#send-report")
    page.wait_for_url("**/reports/*?sent=1")
    expect(page.locator(".pairs")).to_contain_text("Place Flagey")
    context.close()
