"""Dispatchers at real browsers, with people on the line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from hotline.local.carrier.client import Phone
from hotline.local.demo import PASSWORD
from tests.line import Line

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[1] / "node_modules/axe-core/axe.min.js"
# A button that is folded out fades to its colours: what is judged is how it stands then.
PROBLEMS = """document.getAnimations().forEach(it => it instanceof CSSTransition && it.finish()),
  axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice']}).then(r => r.violations)"""


def log_in(context: BrowserContext, line: Line, name: str) -> Page:
    page = context.new_page()
    page.goto(f"{line.console}/login")
    page.fill("#username", name)
    page.fill("#password", PASSWORD)
    page.click("main button")
    expect(page.locator("#line-state")).to_contain_text("●")
    return page


@pytest.fixture
def desk(context: BrowserContext, line: Line) -> Iterator[Page]:
    """Amina's console. An error of its scripts fails the test."""
    errors: list[str] = []
    page = log_in(context, line, "amina")
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []


@pytest.fixture
def jans_desk(browser: Browser, line: Line) -> Iterator[Page]:
    """Jan's console, on a phone in the dark."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme="dark", locale="nl-BE")
    yield log_in(context, line, "jan")
    context.close()


@pytest.fixture
def slow_line(line: Line) -> Iterator[Line]:
    """Slow enough for somebody who reads and clicks."""
    line.network.set(speed=3)
    yield line
    line.network.set(speed=50)


def waiting(line: Line, language: str = "1", topic: str = "1", number: str = "+32470123456") -> Phone:
    """Someone who pressed two keys and waits."""
    return line.phone(number).dial().keys(language).keys(topic).wait_until("waiting")


def test_a_waiting_person_appears_by_itself_and_space_takes_them(desk: Page, line: Line) -> None:
    caller = waiting(line)
    expect(desk.locator("#waiting [data-entry]")).to_have_count(1)
    desk.locator("body").press("Space")
    expect(desk.locator(".now.talking")).to_be_visible()
    caller.wait_until("connected")
    desk.fill("#words", "Bonjour, où êtes-vous ?")
    desk.press("#words", "Enter")
    caller.wait_for("où êtes-vous")
    caller.say("À la gare du Midi.")
    expect(desk.locator("#heard")).to_contain_text("gare du Midi")


def test_keys_work_after_a_click_on_somebody(desk: Page, line: Line) -> None:
    waiting(line)
    desk.click("#waiting a[data-contact]")
    expect(desk.locator("#person-title")).to_be_focused()
    desk.keyboard.press("?")
    expect(desk.locator("#keys")).to_be_visible()
    desk.keyboard.press("Escape")
    desk.keyboard.press("n")
    desk.keyboard.type("n? m")
    expect(desk.locator("#note")).to_have_value("n? m")
    desk.fill("#note", "")
    desk.locator("#note").blur()
    desk.keyboard.press("Space")
    expect(desk.locator(".now.talking")).to_be_visible()


def test_a_half_written_note_outlives_what_happens_meanwhile(desk: Page, line: Line) -> None:
    caller = waiting(line)
    desk.click("#waiting [data-accept] button")
    expect(desk.locator(".now.talking")).to_be_visible()
    desk.fill("#note", "deux personnes, un chien")
    waiting(line, number="+32470000001")
    expect(desk.locator("#waiting [data-entry]")).to_have_count(1)
    caller.hang_up()
    expect(desk.locator("#state")).to_contain_text("terminé")
    expect(desk.locator("#note")).to_have_value("deux personnes, un chien")
    expect(desk.locator("#note")).to_be_focused()
    desk.check("input[name=disposition][value=place]")
    desk.click("#close-available")
    expect(desk.locator("#note")).to_have_count(0)
    assert line.rows("select disposition from contact where closed_at is not null") == [("place",)]


def test_the_slower_of_two_reads_who_took_the_call(desk: Page, jans_desk: Page, line: Line) -> None:
    waiting(line)
    expect(jans_desk.locator("#waiting [data-entry]")).to_have_count(1)
    jans_desk.route("**/?*part=live*", lambda route: route.abort())  # a slow line: it still shows the person
    desk.click("#waiting [data-accept] button")
    expect(desk.locator(".now")).to_be_visible()
    jans_desk.click("#waiting [data-accept] button")
    expect(jans_desk.locator("#messages")).to_contain_text("amina")


def test_a_lost_connection_is_shown_and_mended(desk: Page, line: Line) -> None:
    line.kill("valkey")
    expect(desk.locator("#line-state")).to_contain_text("◐")
    expect(desk.locator("#line-state")).to_contain_text("●")
    line.kill("console")
    expect(desk.locator("#line-state")).to_contain_text("○")
    expect(desk.locator("#line-state")).to_contain_text("●")
    waiting(line)
    expect(desk.locator("#waiting [data-entry]")).to_have_count(1)


def test_looking_at_somebody_else_does_not_end_a_talk(desk: Page, line: Line) -> None:
    waiting(line)
    expect(desk.locator("#waiting [data-entry]")).to_have_count(1)
    desk.locator("body").press("Space")
    expect(desk.locator(".now.talking")).to_be_visible()
    waiting(line, number="+32470000001")
    desk.evaluate("window.same = true")
    desk.click("#waiting a[data-contact]")
    expect(desk.locator("#state")).not_to_have_attribute("data-mine", "1")
    assert desk.evaluate("window.same"), "the page was loaded anew"
    desk.go_back()
    expect(desk.locator(".now.talking")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/waits", "/settings"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_every_page_can_be_used_by_everyone_and_fits_a_small_screen(
    browser: Browser, line: Line, path: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 740}, color_scheme=scheme, locale="fr-BE", bypass_csp=True
    )
    page = log_in(context, line, "amina")
    waiting(line)
    expect(page.locator("#waiting [data-entry]")).to_have_count(1)
    page.goto(line.console + path)
    page.evaluate(AXE.read_text())
    assert [problem["id"] for problem in page.evaluate(PROBLEMS)] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_without_scripts_a_call_is_taken_and_closed_with_plain_forms(browser: Browser, line: Line) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-BE")
    page = context.new_page()
    page.goto(f"{line.console}/login")
    page.fill("#username", "amina")
    page.fill("#password", PASSWORD)
    page.click("main button")
    caller = waiting(line)
    page.goto(line.console)
    page.click("#take-next")
    line.network.browser("amina").answer()
    caller.wait_until("connected")
    line.until(lambda: line.rows("select 1 from contact where bridged_at is not null"))
    page.reload()
    expect(page.locator(".now.talking")).to_be_visible()
    page.fill("#note", "sans script")
    page.check("input[name=disposition][value=informed]")
    page.click("#close-available")
    caller.wait_until("ended")
    assert line.rows("select disposition, outcome from contact") == [("informed", "helped")]
    context.close()


@pytest.mark.parametrize(
    ("language", "key", "menu", "greeting", "answer"),
    [
        ("fr", "1", "place où dormir", "Bonsoir, je vous écoute", "Un lit, s'il vous plaît"),
        ("nl", "2", "slaapplaats", "Goedenavond", "Een bed"),
    ],
)
def test_one_page_calls_another_picks_up_and_both_talk(
    context: BrowserContext,
    desk: Page,
    slow_line: Line,
    language: str,
    key: str,
    menu: str,
    greeting: str,
    answer: str,
) -> None:
    line, phone = slow_line, context.new_page()
    phone.goto(f"{line.public}/local/phone")
    phone.click("#dial")
    expect(phone.locator("#talk")).to_contain_text("Bruxelles")
    phone.locator("#keypad").get_by_role("button", name=key, exact=False).first.click()
    expect(phone.locator("#talk")).to_contain_text(menu)
    phone.locator("#keypad").get_by_role("button", name="1", exact=False).first.click()
    entry = line.until(lambda: line.rows("select language, topic from queue_entry"))
    assert entry == [(language, "place")]
    expect(desk.locator("#waiting [data-entry]")).to_have_count(1)
    desk.click("#take-next")
    expect(desk.locator(".now.talking")).to_be_visible()
    desk.fill("#words", greeting)
    desk.press("#words", "Enter")
    expect(phone.locator("#talk")).to_contain_text(greeting)
    phone.fill("#words", answer)
    phone.click("#say")
    expect(desk.locator("#heard")).to_contain_text(answer)
    desk.click("#hang-up")
    expect(phone.locator("#hang-up")).to_be_hidden()
