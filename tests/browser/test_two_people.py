"""One browser calls, another picks up, and both talk: the demo as a person sees it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from hotline.local.demo import PASSWORD
from tests.line import Line

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parents[2] / "build" / "pictures"


@pytest.fixture
def desk(browser: Browser, line: Line) -> Iterator[Page]:
    """Amina at the console."""
    context = browser.new_context(
        locale="fr-BE", timezone_id="Europe/Brussels", viewport={"width": 1280, "height": 800}
    )
    page = context.new_page()
    page.goto(f"{line.console}/login")
    page.fill("input[name=username]", "amina")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#waiting")).to_be_visible()
    yield page
    context.close()


@pytest.fixture
def telephone(browser: Browser, line: Line) -> Iterator[Page]:
    """Someone with a telephone."""
    context = browser.new_context(
        locale="fr-BE", timezone_id="Europe/Brussels", viewport={"width": 1100, "height": 980}
    )
    page = context.new_page()
    page.goto(f"{line.public}/local/phone")
    yield page
    context.close()


@pytest.mark.parametrize(
    ("key", "greeting", "asks", "answers"),
    [
        ("1", "Restez en ligne", "Je cherche une place pour cette nuit", "Bonjour, je vous écoute"),
        ("2", "Blijf aan de lijn", "Ik zoek een plek voor vannacht", "Goedenavond, ik luister"),
    ],
    ids=["french", "dutch"],
)
def test_a_person_calls_in_one_browser_and_a_dispatcher_picks_up_in_another(
    desk: Page, telephone: Page, line: Line, key: str, greeting: str, asks: str, answers: str
) -> None:
    telephone.click("#dial")
    expect(telephone.locator("#talk")).to_contain_text("112")
    telephone.click(f"[data-key='{key}']")
    expect(telephone.locator("#talk li").last).to_be_visible()
    telephone.click("[data-key='1']")
    expect(telephone.locator("#talk")).to_contain_text(greeting)

    expect(desk.locator("#waiting li.entry").first).to_be_visible()
    desk.locator("#take-next").click()
    expect(desk.locator("#hang-up")).to_be_visible(timeout=15_000)
    telephone.fill("#words", asks)
    telephone.press("#words", "Enter")
    expect(desk.locator("body")).to_contain_text(asks)
    desk.fill("#words", answers)
    desk.press("#words", "Enter")
    expect(telephone.locator("#talk")).to_contain_text(answers)
    PICTURES.mkdir(parents=True, exist_ok=True)
    desk.screenshot(path=PICTURES / f"console-{key}.png")
    telephone.screenshot(path=PICTURES / f"phone-{key}.png")

    telephone.click("#hang-up")
    expect(desk.locator("#hang-up")).to_be_hidden(timeout=15_000)
    assert line.rows("select outcome from contact") == [("helped",)]
