"""Somebody in the street with the public site in a real browser: a small phone, no net, a phone that is looked at."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy.orm import Session
from werkzeug.serving import BaseWSGIServer, make_server

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[1] / "node_modules/axe-core/axe.min.js"
PROBLEMS = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(r => r.violations)"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
MOST_BYTES = 100_000
# The signs of a page that are drawn like a sign that no font has.
MISSING = """() => {
  const font = getComputedStyle(document.body).fontFamily, canvas = new OffscreenCanvas(64, 64);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const drawn = (sign) => {
    pen.clearRect(0, 0, 64, 64);
    pen.font = `32px ${font}`;
    pen.fillText(sign, 8, 44);
    return pen.getImageData(0, 0, 64, 64).data.join();
  };
  const none = drawn("\\u0378");
  const signs = new Set(document.body.innerText.replace(/[\\s\\p{C}\\p{M}]/gu, ""));
  return [...signs].filter((sign) => drawn(sign) === none);
}"""


@pytest.fixture
def served(public_app: Flask, directory: Session) -> Iterator[tuple[str, BaseWSGIServer]]:
    """The public site on a port of this computer, with the whole directory."""
    assert directory
    server = make_server("127.0.0.1", 0, public_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def site(served: tuple[str, BaseWSGIServer]) -> str:
    return served[0]


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A small phone whose owner reads Arabic."""
    context = browser.new_context(locale="ar", **PHONE)  # type: ignore[arg-type]
    context.set_default_timeout(30_000)
    yield context
    context.close()


def keep_everything(page: Page) -> None:
    """Wait until the service worker has the page and the whole directory."""
    page.wait_for_function(
        "async () => navigator.serviceWorker.controller && await caches.match(location.href)"
        " && await caches.match(`/${document.documentElement.lang}/all`)"
    )


def test_a_shower_near_gare_du_midi_in_arabic_on_a_small_phone(phone: BrowserContext, site: str) -> None:
    page = phone.new_page()
    page.goto(site)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator(".tiles").get_by_text("الاغتسال").tap()
    page.locator(".chips").get_by_text("دُش للاستحمام").tap()
    page.locator("#near").fill("محطة الجنوب")
    page.locator(".narrow button").tap()
    expect(page.locator(".from")).to_contain_text("Bruxelles-Midi")
    expect(page.locator(".results li").first.locator(".far")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_same_by_keyboard_in_one_sentence_without_scripts(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ar", **PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site}/ar/")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.locator("#q:focus").count():
            break
    page.keyboard.type("حمام قرب محطة الجنوب")
    page.keyboard.press("Enter")
    expect(page.locator(".results .far").first).to_be_visible()
    page.locator(".results a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("article.service h1")).to_be_visible()
    context.close()


def test_without_a_net_the_last_pages_and_the_whole_directory_are_there(
    phone: BrowserContext, served: tuple[str, BaseWSGIServer]
) -> None:
    site, server = served
    page = phone.new_page()
    page.goto(f"{site}/ar/need/shower")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.goto(f"{site}/ar/need/domestic_violence")
    page.goto(f"{site}/ar/need/shower")
    keep_everything(page)
    server.shutdown()
    server.server_close()
    page.reload()
    expect(page.locator(".offline time")).not_to_be_empty()
    expect(page.locator("h1")).to_contain_text("دُش للاستحمام")
    page.goto(f"{site}/ar/service/nss.hotline")  # never seen: the directory, at its place
    assert page.url.endswith("/ar/all#service-nss.hotline")
    expect(page.locator(".offline")).to_be_visible()
    page.goto(f"{site}/ar/need/domestic_violence")  # seen, but nothing tells
    assert page.url.endswith("/ar/all")


def test_leaving_at_once_leaves_nothing_of_what_was_read(phone: BrowserContext, site: str) -> None:
    page = phone.new_page()
    phone.route(
        "https://www.meteo.be/**", lambda route: route.fulfill(body="<title>weather</title>", content_type="text/html")
    )
    page.goto(f"{site}/fr/need/shower")
    keep_everything(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("https://www.meteo.be/")
    back = phone.new_page()
    back.goto(f"{site}/healthz")
    back.wait_for_function("() => caches.has('seen').then(kept => !kept)")
    page.go_back()
    assert "/need/" not in page.url


def test_a_terminal_forgets_its_visitor(browser: Browser, site: str) -> None:
    context = browser.new_context(locale="fr-BE")
    page = context.new_page()
    page.clock.install()
    page.goto(f"{site}/nl/search?kiosk=1")
    page.fill("#q", "douche")
    page.clock.fast_forward(60_000)
    page.fill("#q", "douche zuid")
    page.clock.fast_forward(60_000)
    expect(page.locator("#q")).to_have_value("douche zuid")
    page.clock.fast_forward(31_000)
    page.wait_for_url("**/fr/")
    expect(page.locator("#q")).to_have_value("")
    context.close()


PAGES = ("", "need/shower", "service/nss.hotline", "search?q=douche&near=midi&open=now", "answer/bed_tonight",
         "commune/saint-gilles", "tile/doctor", "communes", "all", "nothing")  # fmt: skip


@pytest.mark.parametrize(("language", "scheme"), [("fr", "light"), ("ar", "dark")])
def test_everyone_can_use_every_page_and_it_fits_a_small_screen(
    browser: Browser, site: str, language: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True, service_workers="block", **PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    for path in PAGES:
        page.goto(f"{site}/{language}/{path}")
        page.evaluate(AXE.read_text())
        assert [(path, problem["id"], problem["nodes"][0]["html"]) for problem in page.evaluate(PROBLEMS)] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    context.close()


@pytest.mark.parametrize("language", ["ar", "uk"])
def test_no_sign_is_missing_on_the_screen(browser: Browser, site: str, language: str) -> None:
    context = browser.new_context(service_workers="block", **PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site}/{language}/")
    if "ع" in page.evaluate(MISSING):
        pytest.skip("this computer has no Arabic font; every phone has one")
    for path in PAGES:
        page.goto(f"{site}/{language}/{path}")
        assert page.evaluate(MISSING) == [], path
    context.close()


def test_the_first_view_comes_through_a_bad_line(browser: Browser, site: str) -> None:
    context = browser.new_context(**PHONE)  # type: ignore[arg-type]
    page, sizes = context.new_page(), list[float]()
    session = context.new_cdp_session(page)
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.enable")
    page.goto(f"{site}/fr/", wait_until="networkidle")
    assert len(sizes) >= 5  # the page, two style sheets, the pictures, the script
    assert sum(sizes) <= MOST_BYTES
    context.close()
