"""Where the person is, on a map of our own: a finger or arrow keys put a pin; nothing is asked of others."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from tests.browser.test_report_site import PLACE, go, is_fit, site
from tests.browser.test_site import PHONE

pytestmark = pytest.mark.browser
assert site  # a fixture
SHOTS = os.environ.get("SHOTS")


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.wait_for_timeout(600)
        page.screenshot(path=f"{SHOTS}/{name}.png")


class Visitor:
    """Somebody at the page about where; whatever their browser asks for and complains of is written down."""

    def __init__(self, browser: Browser, address: str, language: str = "fr", **more: object) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        context = browser.new_context(locale=language, service_workers="block", **{**PHONE, **more})  # type: ignore[arg-type]
        self.page = context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.goto(f"{address}/{language}/report")
        self.page.locator('button[name="danger"][value="none"]').click()
        expect(self.page.locator("#place")).to_be_visible()

    def open_map(self) -> None:
        self.page.locator("[data-map] > summary").click()
        expect(self.page.locator(".street-map .name span").first).to_be_visible()

    def field(self, name: str) -> str:
        return self.page.locator(f'input[name="{name}"]').input_value()

    def send(self) -> None:
        go(self.page, "seen", "seen")
        go(self.page, "you", "you")
        self.page.locator('input[name="agreed"]').check()
        self.page.locator('button[name="go"][value="send"]').tap()
        expect(self.page.locator(".code")).to_be_visible()


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, site)
    yield visitor
    visitor.page.context.close()


@pytest.mark.parametrize(("language", "scheme"), [("fr", "light"), ("ar", "dark")])
def test_a_tap_puts_the_pin_nearer_with_each_and_the_words_stay(
    browser: Browser, site: str, session: Session, language: str, scheme: str
) -> None:
    visitor = Visitor(browser, site, language, color_scheme=scheme)
    page = visitor.page
    page.locator("#place").fill(PLACE[language])
    shot(page, f"where-{language}")
    visitor.open_map()
    page.locator("[data-map]").scroll_into_view_if_needed()
    shot(page, f"map-{language}")
    ground = page.locator("[data-ground]")
    ground.tap(position={"x": 150, "y": 130})
    expect(page.locator(".street-map .pin")).to_have_count(1)
    first = int(visitor.field("accuracy"))
    for _ in range(3):
        expect(page.locator(".leaflet-zoom-anim")).to_have_count(0)
        pin = page.locator(".street-map .pin").bounding_box()
        box = ground.bounding_box()
        assert pin is not None
        assert box is not None
        ground.tap(position={"x": pin["x"] - box["x"] + 22, "y": pin["y"] - box["y"] + 44})
    shot(page, f"pin-{language}")
    page.screenshot(path=f"{SHOTS}/full-{language}.png", full_page=True) if SHOTS else None
    assert first > 500
    assert int(visitor.field("accuracy")) == 100
    expect(page.locator("[data-point] [role=status]")).to_contain_text("100")
    is_fit(page)
    page.context.close()
