"""Somebody writes to us in a real browser: on a small phone, on a bad line, in Arabic, on a page that is watched."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from hotline import db, web
from hotline.core import conversation
from hotline.core.conversation import Conversation, State
from tests.browser.test_site import AXE, MOST_BYTES, PHONE, PROBLEMS
from tests.chat.conftest import Echo, echo
from tests.core.conftest import hired

pytestmark = pytest.mark.browser
assert echo


@contextmanager
def served(app: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def site(public_app: Flask, house: web.House, echo: Echo) -> Iterator[str]:
    assert echo
    house.redis.flushdb()  # what other tests wrote from here counts too
    with served(public_app) as address:
        yield address


@pytest.fixture
def host(site: str) -> Iterator[str]:
    """Somebody's own page, of another origin, with our script on it."""
    html = f'<html lang="nl"><title>p</title><script src="{site}/chat/widget.js" async></script></html>'
    with served(lambda asked, start: Response(html, mimetype="text/html")(asked, start)) as address:
        yield address


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="ar", **PHONE)  # type: ignore[arg-type]
    context.set_default_timeout(30_000)
    yield context
    context.close()


def open_chat(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    page.wait_for_function("() => document.documentElement.dataset.chat === 'ready'")
    return page


def write(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.locator("button.send").click()


def bubbles(page: Page) -> list[str]:
    return page.locator(".log .bubble .lines").all_inner_texts()


def test_a_person_writes_in_arabic_on_a_small_phone(phone: BrowserContext, site: str) -> None:
    page = phone.new_page()
    page.goto(f"{site}/ar/")
    page.locator(".tiles").get_by_text("التحدث إلينا").tap()
    expect(page.locator(".log")).to_contain_text("مساعد آلي")
    assert [one.get_attribute("href") for one in page.locator(".picks use").all()][0].endswith("#bed")  # type: ignore[union-attr]
    page.locator(".picks .pick").first.tap()
    expect(page.locator(".bubble.assistant .lines")).to_contain_text("You said")
    write(page, "أنا قرب محطة الجنوب")
    expect(page.locator(".bubble.assistant")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("innerHeight - document.querySelector('.under').getBoundingClientRect().bottom < 2")


def test_nothing_is_lost_on_a_bad_line_and_the_order_stays(phone: BrowserContext, site: str) -> None:
    page = open_chat(phone, f"{site}/fr/chat")
    write(page, "un")
    expect(page.locator(".bubble.assistant .lines")).to_have_count(1)
    phone.set_offline(True)
    for text in ("deux", "trois", "quatre"):
        write(page, text)
    expect(page.locator(".bubble.unsent .mark")).to_have_count(3)
    phone.set_offline(False)
    expect(page.locator(".bubble.unsent")).to_have_count(0)
    expect(page.locator(".bubble.assistant .lines")).to_have_count(4)
    page.reload()
    expect(page.locator(".bubble.assistant .lines")).to_have_count(4)
    assert [text for text in bubbles(page) if not text.startswith("You said")] == ["un", "deux", "trois", "quatre"]


def test_an_answer_that_got_lost_is_no_second_message(phone: BrowserContext, site: str, session: Session) -> None:
    page = open_chat(phone, f"{site}/fr/chat")
    lost = 0

    def lose(route: Route) -> None:
        nonlocal lost
        lost += 1
        if lost > 2:
            route.continue_()
            return
        route.fetch()  # it arrived; the page never hears so
        route.abort()

    page.route("**/messages", lose)
    write(page, "un")
    expect(page.locator(".bubble.assistant .lines")).to_have_count(1)
    expect(page.locator(".bubble.unsent")).to_have_count(0)
    assert bubbles(page) == ["un", "You said: un"]


def test_what_was_not_sent_when_the_page_was_reloaded_is_sent(phone: BrowserContext, site: str) -> None:
    page = open_chat(phone, f"{site}/fr/chat")
    page.route("**/chat/conversations", lambda route: route.abort())
    write(page, "un")
    expect(page.locator(".bubble.unsent .mark")).to_have_count(1)
    page.unroute("**/chat/conversations")
    page.reload()
    expect(page.locator(".bubble.assistant .lines")).to_have_count(1)
    assert bubbles(page) == ["un", "You said: un"]


def test_after_the_handoff_the_page_says_who_answers_and_a_persons_words_arrive(
    phone: BrowserContext, site: str, house: web.House
) -> None:
    page = open_chat(phone, f"{site}/fr/chat")
    write(page, "un")
    expect(page.locator(".bubble.assistant .lines")).to_have_count(1)
    with web.change(house) as session:
        found = session.scalars(select(Conversation)).one()
        talk = conversation.lock(session, found.id)
        assert talk
        amina = hired(session, "amina")
        conversation.move(session, talk, State.DISPATCHER, db.now(session))
        conversation.dispatcher_says(session, house.vault, talk, amina.id, "Bonjour, ici Amina", "d1", db.now(session))
    expect(page.locator(".bubble.dispatcher .lines")).to_have_text("Bonjour, ici Amina")


def test_another_language_goes_on_in_the_same_conversation(phone: BrowserContext, site: str, session: Session) -> None:
    page = open_chat(phone, f"{site}/fr/chat")
    write(page, "un")
    expect(page.locator(".bubble.assistant .lines")).to_have_count(1)
    page.locator(".languages summary").click()
    page.locator(".languages a[hreflang=nl]").click()
    expect(page.locator(".bubble.assistant .lines")).to_have_count(1)
    expect(page.locator("h1")).to_have_text("Schrijf ons")
    page.wait_for_function("() => JSON.parse(sessionStorage.chat).language === 'nl'")
    assert session.scalars(select(Conversation.language)).one() == "nl"


def test_leaving_at_once_leaves_nothing_of_the_talk(phone: BrowserContext, site: str) -> None:
    weather = "<title>weather</title>"
    phone.route("https://www.meteo.be/**", lambda route: route.fulfill(body=weather, content_type="text/html"))
    page = open_chat(phone, f"{site}/fr/chat")
    write(page, "un")
    expect(page.locator(".bubble.assistant .lines")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("https://www.meteo.be/")
    page.goto(f"{site}/fr/chat")
    assert page.evaluate("sessionStorage.length") == 0
    assert bubbles(page) == []
    assert phone.cookies() == []


def test_a_terminal_forgets_the_talk(browser: Browser, site: str) -> None:
    context = browser.new_context(locale="fr-BE")
    page = context.new_page()
    page.clock.install()
    page.goto(f"{site}/fr/chat?kiosk=1")
    page.wait_for_function("() => document.documentElement.dataset.chat === 'ready'")
    write(page, "un")
    expect(page.locator(".bubble.assistant .lines")).to_have_count(1)
    page.clock.fast_forward(91_000)
    page.wait_for_url(f"{site}/fr/")
    assert page.evaluate("sessionStorage.length") == 0
    context.close()


def test_without_scripts_a_person_writes_and_reads_all_the_same(browser: Browser, site: str, session: Session) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr", **PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site}/fr/chat")
    page.locator(".picks .pick").first.tap()
    expect(page.locator(".bubble.assistant")).to_have_count(2)
    write(page, "deux")
    expect(page.locator(".bubble.assistant")).to_have_count(3)
    page.locator("#text").fill("   ")
    page.locator("button.send").click()
    expect(page.locator("#problem")).to_be_visible()
    assert len(session.scalars(select(Conversation)).all()) == 1
    (cookie,) = context.cookies()
    assert cookie["path"] == page.url.removeprefix(site).split("?")[0].split("#")[0]  # type: ignore[typeddict-item]
    context.route("https://www.meteo.be/**", lambda route: route.fulfill(body="x", content_type="text/html"))
    page.locator("[data-leave]").click()
    assert context.cookies() == []
    context.close()


def test_a_screen_reader_and_eyes_in_the_dark_find_their_way(browser: Browser, site: str) -> None:
    for scheme, address in (("light", "/fr/chat"), ("dark", "/ar/chat?topic=report"), ("light", "/en/chat?widget=1")):
        context = browser.new_context(color_scheme=scheme, **PHONE)  # type: ignore[arg-type]
        page = open_chat(context, site + address)
        write(page, "un")
        expect(page.locator(".bubble.assistant .lines")).to_have_count(1)
        page.evaluate("scrollTo(0, 0)")
        page.evaluate(AXE.read_text())
        found = page.evaluate(PROBLEMS)
        assert [(one["id"], node["html"]) for one in found for node in one["nodes"]] == []
        assert page.locator("[role=log][aria-live=polite]").count() == 1
        assert page.evaluate("document.activeElement.id") == "text"
        context.close()


def test_the_first_view_is_light(browser: Browser, site: str) -> None:
    context = browser.new_context(service_workers="block", **PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    sizes: list[int] = []
    outside: list[str] = []
    page.on("requestfinished", lambda asked: sizes.append(asked.sizes()["responseBodySize"]))
    page.on("request", lambda asked: outside.append(asked.url) if not asked.url.startswith(site) else None)
    page.goto(f"{site}/uk/chat", wait_until="networkidle")
    assert 5_000 < sum(sizes) <= MOST_BYTES
    assert outside == []
    context.close()


@pytest.fixture
def known_host(host: str, public_app: Flask) -> str:
    """That page, and we let it show our frame."""
    parts: web.House = public_app.extensions["hotline"]
    settings = parts.settings.model_copy(update={"widget_origins": (host,)})
    public_app.extensions["hotline"] = replace(parts, settings=settings)
    return host


def test_the_widget_opens_the_chat_on_somebodys_page_and_gives_the_focus_back(
    browser: Browser, known_host: str
) -> None:
    context = browser.new_context(locale="nl")
    page = context.new_page()
    page.goto(known_host)
    page.get_by_role("button", name="Schrijf ons").click()
    frame = page.frame_locator("iframe")
    frame.locator("html[data-chat=ready]").wait_for()
    frame.locator("#text").fill("Hallo")
    frame.locator("button.send").click()
    expect(frame.locator(".bubble.assistant .lines")).to_have_text("You said: Hallo")
    assert context.cookies() == []
    frame.locator("#text").press("Escape")
    expect(page.locator("iframe")).to_be_hidden()
    expect(page.get_by_role("button", name="Schrijf ons")).to_be_focused()
    context.close()


def test_who_sends_in_the_widget_before_its_script_has_come_goes_on_on_a_page_of_our_own(
    browser: Browser, site: str, known_host: str
) -> None:
    context = browser.new_context(locale="nl")
    page = context.new_page()
    page.route("**/chat/chat.js*", lambda route: route.abort())
    page.goto(known_host)
    page.get_by_role("button", name="Schrijf ons").click()
    frame = page.frame_locator("iframe")
    frame.locator("#text").fill("Hallo")
    with context.expect_page() as opened:
        frame.locator("button.send").click()
    talk = opened.value
    expect(talk.locator(".bubble.assistant .lines")).to_have_text("You said: Hallo")
    talk.locator("#text").fill("Waar?")
    talk.locator("button.send").click()
    expect(talk.locator(".bubble.assistant .lines")).to_have_count(2)
    assert talk.url.startswith(f"{site}/chat/conversations/")
    context.close()


def test_a_page_that_we_do_not_know_cannot_frame_the_chat_and_gets_a_link(
    browser: Browser, site: str, host: str
) -> None:
    context = browser.new_context(locale="nl")
    page = context.new_page()
    page.goto(host)
    page.get_by_role("button", name="Schrijf ons").click()
    link = page.get_by_role("link", name="Het gesprek op een eigen pagina openen")
    expect(link).to_have_attribute("href", f"{site}/nl/chat")
    context.close()
