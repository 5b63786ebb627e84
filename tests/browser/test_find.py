"""The search box at a real browser: one key away, live, and a talk is never left for it."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_console import desk, log_in
from tests.browser.test_ending import problems
from tests.browser.test_talk import talking
from tests.line import Line

pytestmark = pytest.mark.browser
assert desk


def test_what_helps_is_found_without_leaving_the_talk_and_its_number_is_one_click_away(desk: Page, line: Line) -> None:
    talking(desk, line)
    desk.evaluate("window.same = true")
    desk.locator("body").press("/")
    expect(desk.locator("#find-words")).to_be_focused()
    desk.keyboard.type("samusocial")
    desk.keyboard.press("Enter")
    first = desk.locator(".hits > li").filter(has_text="0800 99 340").first
    expect(first).to_be_visible()
    first.locator("summary").click()
    expect(first.locator("details p[lang=pl]").first).to_be_visible()
    first.get_by_role("button", name="0800 99 340").click()
    expect(desk.locator(".guests")).to_contain_text("0800 99 340")
    assert line.network.phone("+3280099340").wait_for_ring()
    expect(first).to_be_visible()
    assert desk.evaluate("window.same"), "the page was loaded anew"


def test_where_somebody_is_sent_stands_in_the_ending_at_once(desk: Page, line: Line) -> None:
    talking(desk, line)
    desk.fill("#find-words", "samusocial")
    desk.press("#find-words", "Enter")
    desk.locator(".hits > li").filter(has_text="0800 99 340").first.get_by_role("button", name="Orienté").click()
    expect(desk.locator("input[name=referred]")).to_be_checked()
    assert desk.locator(".hits > li").count()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_results_fit_every_screen_and_everyone(browser: Browser, line: Line, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 740}, color_scheme=scheme, locale="fr-BE", bypass_csp=True
    )
    page = log_in(context, line, "amina")
    page.locator("body").press("/")
    page.fill("#find-words", "douche")
    page.press("#find-words", "Enter")
    expect(page.locator(".hits > li").first).to_be_visible()
    assert problems(page) == []
    page.goto(f"{line.console}/find?q=douche&when=now")
    assert problems(page) == []
    context.close()
