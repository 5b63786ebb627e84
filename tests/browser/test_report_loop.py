"""From "there is someone" to someone was there, through every door, as people see it: nobody looks behind a page."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, expect

from hotline.bot import borrow
from tests.browser import loop
from tests.browser.loop import Desk, Team
from tests.browser.test_chat import open_chat, write
from tests.line import HTTP_S, Line
from tests.voice.street_caller import StreetCaller

pytestmark = pytest.mark.browser
PLACE = "Gare du Midi, devant l'entrée de la rue de France"
REPORTER = "+32470111222"
SEEN = "un bonnet vert pomme"


@pytest.fixture
def maraude(browser: Browser, line: Line) -> Iterator[Team]:
    with loop.small_phone(browser) as context:
        yield Team(line, loop.MARAUDE, context)


@pytest.fixture
def street_work(browser: Browser, line: Line) -> Iterator[Team]:
    with loop.small_phone(browser) as context:
        yield Team(line, loop.STREET_WORK, context)


@pytest.fixture
def amina(context: BrowserContext, line: Line) -> Desk:
    return Desk(line, context)


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


def test_by_phone(citizen: Page, maraude: Team, line: Line) -> None:
    """They call, and ask later on the site how far it is."""
    caller = StreetCaller(line, REPORTER).says_where()
    caller.phone.wait_for("Bruxelles-Midi")
    code = caller.tells_the_rest().agrees()
    loop.says_nothing_of(maraude.is_asked().asked, "Midi", code, REPORTER[-6:])
    assert "sollicitée" in loop.status(citizen, line, code)

    page = maraude.opens()
    expect(page.locator("main")).to_contain_text("gare du Midi")
    loop.says_nothing_of(page.content(), REPORTER)
    maraude.says("on_the_way")
    assert "en route" in loop.status(citizen, line, code)
    maraude.says("refused")

    loop.says_nothing_of(loop.hears_once(line, REPORTER, code), "Midi", "Samusocial", "refus", "aide")
    assert "clôturé" in loop.status(citizen, line, code)
    maraude.finds_it_closed("Midi")
    loop.says_nothing_of(line.log.read_text(), "Midi", REPORTER, maraude.link.rpartition("/")[2])


def test_by_phone_to_a_dispatcher_who_types_while_listening(
    citizen: Page, amina: Desk, maraude: Team, line: Line
) -> None:
    caller = StreetCaller(line, REPORTER)
    caller.phone.keys("0").wait_until("waiting")
    desk = amina.page
    expect(desk.locator("#waiting [data-entry]")).to_have_count(1)
    desk.locator("body").press("Space")
    caller.phone.wait_until("connected")
    caller.phone.say("Deux personnes devant la gare du Midi.")
    with desk.expect_popup() as opened:
        desk.locator('a[href^="/reports/new?contact="]').click()
    form = opened.value
    form.fill("#place", PLACE)
    form.click("#look")
    expect(form.locator("#coach.clear")).to_be_visible()
    form.fill("#people_count", "2")
    for agreed in ("caller", "may_contact", "text_safe", "feedback", "agreed"):
        form.check(f'input[name="{agreed}"]')
    form.click("#send-report")
    spelt = form.locator(".noted .number").inner_text()
    code = "".join(re.findall(r"[A-Z0-9]", spelt))
    assert "sollicitée" in loop.status(citizen, line, code)

    maraude.is_asked().opens()
    expect(maraude.page.locator("main")).to_contain_text(PLACE)
    maraude.says("known")
    loop.says_nothing_of(loop.hears_once(line, REPORTER, code), "Midi", "Samusocial", "équipe")
    assert "clôturé" in loop.status(citizen, line, code)
    maraude.finds_it_closed("Midi")
    caller.phone.hang_up()


def key_of_a_new_partner(sara: Page, line: Line, name: str) -> str:
    """A supervisor writes the partner down; the operators make a key for its program."""
    sara.goto(f"{line.console}/partners")
    sara.fill("#name", name)
    sara.click("main form.card:last-of-type button")
    expect(sara.locator("main section h2")).to_contain_text(name)
    command = [sys.executable, "-m", "hotline.cli", "reports", "key", name]
    made = subprocess.run(command, cwd=line.folder, env=line.environment, capture_output=True, text=True, check=True)
    return made.stdout.strip()


def test_by_a_partners_program(citizen: Page, context: BrowserContext, maraude: Team, line: Line) -> None:
    """It gets a code, and nothing else ever: how far it is, a person asks on the site."""
    key = key_of_a_new_partner(Desk(line, context, "sara").page, line, "Hôpital Exemple")
    url, mine = f"{line.public}/api/v1/reports", {"Authorization": f"Bearer {key}", "Idempotency-Key": "ward3-1"}
    told = {"share_consent": True, "place": PLACE, "people_count": 1, "clothing": SEEN}
    answers = [requests.post(url, json=told, headers=mine, timeout=HTTP_S) for _ in range(2)]
    code, again = (answer.json()["code"] for answer in answers)
    assert (code, answers[0].status_code) == (again, 201)
    maraude.is_asked().opens()
    expect(maraude.page.locator("main")).to_contain_text(SEEN)
    maraude.says("on_the_way")
    assert "en route" in loop.status(citizen, line, code)

    for path in ("", f"/{code}", f"/{code}/status", f"?code={code}"):
        read = requests.get(f"{url}{path}", headers=mine, timeout=HTTP_S)
        assert read.status_code in (404, 405)
        loop.says_nothing_of(read.text, "Midi", SEEN, "on_the_way")
    maraude.says("helped")
    assert "clôturé" in loop.status(citizen, line, code)
    loop.all_is_done(line)
    assert line.rows("select purpose from sms") == [("team",)]
    late = requests.post(url, json=told, headers=mine, timeout=HTTP_S)
    assert set(late.json()) == {"code", "status", "call_112", "say"}
    assert late.json() == answers[1].json()
    maraude.finds_it_closed("Midi", SEEN)
    loop.says_nothing_of(line.log.read_text(), "Midi", SEEN, key, maraude.link.rpartition("/")[2])


def test_danger_by_the_site_where_the_team_needs_112_and_a_dispatcher_sees_it_to_the_end(
    citizen: Page, amina: Desk, maraude: Team, line: Line
) -> None:
    citizen.goto(f"{line.public}/fr/report")
    citizen.locator('button[name="danger"][value="not_responding"]').tap()
    expect(citizen.locator('a.number[href="tel:112"]')).to_be_in_viewport()
    citizen.locator('input[name="called_112"][value="nobody"]').check()
    citizen.locator('button[name="go"]').first.tap()
    citizen.locator("#place").fill(PLACE)
    citizen.locator('button[name="go"][value="you"]').tap()
    loop.shown(citizen, "#contact").fill("0470 11 12 22")
    for agreed in ("contact_consent", "feedback", "text_safe", "agreed"):
        citizen.locator(f'input[name="{agreed}"]').check()
    citizen.locator('button[name="go"][value="send"]').tap()
    code = citizen.locator(".code").inner_text()

    desk = amina.takes_the_report(code)
    expect(desk.locator(".alarm-112")).to_be_visible()
    maraude.is_asked().opens()
    maraude.says("emergency")
    assert "occupons" in loop.status(citizen, line, code)
    maraude.finds_it_closed("Midi")
    desk.reload()
    expect(desk.locator(".missions")).to_contain_text("urgence")
    expect(desk.locator(".alarm-112")).to_have_count(0)
    assert line.phone(REPORTER).messages == []
    desk.select_option("#why", "helped")
    desk.click("#close-report")
    expect(desk.locator("#close-report")).to_have_count(0)
    loop.says_nothing_of(loop.hears_once(line, REPORTER, code), "Midi", "112", "Samusocial", "urgence")
    assert "clôturé" in loop.status(citizen, line, code)


@pytest.fixture
def assistant(line: Line, trained: tuple[Path, Path]) -> Iterator[None]:
    """The real one, where this hotline looks for it."""
    with borrow.served(*trained, line.settings["RASA_URL"], [].append):
        yield


def says(page: Page, words: str) -> str:
    """Write, and the last that the assistant answers."""
    before = page.locator(".bubble").count()
    write(page, words)
    expect(page.locator(".bubble").nth(before + 1)).to_be_visible()
    last = page.locator(".bubble").last
    expect(last).to_have_class(re.compile("assistant"))
    return last.inner_text()


def reports_by_chat(page: Page, number: str) -> str:
    """Answer one question after the other, by touch where something is offered; leave a number. The code."""
    typed = {"place": "Zuidstation, aan de ingang van de Frankrijkstraat", "contact": number}
    page.locator(".log .pick").nth(1).tap()
    for _ in range(20):
        expect(page.locator(".bubble").last).to_have_class(re.compile("assistant"))
        if page.locator('[data-say="ask_feedback_wanted"]').count():
            page.locator('.log .pick[value="yes"]').tap()
            expect(page.locator(".bubble").last).to_have_class(re.compile("assistant"))
            return loop.CODE.findall(page.locator('[data-say="report_sent"]').inner_text())[0]
        asked = (page.locator(".bubble.assistant").last.get_attribute("data-say") or "").removeprefix("ask_")
        if asked in typed:
            write(page, typed[asked])
        else:
            page.locator(f'.log .pick[value="{"yes" if asked == "share_consent" else ""}"], .log .pick').first.tap()
    raise AssertionError(page.locator(".log").inner_text())


def test_by_chat_where_the_first_team_finds_nobody(
    browser: Browser, assistant: None, amina: Desk, maraude: Team, street_work: Team, line: Line
) -> None:
    """A person looks then, and asks another team; who reported follows it in the same talk."""
    with loop.small_phone(browser, "nl") as context:
        chat = open_chat(context, f"{line.public}/nl/chat")
        code = reports_by_chat(chat, "0470 11 12 22")
        ask = f"Hoe ver staat mijn melding {code}?"
        loop.says_nothing_of(maraude.is_asked().asked, "Zuid", code, REPORTER[-6:])
        assert "gevraagd" in says(chat, ask)

        maraude.opens()
        loop.says_nothing_of(maraude.page.content(), REPORTER, "0470")
        maraude.says("on_the_way")
        assert "onderweg" in says(chat, ask)
        maraude.says("not_found")
        question = chat.locator('[data-say="ask_where_now"]')  # it stands in the talk; whoever asks something else may
        expect(question).to_contain_text("Antwoord waar precies")
        loop.says_nothing_of(question.inner_text(), "Zuid", "Frankrijk")
        assert "bezig" in says(chat, ask)
        assert line.phone(REPORTER).messages == []

        desk = amina.takes_the_report(code)
        expect(desk.locator(".missions")).to_contain_text("pas trouvé")
        amina.asks("diogenes")
        maraude.finds_it_closed("Zuid", "Frankrijk")
        street_work.is_asked().opens()
        expect(street_work.page.locator("main")).to_contain_text("Zuidstation")
        assert "gevraagd" in says(chat, ask)
        street_work.says("helped")

        loop.says_nothing_of(loop.hears_once(line, REPORTER, code), "Zuid", "Diogen", "Midi", "team")
        assert "afgesloten" in says(chat, ask)
        street_work.finds_it_closed("Zuid", "Frankrijk")
        loop.says_nothing_of(line.log.read_text(), "Zuid", REPORTER, street_work.link.rpartition("/")[2])
