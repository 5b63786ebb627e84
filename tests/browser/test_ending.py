"""Ending a contact, partners and visitors, at real browsers."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_console import AXE, PROBLEMS, desk, log_in, waiting
from tests.line import Line

pytestmark = pytest.mark.browser
assert desk


def problems(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in page.evaluate(PROBLEMS)]


def test_the_usual_call_is_taken_and_ended_in_three_actions_and_the_page_is_never_left(desk: Page, line: Line) -> None:
    caller = waiting(line)
    expect(desk.locator("#waiting [data-entry]")).to_have_count(1)
    desk.evaluate("window.same = true")
    desk.locator("body").press("Space")  # 1
    expect(desk.locator(".now.talking")).to_be_visible()
    expect(desk.locator("input[name=caller][value=person]")).to_be_checked()
    expect(desk.locator("input[name=needs][value=shelter]")).to_be_checked()
    desk.fill("#note", "deux personnes, un chien")
    desk.locator("label.pill", has=desk.locator("input[name=disposition][value=place]")).click()  # 2
    desk.click("#close-available")  # 3
    caller.wait_until("ended")
    expect(desk.locator("#note")).to_have_count(0)
    assert desk.evaluate("window.same"), "the page was loaded anew"
    found = line.rows("select disposition, caller_kind, needs, (select count(*) from note) from contact")
    assert found == [("place", "person", ["shelter"], 1)]


def test_an_earlier_contact_is_corrected_during_a_talk_and_the_talk_goes_on(desk: Page, line: Line) -> None:
    waiting(line).hang_up()
    earlier = line.until(lambda: line.rows("select id from contact where ended_at is not null"))[0][0]
    waiting(line, number="+32470000001")
    expect(desk.locator("#waiting [data-entry]")).to_have_count(1)
    desk.locator("body").press("Space")
    expect(desk.locator(".now.talking")).to_be_visible()
    desk.evaluate(f"history.pushState(null, '', '/?contact={earlier}'); dispatchEvent(new PopStateEvent('popstate'))")
    expect(desk.locator("#person")).to_have_attribute("data-contact", str(earlier))
    desk.locator("input[name=disposition][value='nothing:full']").focus()
    desk.keyboard.press("Space")
    desk.click("#close-available")
    expect(desk.locator(".now.talking")).to_be_visible()
    assert line.rows("select disposition, why from contact where closed_at is not null") == [("nothing", "full")]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_the_ending_visitors_and_partners_fit_every_screen_and_everyone(
    browser: Browser, line: Line, width: int, scheme: str
) -> None:
    line.rows("update dispatcher set role = 'supervisor' where username = 'amina' returning id")
    context = browser.new_context(
        viewport={"width": width, "height": 740}, color_scheme=scheme, locale="fr-BE", bypass_csp=True
    )
    page = log_in(context, line, "amina")
    waiting(line)
    expect(page.locator("#waiting [data-entry]")).to_have_count(1)
    contact = line.rows("select id from contact")[0][0]
    page.goto(f"{line.console}/?contact={contact}")
    for folded in page.locator("details:not(.menu)").all():
        folded.evaluate("it => it.open = true")
    assert problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    low = page.evaluate(
        "[...document.querySelectorAll('.pill')].filter(it => it.checkVisibility() && it.clientHeight < 42).length"
    )
    assert low == 0, "too small for a thumb"
    page.goto(f"{line.console}/partners")
    page.fill("#name", "Hôpital Saint-Jean")
    page.fill("#number", "02 535 71 11")
    page.locator("main form:last-of-type button").last.click()
    page.locator("summary", has_text="Saint-Jean").click()
    assert problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
    line.rows("delete from partner returning id")
    line.rows("update dispatcher set role = 'dispatcher' where username = 'amina' returning id")
