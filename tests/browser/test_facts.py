"""The two public forms by which facts stay true, on a narrow phone, from right to left, without a fault."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from hotline import db, web
from hotline.core.directory import link
from tests.browser.test_console import AXE
from tests.core.directory.house import put

pytestmark = pytest.mark.browser

FAULTS = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']}).then(r => r.violations)"


@pytest.fixture
def address(public_app: Flask, session: Session) -> Iterator[str]:
    """The public app where a browser can ask it."""
    put(session)
    server = make_server("127.0.0.1", 0, public_app, threaded=True)
    running = threading.Thread(target=server.serve_forever, args=(0.02,))
    running.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    running.join(20)
    server.server_close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 700})
    yield context.new_page()
    context.close()


def is_sound(page: Page) -> None:
    page.evaluate(AXE.read_text())
    assert page.evaluate(FAULTS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("language", ["ar", "uk"])
def test_a_closed_door_is_reported_from_a_narrow_phone(address: str, phone: Page, language: str) -> None:
    phone.goto(f"{address}/{language}/service/house.day/wrong")
    is_sound(phone)
    expect(phone.locator("#website")).not_to_be_in_viewport()
    phone.locator("form.wrong button").click()
    expect(phone.locator(".lead[role=status]")).to_be_visible()
    is_sound(phone)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_service_answers_from_a_narrow_phone(
    address: str, phone: Page, house: web.House, session: Session, language: str
) -> None:
    now = db.now(session)
    _, token = link.new(session, house.vault, "house.day", now, language=language, sent="hand", by_id=None)
    session.commit()
    phone.goto(f"{address}/confirm/{token}")
    is_sound(phone)
    phone.locator("button[value=confirm]").click()
    expect(phone.locator("main [role=status]")).to_be_visible()
    is_sound(phone)
