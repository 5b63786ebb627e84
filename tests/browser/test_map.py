"""Where the person is, on a map of our own: a finger or arrow keys put a pin; nothing is asked of others."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from hotline import web
from hotline.core.report.team.mission import Mission
from tests.browser.test_chat import served
from tests.browser.test_report_site import PLACE, go, is_fit, report_of, site
from tests.browser.test_site import PHONE
from tests.browser.test_team import address, given, is_sound, link
from tests.site.test_map import with_tiles

pytestmark = pytest.mark.browser
assert all((site, address, given, with_tiles))  # fixtures


class Visitor:
    """Somebody at the page about where; whatever their browser asks for and complains of is written down."""

    def __init__(self, browser: Browser, address: str, language: str = "fr", **more: object) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        how = {"locale": language, "service_workers": "block", "reduced_motion": "reduce", **PHONE, **more}
        context = browser.new_context(**how)  # type: ignore[arg-type]
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

    def has_pin(self, count: int = 1) -> None:
        expect(self.page.locator(".street-map .pin")).to_have_count(count)


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, site)
    yield visitor
    visitor.page.context.close()


def tap_the_pin(page: Page) -> None:
    """Touch once more where the pin stands."""
    pin, box = page.locator(".street-map .pin").bounding_box(), page.locator("[data-ground]").bounding_box()
    assert pin is not None
    assert box is not None
    page.locator("[data-ground]").tap(position={"x": pin["x"] - box["x"] + 22, "y": pin["y"] - box["y"] + 43})


@pytest.mark.parametrize(("language", "scheme"), [("fr", "light"), ("ar", "dark")])
def test_each_tap_leads_nearer_and_the_words_stay(browser: Browser, site: str, language: str, scheme: str) -> None:
    visitor = Visitor(browser, site, language, color_scheme=scheme)
    page = visitor.page
    page.locator("#place").fill(PLACE[language])
    visitor.open_map()
    page.locator("[data-ground]").tap(position={"x": 150, "y": 130})
    visitor.has_pin()
    assert int(visitor.field("accuracy")) > 500  # a finger on the whole Region
    for _ in range(3):
        tap_the_pin(page)
    assert int(visitor.field("accuracy")) == 100
    expect(page.locator("[data-point] [role=status]")).to_contain_text("100")
    is_fit(page)
    expect(page.locator("#place")).to_have_value(PLACE[language])
    page.context.close()


def test_the_pin_is_sent_and_nobody_else_is_asked(visitor: Visitor, site: str, session: Session) -> None:
    page = visitor.page
    assert not [one for one in visitor.asked if "leaflet" in one or "/map/map" in one]
    visitor.open_map()
    page.locator("[data-ground]").tap(position={"x": 150, "y": 130})
    for _ in range(3):
        tap_the_pin(page)
    lat, lon = visitor.field("lat"), visitor.field("lon")
    visitor.send()
    report = report_of(session)
    assert (f"{report.lat:.5f}", f"{report.lon:.5f}", report.accuracy_m) == (lat, lon, 100)
    assert [one for one in visitor.asked if not one.startswith((site, "data:"))] == []
    assert [one for one in visitor.asked if lat[:5] in one or lon[:4] in one] == []
    assert visitor.complaints == []


def test_a_pin_is_put_and_moved_with_the_arrow_keys_alone(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("[data-map] > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".street-map .name span").first).to_be_visible()
    page.locator("[data-ground]").focus()
    page.keyboard.press("ArrowUp")  # the first puts it in the middle
    visitor.has_pin()
    north, east = float(visitor.field("lat")), float(visitor.field("lon"))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    assert float(visitor.field("lat")) > north
    assert float(visitor.field("lon")) > east
    wide = int(visitor.field("accuracy"))
    for _ in range(3):
        page.keyboard.press("+")
        page.keyboard.press("ArrowLeft")
    assert int(visitor.field("accuracy")) < wide
    expect(page.locator("[data-point] [role=status]")).to_contain_text(visitor.field("accuracy"))
    page.locator("[data-forget]").press("Enter")
    visitor.has_pin(0)
    assert visitor.field("lat") == ""
    expect(page.locator("[data-use]")).to_be_focused()


def test_the_position_of_the_phone_is_shown_and_put_right(browser: Browser, site: str, session: Session) -> None:
    here = {"latitude": 50.8274, "longitude": 4.3721, "accuracy": 400}
    visitor = Visitor(browser, site, geolocation=here, permissions=["geolocation"])
    page = visitor.page
    visitor.open_map()
    page.locator("[data-use]").tap()
    visitor.has_pin()
    page.locator(".street-map .pin").scroll_into_view_if_needed()
    pin = page.locator(".street-map .pin").bounding_box()
    assert pin is not None
    page.mouse.move(pin["x"] + 22, pin["y"] + 20)
    page.mouse.down()
    page.mouse.move(pin["x"] + 52, pin["y"] + 20, steps=4)
    page.mouse.up()
    assert visitor.field("lon") != "4.372100"
    visitor.send()
    assert report_of(session).lon == float(f"{report_of(session).lon:.5f}")
    assert report_of(session).commune == "Ixelles"
    page.context.close()


def test_without_a_script_the_words_are_enough(browser: Browser, site: str) -> None:
    visitor = Visitor(browser, site, java_script_enabled=False)
    expect(visitor.page.locator("[data-map]")).to_be_hidden()
    expect(visitor.page.locator("[data-point]")).to_be_hidden()
    expect(visitor.page.locator("#place")).to_be_visible()
    visitor.page.context.close()


def test_without_a_net_the_map_says_so_and_comes_with_the_next_touch(visitor: Visitor) -> None:
    page = visitor.page
    page.route("**/map/**", lambda route: route.abort())
    page.locator("[data-map] > summary").tap()
    expect(page.locator("[data-no-map]")).to_be_visible()
    page.unroute("**/map/**")
    page.locator("[data-map] > summary").tap()
    visitor.open_map()
    expect(page.locator("[data-no-map]")).to_be_hidden()


@pytest.mark.parametrize("answers", [True, False])
def test_tiles_lie_under_the_pin_and_where_they_fail_our_names_do(
    browser: Browser, with_tiles: Flask, directory: Session, answers: bool
) -> None:
    assert directory
    with served(with_tiles) as address:
        visitor = Visitor(browser, address)
        page = visitor.page
        dot = b"<svg xmlns='http://www.w3.org/2000/svg' width='256' height='256'/>"
        page.route(
            "https://tiles.example.org/**",
            lambda route: route.fulfill(body=dot, content_type="image/svg+xml") if answers else route.abort(),
        )
        page.locator("[data-map] > summary").tap()
        expect(page.locator(".leaflet-tile-loaded" if answers else ".name span").first).to_be_visible()
        assert page.locator(".name").count() == 0 or not answers
        expect(page.locator(".leaflet-control-attribution")).to_contain_text("© Somebody")
        page.locator("[data-ground]").tap(position={"x": 150, "y": 130})
        visitor.has_pin()
        assert not [said for said in visitor.complaints if "Content Security Policy" in said]
        page.context.close()


def test_a_team_sees_the_map_after_a_touch_and_keeps_the_words_without_a_net(
    browser: Browser, address: str, house: web.House, given: Mission
) -> None:
    context = browser.new_context(service_workers="block", **PHONE)  # type: ignore[arg-type]
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}{link(house, given)}")
    assert not [one for one in asked if "leaflet" in one or "places" in one]
    context.set_offline(True)
    page.locator("[data-map] > summary").tap()
    expect(page.locator("[data-no-map]")).to_be_visible()
    expect(page.locator("#where")).to_be_visible()
    context.set_offline(False)
    page.locator("[data-map] > summary").tap()
    page.locator("[data-map] > summary").tap()
    expect(page.locator(".street-map .pin")).to_be_visible()
    is_sound(page)
    assert [one for one in asked if not one.startswith((address, "data:"))] == []
    context.close()
