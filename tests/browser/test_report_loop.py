"""From "there is someone" to someone was there, through every door, as people see it: nobody looks behind a page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import loop
from tests.browser.loop import Team
from tests.line import Line

pytestmark = pytest.mark.browser
PLACE = "Gare du Midi, devant l'entrée de la rue de France"
REPORTER = "+32470111222"
SEEN = "un bonnet vert pomme"


@pytest.fixture
def maraude(browser: Browser, line: Line) -> Iterator[Team]:
    with loop.small_phone(browser) as context:
        yield Team(line, loop.MARAUDE, context)


@pytest.fixture
def citizen(browser: Browser) -> Iterator[Page]:
    with loop.small_phone(browser, service_workers="block") as context:
        yield context.new_page()


def reports(page: Page, line: Line, place: str, number: str) -> str:
    """The form of the site from the home page on, with a number for the news. The code."""

    def go(step: str, came: str) -> None:
        page.locator(f'button[name="go"][value="{step}"]').tap()
        expect(page.locator('input[name="step"]')).to_have_value(came)

    page.goto(f"{line.public}/fr/")
    page.locator('.tiles a[href="/fr/report"]').tap()
    page.locator('button[name="danger"][value="none"]').tap()
    page.locator("#place").fill(place)
    go("seen", "seen")
    page.locator('input[name="condition"][value="asleep"]').check()
    loop.shown(page, "#clothing").fill(SEEN)
    go("you", "you")
    loop.shown(page, "#contact").fill(number)
    for agreed in ("contact_consent", "feedback", "text_safe", "agreed"):
        page.locator(f'input[name="{agreed}"]').check()
    page.locator('button[name="go"][value="send"]').tap()
    return page.locator(".code").inner_text()


def test_by_the_site(citizen: Page, maraude: Team, line: Line) -> None:
    """The team loses its net between the platforms; the answer arrives when it has one again."""
    code = reports(citizen, line, PLACE, "0470 11 12 22")
    asked = maraude.is_asked().asked
    loop.says_nothing_of(asked, "Midi", "France", SEEN, code, REPORTER[-6:])
    assert "sollicitée" in loop.status(citizen, line, code)

    page = maraude.opens()
    expect(page.locator("main")).to_contain_text(PLACE)
    expect(page.locator("main")).to_contain_text(SEEN)
    loop.says_nothing_of(page.content(), REPORTER, "0470", "11 12 22")
    assert "sollicitée" in loop.status(citizen, line, code), "reading changes nothing"
    maraude.says("on_the_way")
    assert "en route" in loop.status(citizen, line, code)

    page.context.set_offline(True)
    maraude.touches("helped")
    expect(page.locator("[data-kept]")).to_be_visible()
    assert "en route" in loop.status(citizen, line, code)
    page.context.set_offline(False)
    expect(page.locator("#where")).to_have_count(0)

    loop.says_nothing_of(loop.hears_once(line, REPORTER, code), "Midi", "France", "Samusocial", "aidé", "trouvé", SEEN)
    assert "clôturé" in loop.status(citizen, line, code)
    maraude.finds_it_closed("Midi", "France", SEEN)
    assert len(maraude.phone.messages) == 1
    loop.says_nothing_of(line.log.read_text(), "Midi", "rue de France", SEEN, REPORTER, maraude.link.rpartition("/")[2])
