"""A mother with two children, who speaks Arabic, at four in the morning, with an empty battery."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from hotline.core.secret import Vault
from hotline.local.carrier.client import Phone
from tests.browser.test_console import log_in
from tests.line import Line

pytestmark = pytest.mark.browser

CENTRE = "Les Hirondelles (démo)"
INTERPRETER, CENTRE_PHONE, MOTHER = "+32475111222", "+3222223344", "+32470222333"


class Counted:
    """What a dispatcher does with mouse and keyboard, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def click(self, selector: str) -> None:
        self.actions += 1
        self.page.locator(selector).first.click()

    def press(self, key: str) -> None:
        self.actions += 1
        self.page.locator("body").press(key)

    def type(self, selector: str, text: str) -> None:
        self.actions += 1
        self.page.locator(selector).fill(text)


@pytest.fixture
def jan(browser: Browser, line: Line) -> Iterator[Page]:
    """Jan's desk: he speaks Dutch, English and German."""
    line.network.set(speed=10)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nl-BE")
    errors: list[str] = []
    page = log_in(context, line, "jan")
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    line.network.set(speed=50)
    assert errors == []


@pytest.fixture
def phonebook(line: Line) -> Iterator[dict[str, int]]:
    """An interpreter and the centre's night phone, as a supervisor would have written them down."""
    lock = Vault((line.settings["HOTLINE_SECRET_KEY"],)).lock
    query = (
        "insert into phonebook (kind, name, number, languages, must_accept) values (%s, %s, %s, %s, true) returning id"
    )
    book = {
        "interpreter": line.rows(query, "interpreter", "Tolk Arabisch", lock(INTERPRETER), ["ar"])[0][0],
        "centre": line.rows(query, "centre", "Les Hirondelles, nacht", lock(CENTRE_PHONE), None)[0][0],
    }
    yield book
    line.rows("delete from phonebook where id = any(%s) returning id", list(book.values()))


def rings(line: Line) -> Phone:
    """She presses 5 for other languages, 1 for Arabic, 1 for a place tonight."""
    return line.phone(MOTHER).dial().keys("5").keys("1").keys("1").wait_until("waiting")


def answers(phone: Phone, words: str) -> Phone:
    """They pick up, press 1 and speak."""
    phone.answer().keys("1").wait_until("connected")
    return phone.say(words)


def free(line: Line) -> int:
    return int(line.rows("select capacity + extra - occupied - held from centre where name = %s", CENTRE)[0][0])


def test_a_mother_is_helped_to_a_bed_through_an_interpreter_and_comes_back_when_her_phone_dies(
    line: Line, phonebook: dict[str, int], jan: Page
) -> None:
    mother, before = rings(line), free(line)
    expect(jan.locator("#waiting [data-entry]")).to_contain_text("Arabe")
    jan.locator("body").press("Space")
    expect(jan.locator(".now.talking")).to_be_visible()
    contact = jan.locator("#person").get_attribute("data-contact")

    jan.click(f"#interpreter-{phonebook['interpreter']}")
    interpreter = answers(line.phone(INTERPRETER), "مرحبا، أنا المترجم")
    mother.wait_for("مرحبا")
    mother.say("معي طفلان")
    interpreter.wait_for("طفلان")

    jan.check("#for-families")
    jan.fill("#people", "3")
    jan.click("#housing-long")
    jan.locator("#places li", has_text=CENTRE).locator("button[id^=keep-]").click()
    expect(jan.locator("#places .kept")).to_contain_text(CENTRE)
    assert free(line) == before - 3

    jan.click("#phonebook > summary")
    jan.click(f"#third-list button[value='{phonebook['centre']}']")
    centre = answers(line.phone(CENTRE_PHONE), "Bonjour, ici Les Hirondelles")
    mother.wait_for("Les Hirondelles")
    jan.locator("#talk li", has_text="Tolk").locator("button").click()
    interpreter.wait_until("ended")
    jan.click("#leave")
    expect(jan.locator(".now.talking")).to_have_count(0)
    mother.say("شكرا")
    centre.wait_for("شكرا")

    mother.hang_up()
    line.until(lambda: line.rows("select 1 from contact where ended_at is not null"))
    again = line.phone(MOTHER).dial().wait_until("waiting")
    expect(jan.locator("#waiting [data-entry]")).to_contain_text("↩")
    jan.click("#waiting [data-accept] button")
    expect(jan.locator(".now.talking")).to_be_visible()
    assert jan.locator("#person").get_attribute("data-contact") == contact
    again.wait_until("connected")
    expect(jan.locator("#places .kept")).to_contain_text(CENTRE)
    jan.click("#close-available")
    again.wait_until("ended")
    [(disposition, language, outcome, contacts)] = line.rows(
        "select disposition, language, outcome, count(*) over () from contact"
    )
    assert (disposition, language, outcome, contacts) == ("place", "ar", "helped", 1)


def test_from_pick_up_to_a_place_kept_and_the_contact_ended_takes_eight_actions_or_fewer(jan: Page, line: Line) -> None:
    mother = rings(line)
    expect(jan.locator("#waiting [data-entry]")).to_have_count(1)
    hands = Counted(jan)
    hands.press("Space")
    expect(jan.locator(".now.talking")).to_be_visible()
    hands.click("label[for=for-families]")
    hands.type("#people", "3")
    hands.click("#housing-long")
    hands.click(f"#places li:has-text('{CENTRE}') button[id^=keep-]")
    expect(jan.locator("#places .kept")).to_contain_text(CENTRE)
    hands.click("#close-available")
    mother.wait_until("ended")
    assert line.rows("select disposition from contact") == [("place",)]
    assert line.rows("select 1 from dispatcher where username = 'jan' and activity = 'available'")
    assert hands.actions <= 8
