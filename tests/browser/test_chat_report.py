"""A citizen sees somebody in the street and tells us over the chat, in their own language, with the real assistant."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import web
from hotline.core.report import Report
from hotline.gateways.assistant import Assistant
from tests.browser.test_chat import open_chat, served, write
from tests.browser.test_site import AXE, PHONE, PROBLEMS

pytestmark = pytest.mark.browser
PLACE = {
    "fr": "Gare du Midi, devant l'entrée de la rue de France",
    "nl": "Zuidstation, aan de ingang van de Frankrijkstraat",
    "en": "Gare du Midi, in front of the entrance on rue de France",
    "ar": "محطة الجنوب، أمام المدخل",
}
CHOSEN = {"ask_contact": "no", "ask_share_consent": "yes"}  # of the others the first
CODE = re.compile(r"\b[A-Z]{2}[ -]?\d{4}\b")
MOST = 20  # steps; far fewer are needed


@pytest.fixture
def site(
    public_app: Flask, house: web.House, directory: Session, rasa_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    assert directory
    house.redis.flushdb()
    monkeypatch.setitem(public_app.extensions, "hotline", replace(house, assistant=Assistant(rasa_url)))
    with served(public_app) as address:
        yield address


def answer(page: Page, say: str, language: str) -> None:
    """Touch what is offered, else say where it is."""
    offered = page.locator(".log .picks .pick")
    assert page.locator('.log .pick use[href$="#pin"]').count() == 0, f"a choice of {say} has no picture of its own"
    if offered.count() == 0:
        write(page, PLACE[language])
    elif say in CHOSEN:
        page.locator(f'.log .pick[value="{CHOSEN[say]}"]').tap()
    else:
        offered.first.tap()


def tell(page: Page, language: str) -> str:
    """Answer one question after the other. What the assistant says when it is all passed on."""
    page.locator(".log .pick").nth(1).tap()  # "report someone"
    asked: list[str] = []
    for _ in range(MOST):
        expect(page.locator(".bubble").last).to_have_class(re.compile("assistant"))
        last = page.locator(".bubble.assistant").last
        asked.append(last.get_attribute("data-say") or "")
        if page.locator('[data-say="report_sent"]').count():
            return page.locator('[data-say="report_sent"]').inner_text()
        answer(page, asked[-1], language)
    raise AssertionError(asked)


@pytest.mark.parametrize("language", PLACE)
def test_a_citizen_reports_someone_and_gets_a_code(
    browser: Browser, site: str, session: Session, language: str
) -> None:
    context = browser.new_context(locale=language, **PHONE)  # type: ignore[arg-type]
    page = open_chat(context, f"{site}/{language}/chat")
    said = tell(page, language)
    assert CODE.search(said), said
    [report] = session.scalars(select(Report)).all()
    assert report.commune == "Saint-Gilles"
    context.close()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_of_two_places_that_were_named_one_is_touched(browser: Browser, site: str, language: str) -> None:
    context = browser.new_context(locale=language, **PHONE)  # type: ignore[arg-type]
    page = open_chat(context, f"{site}/{language}/chat")
    page.locator(".log .pick").nth(1).tap()
    expect(page.locator('[data-say="ask_place"]')).to_be_visible()
    write(page, "à Flagey ou à Simonis")
    asked = page.locator('[data-say="ask_spot_which_one"]')
    expect(asked.locator('.pick use[href$="#pin"]')).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.evaluate(AXE.read_text())
    assert page.evaluate(PROBLEMS) == []
    asked.locator(".pick", has_text="Flagey").tap()
    expect(page.locator('[data-say="ask_when"]')).to_be_visible()
    context.close()
