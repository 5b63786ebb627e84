"""The people around one report, at the whole hotline: who reports, a team in the street, a dispatcher."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from hotline.local.carrier.client import Phone
from hotline.local.demo import TEAM_PHONES
from tests.browser.test_console import log_in
from tests.line import Line

SMALL = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
STREET_WORK, MARAUDE = f"{TEAM_PHONES}01", f"{TEAM_PHONES}02"  # of the demo, in the order of their files
OWED = "select 1 from outbox where state in ('pending', 'sending') and due_at <= now()"
CODE = re.compile(r"\b[A-Z]{2} ?\d{4}\b")


class Team:
    """One team: its texts come by the phone network, its link is opened in a browser on a small touch screen."""

    def __init__(self, line: Line, number: str, context: BrowserContext) -> None:
        self.phone, self.page = Phone(line.network, number), context.new_page()
        self.asked = self.link = ""

    def is_asked(self) -> "Team":
        """The text with the link of a mission is there."""
        self.asked = self.phone.wait_for_message()
        [self.link] = re.findall(r"https?://\S+", self.asked)
        return self

    def opens(self) -> Page:
        self.page.goto(self.link)
        return self.page

    def says(self, what: str) -> Page:
        """Touch an answer, and what hides it, until it is noted."""
        self.touches(what)
        expect(self.page).to_have_url(re.compile("noted=yes"))
        return self.page

    def touches(self, what: str) -> None:
        shown(self.page, f'button[name="do"][value="{what}"]').tap()

    def finds_it_closed(self, *of_the_place: str) -> None:
        """The link shows nothing of the place any more, to whoever opens it."""
        answer = self.page.goto(self.link)
        assert answer is not None
        assert answer.status == 410
        assert [one for one in of_the_place if one in self.page.content()] == []


class Desk:
    """A dispatcher at the console."""

    def __init__(self, line: Line, context: BrowserContext, name: str = "amina") -> None:
        self.line, self.page = line, log_in(context, line, name)

    def takes_the_report(self, code: str) -> Page:
        """Of those that need a person, the one with this code."""
        self.page.goto(f"{self.line.console}/reports")
        self.page.locator("main a", has_text=code).first.click()
        self.page.locator("#take-report").click()
        expect(self.page.locator("#done, #give-report").first).to_be_visible()
        return self.page

    def asks(self, team: str) -> None:
        self.page.locator("#to-team").select_option(team)
        self.page.locator("#give-report").click()
        expect(self.page.locator(".missions li").last).to_be_visible()


@contextmanager
def small_phone(browser: Browser, language: str = "fr", **more: object) -> Iterator[BrowserContext]:
    context = browser.new_context(locale=language, timezone_id="Europe/Brussels", **SMALL, **more)  # type: ignore[arg-type]
    yield context
    context.close()


def shown(page: Page, selector: str) -> Locator:
    """The first such thing, unfolded if it is folded away."""
    found = page.locator(selector).first
    if not found.is_visible():
        page.locator("details", has=page.locator(selector)).locator("summary").tap()
    return found


def status(page: Page, line: Line, code: str, language: str = "fr") -> str:
    """What the page of the site says to who types this code."""
    page.goto(f"{line.public}/{language}/report/status")
    page.locator("#code").fill(code)
    page.locator("main button[type=submit]").tap()
    said = page.locator(".lead[role=status]")
    expect(said).to_be_visible()
    return said.inner_text()


def all_is_done(line: Line) -> None:
    """Nothing is owed to anybody any more."""
    line.until(lambda: not line.rows(OWED))


def hears_once(line: Line, number: str, code: str) -> str:
    """Who reported gets one text with the code, and never another. Its words."""
    phone = line.phone(number)
    line.until(lambda: phone.messages)
    all_is_done(line)
    [words] = phone.messages
    assert CODE.search(words)
    assert CODE.findall(words)[0].replace(" ", "") == code.replace(" ", "")
    return words


def says_nothing_of(words: str, *secrets: str) -> None:
    assert [one for one in secrets if one.casefold() in words.casefold()] == []
