"""During a talk, at a real browser: one click away, and the page is never left."""

import pytest
from playwright.sync_api import Browser, Page, expect

from hotline.core.secret import Vault
from tests.browser.test_console import desk, log_in, waiting
from tests.browser.test_ending import problems
from tests.line import Line

pytestmark = pytest.mark.browser
assert desk
SAMIRA = "+32475111111"


@pytest.fixture
def samira(line: Line) -> int:
    """An interpreter for Polish, day and night."""
    locked = Vault((line.settings["HOTLINE_SECRET_KEY"],)).lock(SAMIRA)
    line.rows("delete from phonebook where key is null returning id")
    return int(
        line.rows(
            "insert into phonebook (kind, name, number, languages, must_accept)"
            " values ('interpreter', 'Samira', %s, '{pl}', true) returning id",
            locked,
        )[0][0]
    )


def talking(page: Page, line: Line) -> None:
    """Somebody who chose Polish talks with whoever sits here."""
    line.phone().dial().keys("5").keys("3").keys("1").wait_until("waiting")
    expect(page.locator("#waiting [data-entry]")).to_have_count(1)
    page.locator("body").press("Space")
    expect(page.locator(".now.talking")).to_be_visible()


def test_an_interpreter_is_one_click_away_and_the_talk_is_left_to_them(samira: int, desk: Page, line: Line) -> None:
    talking(desk, line)
    desk.evaluate("window.same = true")
    desk.click("#hold")
    expect(desk.locator("#resume")).to_be_visible()
    desk.click("#resume")
    expect(desk.locator("#hold")).to_be_visible()
    desk.click(f"#interpreter-{samira}")
    expect(desk.locator(".guests")).to_contain_text("Samira")
    phone = line.network.phone(SAMIRA).answer()
    phone.wait_for("1")
    phone.keys("1").wait_until("connected")
    expect(desk.locator("#leave")).to_be_visible()
    desk.click("#leave")
    expect(desk.locator("input[name=disposition][value=transferred]")).to_be_checked()
    expect(desk.locator("#phone-state")).not_to_contain_text("connect")
    assert desk.evaluate("window.same"), "the page was loaded anew"


def test_the_list_is_found_by_typing_and_stays_open_while_others_call(samira: int, desk: Page, line: Line) -> None:
    talking(desk, line)
    desk.click("#phonebook summary")
    desk.fill("#find-third", "pol samira")
    expect(desk.locator("#third-list li:visible")).to_have_count(1)
    waiting(line, number="+32470000009")
    expect(desk.locator("#waiting [data-entry]")).to_have_count(1)
    expect(desk.locator("#third-list li:visible")).to_have_count(1)
    desk.click("#third-list li:visible button")
    expect(desk.locator(".guests")).to_contain_text("Samira")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_a_talk_and_the_phonebook_fit_every_screen_and_everyone(
    browser: Browser, line: Line, samira: int, width: int, scheme: str
) -> None:
    line.rows("update dispatcher set role = 'supervisor' where username = 'amina' returning id")
    context = browser.new_context(
        viewport={"width": width, "height": 740}, color_scheme=scheme, locale="fr-BE", bypass_csp=True
    )
    page = log_in(context, line, "amina")
    talking(page, line)
    page.locator(f"#interpreter-{samira}").click()
    expect(page.locator(".guests")).to_contain_text("Samira")
    page.locator("#hold").click()
    expect(page.locator("#resume")).to_be_visible()
    for folded in page.locator("details:not(.menu)").all():
        folded.evaluate("it => it.open = true")
    assert problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(f"{line.console}/phonebook")
    for folded in page.locator("details:not(.menu)").all():
        folded.evaluate("it => it.open = true")
    assert problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
    line.rows("update dispatcher set role = 'dispatcher' where username = 'amina' returning id")
