"""A dispatcher texts the person during the talk, on a phone-sized screen, without leaving the page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_console import AXE, PROBLEMS, desk, waiting
from tests.line import Line

pytestmark = pytest.mark.browser
assert desk


def test_a_text_is_sent_in_the_middle_of_a_talk_and_is_seen_to_arrive(desk: Page, line: Line) -> None:
    desk.set_viewport_size({"width": 360, "height": 740})
    caller = waiting(line)
    desk.click("#waiting [data-accept] button")
    expect(desk.locator(".now.talking")).to_be_visible()
    desk.click("details.texts > summary")
    expect(desk.locator("#texts")).to_contain_text("Demandez d'abord")
    desk.click("details.safety > summary")
    desk.check("input[name=safe][value=both]")
    desk.click("#keep-safety")
    desk.click("#send-text")
    assert "0800 12 345" in caller.wait_for_message()
    expect(desk.locator("#texts")).to_contain_text("arrivé")
    expect(desk.locator("#timeline")).to_contain_text("amina a envoyé un SMS")
    expect(desk.locator("details.texts")).to_have_attribute("open", "")
    expect(desk.locator(".now.talking")).to_be_visible()
    desk.evaluate(AXE.read_text())
    assert desk.evaluate(PROBLEMS) == []
    assert desk.evaluate("document.documentElement.scrollWidth") <= 360
