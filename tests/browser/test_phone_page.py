"""A person with the telephone page in a real browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.serving import make_server

import hotline
from hotline.local import phone
from hotline.local.carrier.client import Network, Process
from hotline.local.ports import free_port
from tests.carrier import CALLER_ID, NUMBER, Answering, environment, rest_client

pytestmark = pytest.mark.browser
CSP = "default-src 'self'; script-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'"
MENU = (
    '<Gather input="dtmf speech" numDigits="1" timeout="600" action="/step">'
    '<Say language="fr-BE">Bonjour, tapez 1</Say><Say language="ar">أهلا</Say></Gather>'
)


@contextmanager
def served(carrier_url: str) -> Iterator[str]:
    """The telephone page of a phone network, under a policy as strict as the real one."""
    app = Flask("hotline", root_path=str(Path(hotline.__file__).parent))
    app.extensions["hotline"] = SimpleNamespace(settings=SimpleNamespace(carrier_url=carrier_url, number=NUMBER))
    app.register_blueprint(phone.phone())
    app.register_blueprint(phone.softphone(lambda: "amina"))

    @app.after_request
    def strict(response):  # type: ignore[no-untyped-def]
        response.headers["Content-Security-Policy"] = CSP
        return response

    port = free_port()
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}/local/phone"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page_url(network: Network) -> Iterator[str]:
    with served(network.url) as url:
        yield url


@pytest.fixture
def telephone(context: BrowserContext, page_url: str) -> Iterator[Page]:
    """The page on a small screen. Errors of its scripts fail the test."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{page_url}?lang=en")
    yield page
    page.close()
    assert wrong == []


def test_somebody_calls_hears_presses_and_speaks(telephone: Page, network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", MENU)
    answering.says("/step", lambda params: f"<Say>You {params.get('Digits') or params['SpeechResult']}</Say>{MENU}")

    telephone.get_by_role("button", name="Call the hotline").click()

    prompt = telephone.locator("#talk .hotline p").first
    expect(prompt).to_have_text("Bonjour, tapez 1")
    expect(prompt).to_have_attribute("lang", "fr-BE")
    expect(telephone.locator("#talk [lang=ar]")).to_have_attribute("dir", "rtl")
    telephone.get_by_role("log").focus()
    telephone.keyboard.press("1")
    expect(telephone.get_by_role("log")).to_contain_text("You 1")
    telephone.get_by_label("What you say").first.fill("à la gare")
    telephone.keyboard.press("Enter")
    expect(telephone.get_by_role("log")).to_contain_text("You à la gare")
    assert telephone.evaluate("document.documentElement.scrollWidth") <= 360
    telephone.get_by_role("button", name="Hang up").click()
    expect(telephone.get_by_role("status")).to_have_text("The call has ended")
    network.wait_for_request("/voice/status", {"CallStatus": "completed"})


def test_a_hidden_number_stays_hidden(telephone: Page, network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", "<Say>Hello</Say>")
    telephone.get_by_label("Who is calling").select_option("withheld")
    telephone.get_by_role("button", name="Call the hotline").click()
    expect(telephone.get_by_role("log")).to_contain_text("Hello")
    assert network.wait_for_request("/voice/incoming")["params"]["From"] == "anonymous"


def test_the_telephone_rings_and_two_people_talk(telephone: Page, network: Network) -> None:
    rest_client(network).calls.create(
        to=phone.KNOWN, from_=CALLER_ID, twiml="<Response><Dial><Conference>a</Conference></Dial></Response>"
    )
    telephone.get_by_role("button", name="Answer").click()
    expect(telephone.get_by_role("status")).to_have_text("Connected with the hotline")
    other = network.phone("+32470000002").behave("answer")
    rest_client(network).calls.create(
        to=other.address, from_=CALLER_ID, twiml="<Response><Dial><Conference>a</Conference></Dial></Response>"
    )
    expect(telephone.get_by_role("status")).to_have_text("Talking with a person")
    telephone.get_by_label("What you say").first.fill("Can you hear me?")
    telephone.keyboard.press("Enter")
    other.wait_for("Can you hear me?")


def test_developers_see_what_was_asked_and_answered(telephone: Page, answering: Answering) -> None:
    answering.says("/voice/incoming", "<Say>Hello</Say>")
    telephone.get_by_role("button", name="Call the hotline").click()
    telephone.get_by_text("For developers").click()
    expect(telephone.locator("#log")).to_contain_text("/voice/incoming → 200")


def until(page: Page, holds: str) -> None:
    """Wait for something in the page. (Playwright's own way needs an eval, which the policy forbids.)"""
    for _ in range(200):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{holds}: {page.evaluate('happened')}")


def test_a_softphone_rings_talks_and_ends(telephone: Page, network: Network) -> None:
    telephone.evaluate(
        """async () => {
          const { SimulatedSoftphone } = await import("/static/softphone.js");
          const note = (what) => (told) => happened.push([what, told?.text ?? told?.status ?? told?.from ?? ""]);
          window.happened = [];
          window.softphone = new SimulatedSoftphone("/local/softphone", {
            csrf: "", onRing: note("ring"), onHeard: note("heard"), onEnded: note("ended"),
          });
          await softphone.ready;
        }"""
    )
    made = rest_client(network).calls.create(
        to="client:amina", from_=CALLER_ID, twiml="<Response><Dial><Conference>a</Conference></Dial></Response>"
    )
    until(telephone, "happened.some(([what, from]) => what === 'ring')")
    telephone.evaluate("softphone.answer()")
    other = network.phone("+32470000002")
    rest_client(network).calls.create(
        to=other.address, from_=CALLER_ID, twiml="<Response><Dial><Conference>a</Conference></Dial></Response>"
    )
    other.answer().wait_until("connected").say("I need a bed")
    until(telephone, "happened.some(([what, text]) => what === 'heard' && text === 'I need a bed')")
    telephone.evaluate("softphone.say('I am listening')")
    other.wait_for("I am listening")
    telephone.evaluate("softphone.hangUp()")
    until(telephone, "happened.some(([what, status]) => what === 'ended' && status === 'completed')")
    assert rest_client(network).calls(made.sid).fetch().status == "completed"


def test_a_network_that_dies_is_noticed_and_mends(context: BrowserContext, answering: Answering) -> None:
    answering.says("/voice/incoming", "<Say>Hello</Say><Pause length='600'/>")
    first = Process(environment(answering.url), speed=1)
    with served(first.url) as url:
        page = context.new_page()
        page.goto(f"{url}?lang=en")
        page.get_by_role("button", name="Call the hotline").click()
        expect(page.get_by_role("log")).to_contain_text("Hello")
        first.stop()
        expect(page.get_by_role("alert")).to_be_visible()
        with Process(environment(answering.url) | {"HOTLINE_CARRIER_URL": first.url}, speed=1):
            expect(page.get_by_role("alert")).to_be_hidden()
            expect(page.get_by_role("status")).to_have_text("The call has ended")
            page.get_by_role("button", name="Call the hotline").click()
            expect(page.get_by_role("log")).to_contain_text("Hello")
        page.close()
