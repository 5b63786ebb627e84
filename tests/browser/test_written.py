"""A dispatcher at a real browser takes over a written talk, answers, and gives it back."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page, Route, expect

from hotline.local.demo import PASSWORD
from tests.browser.test_chat import open_chat, write
from tests.browser.test_console import desk, jans_desk, waiting
from tests.browser.test_ending import problems
from tests.browser.test_site import PHONE
from tests.line import HTTP_S, Line

pytestmark = pytest.mark.browser
MOST_LOOKS = 500
assert desk
assert jans_desk


class Writer:
    """Somebody who writes, from a page of their own."""

    def __init__(self, line: Line, language: str = "fr") -> None:
        self.line, self.sent = line, 0
        begun = requests.post(f"{line.public}/chat/conversations", json={"language": language}, timeout=HTTP_S).json()
        self.path = f"{line.public}/chat/conversations/{begun['id']}/messages"
        self.headers = {"Authorization": f"Bearer {begun['token']}"}

    def writes(self, text: str) -> "Writer":
        self.sent += 1
        body = {"client_message_id": f"m{self.sent}", "text": text}
        assert requests.post(self.path, json=body, headers=self.headers, timeout=HTTP_S).status_code == 202
        return self

    def read(self) -> dict[str, Any]:
        return dict(requests.get(self.path, headers=self.headers, timeout=HTTP_S).json())

    def is_(self, state: str) -> "Writer":
        self.line.until(lambda: self.read()["state"]["state"] == state)
        return self

    def got(self) -> list[str]:
        return [one["text"] for one in self.read()["messages"] if one["from"] == "dispatcher"]


@pytest.fixture
def person(browser: Browser, line: Line) -> Iterator[Page]:
    """Somebody with our chat open on a small phone of their own. An error of its scripts fails the test."""
    errors: list[str] = []
    context = browser.new_context(locale="fr-BE", **PHONE)  # type: ignore[arg-type]
    page = open_chat(context, f"{line.public}/fr/chat")
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []
    context.close()


def test_a_dispatcher_takes_over_a_conversation_and_gives_it_back(desk: Page, person: Page, line: Line) -> None:
    write(person, "je veux parler à une personne")
    expect(person.locator("#standing")).to_be_visible()
    desk.evaluate("window.same = true")
    expect(desk.locator("#waiting [data-entry]")).to_have_count(1)
    desk.locator("body").press("Space")
    expect(desk.locator(".now.talking")).to_be_visible()
    expect(desk.locator("#written-log")).to_contain_text("je veux parler à une personne")
    desk.fill("#reply-text", "Bonjour, je suis Amina.")
    desk.press("#reply-text", "Enter")
    expect(desk.locator("#written-log .dispatcher")).to_have_count(1)
    expect(desk.locator("#reply-text")).to_have_value("")
    answers = person.locator(".bubble.dispatcher .lines")
    expect(answers).to_have_text(["Bonjour, je suis Amina."])
    write(person, "Bonjour Amina")
    expect(desk.locator("#written-log")).to_contain_text("Bonjour Amina")
    desk.click("#replies summary")
    desk.click("#canned-where")
    expect(desk.locator("#reply-text")).to_be_focused()
    desk.keyboard.type(" Merci.")
    desk.click("#send-reply")
    expect(desk.locator("#written-log .dispatcher")).to_have_count(2)
    expect(answers).to_have_text(
        ["Bonjour, je suis Amina.", re.compile(r"^Où êtes-vous maintenant.* Merci\.$", re.DOTALL)]
    )
    assert problems(desk) == []
    desk.click("#hand-back")
    expect(person.locator('.bubble.assistant[data-say="handed_back"]')).to_have_count(1)
    expect(desk.locator("#hand-back")).to_have_count(0)
    expect(person.locator(".bubble").last).to_have_class(re.compile("assistant"))
    the_assistant_answers_again(person, desk)
    assert desk.evaluate("window.same"), "the page was loaded anew"


def the_assistant_answers_again(person: Page, desk: Page) -> None:
    """Nobody takes them; it is the assistant that says 112, and puts them in line."""
    write(person, "il ne respire plus")
    expect(person.locator('.bubble.assistant[data-say="tell_112"]')).to_have_count(1)
    expect(desk.locator("#waiting [data-entry]")).to_have_count(1)
    expect(person.locator(".bubble.dispatcher")).to_have_count(2)


def test_two_chats_keep_their_half_typed_answers_and_say_what_is_new(desk: Page, line: Line) -> None:
    first = Writer(line).writes("un").is_("waiting")
    expect(desk.locator("#waiting [data-entry]")).to_have_count(1)
    desk.click("#take-next")
    first.is_("dispatcher")
    desk.fill("#reply-text", "pour le premier")
    second = Writer(line, "nl").writes("twee").is_("waiting")
    expect(desk.locator("#waiting [data-entry]")).to_have_count(1)
    desk.click("#take-next")
    second.is_("dispatcher")
    expect(desk.locator("#written-log")).to_contain_text("twee")
    expect(desk.locator("#chats a")).to_have_count(2)
    expect(desk.locator("#reply-text")).to_have_value("")
    first.writes("encore moi")
    unread = desk.locator("#chats a", has_text="●")
    expect(desk.locator("#chats a").first).to_contain_text("●")
    expect(unread).to_have_count(1)
    unread.click()
    expect(desk.locator("#written-log")).to_contain_text("encore moi")
    expect(desk.locator("#reply-text")).to_have_value("pour le premier")
    expect(unread).to_have_count(0)


def test_a_call_in_between_asks_the_writer_to_stay(desk: Page, line: Line) -> None:
    writer = Writer(line).writes("bonjour").is_("waiting")
    expect(desk.locator("#waiting [data-entry]")).to_have_count(1)
    desk.locator("body").press("Space")
    writer.is_("dispatcher")
    caller = waiting(line)
    expect(desk.locator("#waiting [data-entry]")).to_have_count(1)
    desk.locator("body").press("Space")
    caller.wait_until("connected")
    line.until(lambda: writer.read()["messages"][-1]["say"] == "helper_on_phone")
    caller.hang_up()
    line.until(lambda: writer.read()["messages"][-1]["say"] == "helper_back")


def test_who_types_at_once_keeps_the_keys_when_the_person_is_shown_a_second_time(desk: Page, line: Line) -> None:
    writer = Writer(line).writes("bonjour").is_("waiting")
    expect(desk.locator("#waiting [data-entry]")).to_have_count(1)
    held: list[Route] = []
    desk.route(lambda url: "part=person" in url, lambda route: held.append(route))
    desk.locator("body").press("Space")
    writer.is_("dispatcher")
    for _ in range(MOST_LOOKS):  # the click asks for the person, and so does the news of it
        if len(held) == 2:
            break
        desk.wait_for_timeout(20)
    held[0].continue_()
    expect(desk.locator("#reply-text")).to_be_visible()
    desk.focus("#reply-text")
    desk.keyboard.type("Bon")
    with desk.expect_response(held[1].request.url) as second:
        held[1].continue_()
    second.value.finished()
    desk.evaluate("new Promise((done) => setTimeout(done, 200))")
    desk.keyboard.type("soir")
    desk.keyboard.press("Enter")
    expect(desk.locator("#written-log .dispatcher")).to_contain_text("Bonsoir")


def test_on_a_small_phone_without_a_mouse(jans_desk: Page, line: Line) -> None:
    writer = Writer(line, "ar").writes("مرحبا").is_("waiting")
    expect(jans_desk.locator("#waiting [data-entry]")).to_have_count(1)
    jans_desk.locator("body").press("Space")
    writer.is_("dispatcher")
    expect(jans_desk.locator("#reply-text")).to_be_visible()
    jans_desk.focus("#reply-text")
    jans_desk.keyboard.type("أهلا")
    jans_desk.keyboard.press("Enter")
    expect(jans_desk.locator("#written-log .dispatcher")).to_have_count(1)
    assert writer.got() == ["أهلا"]
    assert jans_desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert problems(jans_desk) == []


def test_without_javascript_a_writer_is_answered_with_plain_forms(browser: Browser, line: Line) -> None:
    context = browser.new_context(java_script_enabled=False, locale="fr-BE")
    page = context.new_page()
    log_in_plainly(page, line)
    writer = Writer(line).writes("bonjour").is_("waiting")
    page.reload()
    page.click("#take-next")
    page.fill("#reply-text", "Bonsoir")
    page.click("#send-reply")
    expect(page.locator("#written-log .dispatcher")).to_have_count(1)
    page.click("#replies summary")
    page.click("#canned-thanks")
    page.click("#send-reply")
    expect(page.locator("#written-log .dispatcher")).to_have_count(2)
    page.click("#hand-back")
    assert writer.is_("assistant").got()[0] == "Bonsoir"
    context.close()


def log_in_plainly(page: Page, line: Line) -> None:
    page.goto(f"{line.console}/login")
    page.fill("#username", "amina")
    page.fill("#password", PASSWORD)
    page.click("main button")
    expect(page.locator("#take-next")).to_be_visible()
