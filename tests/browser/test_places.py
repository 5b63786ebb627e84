"""A bed for a family, with a browser: few clicks, the right person, and a centre that tells with one thumb."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_console import AXE, PROBLEMS, desk, log_in, waiting
from tests.line import Line

pytestmark = pytest.mark.browser
assert desk  # a fixture

HOME = "Les Hirondelles (démo)"


def sound(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    return [problem["id"] for problem in page.evaluate(PROBLEMS)]


def told(line: Line, name: str, free: int) -> int:
    """A centre that told its free places just now. Returns its number."""
    [[centre]] = line.rows(
        "update centre set held = 0, occupied = capacity - %s, told_at = now(), told_by = 'phone' where name = %s"
        " returning id",
        free,
        name,
    )
    return int(centre)


def test_from_the_pick_up_to_a_kept_place_and_the_end_in_six_actions(desk: Page, line: Line) -> None:
    centre = told(line, HOME, 5)
    waiting(line)
    expect(desk.locator("#waiting [data-entry]")).to_have_count(1)
    desk.keyboard.press("Space")  # 1
    expect(desk.locator(".now.talking")).to_be_visible()
    desk.check("#for-families")  # 2
    desk.fill("#people", "3")  # 3
    desk.click("#housing-lost")  # 4
    desk.click(f"#keep-{centre}")  # 5
    expect(desk.locator("#messages")).to_contain_text(HOME)
    expect(desk.locator("#places .kept")).to_contain_text(HOME)
    desk.click("#close-available")  # 6
    line.until(lambda: line.rows("select 1 from contact where closed_at is not null"))
    assert line.rows("select disposition from contact") == [("place",)]
    assert line.rows("select held from centre where id = %s", centre) == [(3,)]
    assert line.rows("select result from place_offer") == [("accepted",)]


def test_the_board_is_for_the_person_shown_also_while_a_note_is_written(desk: Page, line: Line) -> None:
    told(line, HOME, 5)
    waiting(line)
    waiting(line, number="+32470000001")
    expect(desk.locator("#waiting [data-entry]")).to_have_count(2)
    for nth in (0, 1, 0):
        desk.locator("#waiting a[data-contact]").nth(nth).click()
        shown = desk.locator("#waiting a[data-contact]").nth(nth).get_attribute("data-contact")
        expect(desk.locator("#person")).to_have_attribute("data-contact", str(shown))
        expect(desk.locator("#places")).to_have_attribute("data-for", str(shown))
    desk.fill("#note", "une famille")
    desk.keyboard.press("Tab")
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("Space")  # takes the next: somebody else; the note is still about the person shown
    line.until(lambda: line.rows("select 1 from reservation"))
    desk.wait_for_timeout(700)
    same = desk.locator("#person").get_attribute("data-contact")
    expect(desk.locator("#places")).to_have_attribute("data-for", str(same))


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_the_pages_of_the_board_can_be_used_by_everyone(browser: Browser, line: Line, width: int, scheme: str) -> None:
    told(line, HOME, 5)
    context = browser.new_context(
        viewport={"width": width, "height": 740}, color_scheme=scheme, locale="fr-BE", bypass_csp=True
    )
    page = log_in(context, line, "sara")
    waiting(line)
    expect(page.locator("#waiting [data-entry]")).to_have_count(1)
    page.goto(line.console + "/?contact=" + str(page.locator("#waiting a[data-contact]").get_attribute("data-contact")))
    if width == 360:
        page.get_by_role("link", name=re.compile("portée")).click()
    page.click("#housing-not_yet")
    expect(page.locator("#prevention")).to_be_visible()
    page.click("#bed-anyway")
    expect(page.locator("#places [id^=keep-]").first).to_be_visible()
    assert sound(page) == []
    for path in ("/places", "/crisis", "/centres", "/centres/new"):
        page.goto(line.console + path)
        assert sound(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto(line.console + "/centres")
    page.get_by_role("link", name=HOME).click()
    page.click("#make-link")
    link = page.locator("#new-link").text_content()
    page.goto(line.public + "/free/" + str(link).rsplit("/", 1)[1])
    assert sound(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.fill("#free", "7")
    page.click("#send")
    expect(page.locator(".noted")).to_contain_text("7")
    assert line.rows("select told_by from centre where name = %s", HOME) == [("link",)]
    context.close()
