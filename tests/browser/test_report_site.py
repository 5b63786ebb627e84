"""A citizen reports somebody on the site with a small phone: danger first, by touch, by position, without a script."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from hotline import db
from hotline.core.report import Report, stored
from tests.browser.test_site import AXE, PHONE, PROBLEMS

pytestmark = pytest.mark.browser
PLACE = {"fr": "Gare du Midi, devant l'entrée de la rue de France", "ar": "محطة الجنوب، أمام المدخل"}
DIRECTION = "one => getComputedStyle(one).direction"
CODE = re.compile(r"[A-Z]{2} \d{4}")


@pytest.fixture
def site(public_app: Flask, directory: Session) -> Iterator[str]:
    """The public site on a port of this computer."""
    assert directory
    with serving(public_app) as address:
        yield address


@contextmanager
def serving(app: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def opened(browser: Browser, address: str, language: str, **more: object) -> Page:
    """The form on a small phone, reached from the home page."""
    usual = {"service_workers": "block", "bypass_csp": True, **PHONE}
    context = browser.new_context(locale=language, **{**usual, **more})  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{address}/{language}/")
    page.locator(f'.tiles a[href="/{language}/report"]').tap()
    expect(page.locator('button[name="danger"]').first).to_be_visible()
    return page


def go(page: Page, step: str, came: str) -> None:
    """Touch the button that leads there, and wait until it is there."""
    page.locator(f'button[name="go"][value="{step}"]').tap()
    expect(page.locator('input[name="step"]')).to_have_value(came)


def is_fit(page: Page) -> None:
    """Everyone can use the page, and it fits."""
    page.wait_for_load_state()
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")  # what a strip that stays covers is no small target
    page.evaluate(AXE.read_text())
    assert [(one["id"], one["nodes"][0]["html"]) for one in page.evaluate(PROBLEMS)] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def report_of(session: Session) -> Report:
    session.expire_all()
    return session.scalars(select(Report)).one()


@pytest.mark.parametrize(("language", "scheme"), [("fr", "light"), ("ar", "dark")])
def test_a_citizen_reports_somebody_and_asks_later_how_far_it_is(
    browser: Browser, site: str, session: Session, language: str, scheme: str
) -> None:
    page = opened(browser, site, language, color_scheme=scheme)
    is_fit(page)
    page.locator('button[name="danger"][value="none"]').tap()
    expect(page.locator("#place")).to_be_visible()
    is_fit(page)
    page.locator("#place").fill(PLACE[language])
    go(page, "seen", "seen")
    page.locator("summary").nth(1).tap()
    is_fit(page)
    page.locator('input[name="condition"][value="asleep"]').check()
    page.locator("#count").fill("2")
    go(page, "you", "you")
    page.locator("summary").nth(1).tap()
    is_fit(page)
    go(page, "send", "you")  # without a tick it is not sent, and says so
    expect(page.locator(".problem[role=alert]").locator("visible=true")).to_have_count(1)
    page.locator('input[name="agreed"]').check()
    page.locator('button[name="go"][value="send"]').tap()
    code = page.locator(".code").inner_text()
    is_fit(page)
    assert CODE.fullmatch(code)
    assert page.url == f"{site}/{language}/report"
    report = report_of(session)
    assert (report.commune, report.people_count, report.language) == ("Saint-Gilles", 2, language)
    page.goto(f"{site}/{language}/report/status")
    page.locator("#code").fill(code.lower())
    page.locator("main button[type=submit]").tap()
    expect(page.locator(".lead[role=status]")).to_contain_text(code)
    is_fit(page)
    first = page.locator(".lead[role=status]").inner_text()
    stored.close(session, report, db.now(session))
    session.commit()
    page.locator("main button[type=submit]").tap()
    expect(page.locator(".lead[role=status]")).not_to_have_text(first)
    page.context.close()


def test_what_is_typed_is_read_in_its_own_direction(browser: Browser, site: str) -> None:
    """A number from left to right on an Arabic page: otherwise its groups change places before the eyes."""
    page = opened(browser, site, "ar")
    page.locator('button[name="danger"][value="none"]').tap()
    page.locator("#place").fill(PLACE["ar"])
    assert page.locator("#place").evaluate(DIRECTION) == "rtl"
    page.locator("#place").fill(PLACE["fr"])
    assert page.locator("#place").evaluate(DIRECTION) == "ltr"
    go(page, "seen", "seen")
    go(page, "you", "you")
    page.locator("summary").nth(1).tap()
    page.locator("#contact").fill("0470 11 12 22")
    assert page.locator("#contact").evaluate(DIRECTION) == "ltr"
    page.context.close()


def test_danger_shows_112_before_anything_else(browser: Browser, site: str, session: Session) -> None:
    page = opened(browser, site, "fr")
    page.locator('button[name="danger"][value="not_responding"]').tap()
    number = page.locator('a.number[href="tel:112"]')
    expect(number).to_be_in_viewport()
    is_fit(page)
    page.locator('input[name="called_112"][value="reporter"]').check()
    page.locator('button[name="go"]').first.tap()
    page.locator("#place").fill(PLACE["fr"])
    go(page, "you", "you")
    page.locator('input[name="agreed"]').check()
    page.locator('button[name="go"][value="send"]').tap()
    expect(page.locator(".code")).to_be_visible()
    assert (report_of(session).called_112, report_of(session).priority) == ("reporter", "danger")
    page.context.close()


def test_the_position_of_the_phone_is_used_when_asked_and_forgotten_when_asked(
    browser: Browser, site: str, session: Session
) -> None:
    here = {"latitude": 50.8274, "longitude": 4.3721, "accuracy": 20}
    page = opened(browser, site, "fr", geolocation=here, permissions=["geolocation"])
    page.locator('button[name="danger"][value="none"]').tap()
    page.locator("[data-use]").tap()
    expect(page.locator("[data-point] [role=status]")).to_contain_text("20")
    page.locator("[data-forget]").tap()
    expect(page.locator('input[name="lat"]')).to_have_value("")
    page.locator("[data-use]").tap()
    expect(page.locator('input[name="lat"]')).to_have_value("50.827400")
    go(page, "seen", "seen")
    go(page, "you", "you")
    page.locator('input[name="agreed"]').check()
    page.locator('button[name="go"][value="send"]').tap()
    expect(page.locator(".code")).to_be_visible()
    assert (report_of(session).commune, report_of(session).accuracy_m) == ("Ixelles", 20)
    page.context.close()


def test_without_a_net_nothing_is_lost(browser: Browser, site: str) -> None:
    page = opened(browser, site, "fr")
    page.locator('button[name="danger"][value="none"]').tap()
    page.locator("#place").fill(PLACE["fr"])
    page.context.set_offline(True)
    page.locator('button[name="go"][value="seen"]').tap()
    expect(page.locator("[data-no-net]")).to_be_visible()
    expect(page.locator("#place")).to_have_value(PLACE["fr"])
    page.context.set_offline(False)
    go(page, "seen", "seen")
    page.context.close()


class BadLine:
    """The site behind a line that loses so many of the next sendings: before they arrive, or only their answer."""

    def __init__(self, app: Flask) -> None:
        self.app, self.loses, self.answers_only = app, 0, False

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if environ["REQUEST_METHOD"] != "POST" or not self.loses:
            return self.app(environ, start_response)
        self.loses -= 1
        if self.answers_only:
            b"".join(self.app(environ, lambda *_: lambda _: None))
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        raise ConnectionError


@pytest.fixture
def bad_line(public_app: Flask, directory: Session) -> Iterator[tuple[str, BadLine]]:
    assert directory
    line = BadLine(public_app)
    with serving(line) as address:
        yield address, line


@pytest.mark.parametrize("answers_only", [False, True], ids=["nothing arrives", "the answer is lost"])
def test_on_a_bad_line_each_page_arrives_in_the_end_and_it_is_one_report(
    browser: Browser, bad_line: tuple[str, BadLine], session: Session, answers_only: bool
) -> None:
    address, line = bad_line
    page = opened(browser, address, "fr", service_workers="allow")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    line.answers_only = answers_only
    line.loses = 1
    page.locator('button[name="danger"][value="none"]').tap()
    expect(page.locator("#place")).to_be_visible()
    page.locator("#place").fill(PLACE["fr"])
    for step in ("seen", "you"):
        line.loses = 1
        go(page, step, step)
    page.locator('input[name="agreed"]').check()
    line.loses = 1
    page.locator('button[name="go"][value="send"]').tap()
    expect(page.locator(".code")).to_be_visible()
    assert report_of(session).commune == "Saint-Gilles"
    page.context.close()


def test_what_cannot_be_sent_stays_as_it_was_typed_and_goes_when_the_line_is_better(
    browser: Browser, bad_line: tuple[str, BadLine]
) -> None:
    address, line = bad_line
    page = opened(browser, address, "fr", service_workers="allow")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.locator('button[name="danger"][value="none"]').tap()
    page.locator("#place").fill(PLACE["fr"])
    line.loses = 3
    page.locator('button[name="go"][value="seen"]').tap()
    expect(page.locator("[data-no-net]")).to_be_visible()
    expect(page.locator("#place")).to_have_value(PLACE["fr"])
    go(page, "seen", "seen")
    page.context.close()


def test_by_keyboard_and_without_scripts(browser: Browser, site: str, session: Session) -> None:
    page = opened(browser, site, "fr", java_script_enabled=False)
    page.locator('button[name="danger"][value="none"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-point]")).to_be_hidden()
    page.locator("#place").focus()
    page.keyboard.type("à Schaerbeek")
    page.locator('button[name="go"][value="seen"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator("#coach")).to_be_visible()  # the one question that helps
    page.locator("#place").fill("à Schaerbeek, place Liedts")
    page.locator('button[name="go"][value="seen"]').focus()
    page.keyboard.press("Enter")
    page.locator("#count").focus()
    page.keyboard.type("1")
    page.keyboard.press("Enter")  # in a box: forward
    expect(page.locator('input[name="agreed"]')).to_be_visible()
    page.locator('input[name="agreed"]').focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(".code")).to_be_visible()
    assert report_of(session).commune == "Schaerbeek"
    page.context.close()
