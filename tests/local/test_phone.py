"""The telephone page, the dispatcher's softphone and the telephone in the terminal."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest
from flask import Flask

from hotline.local import phone
from hotline.local.carrier.client import Network
from tests.carrier import CALLER_ID, NUMBER, Answering, environment, rest_client


@pytest.fixture
def app(network: Network) -> Flask:
    made = Flask("hotline")
    made.extensions["hotline"] = SimpleNamespace(settings=SimpleNamespace(carrier_url=network.url, number=NUMBER))
    made.register_blueprint(phone.phone())
    made.register_blueprint(phone.softphone(lambda: "amina"))
    return made


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_the_phone_page_is_sound_html_in_its_language(app: Flask, language: str) -> None:
    page = app.test_client().get(f"/local/phone?lang={language}")
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page.text)
    assert tree.get("lang") == language
    assert tree.findtext("head/title")
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert "style=" not in page.text
    assert "onclick" not in page.text


def test_somebody_calls_from_the_page(app: Flask, network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", '<Gather numDigits="1" action="/step" timeout="60"/>')
    answering.says("/step", "<Say>Thank you</Say><Pause length='600'/>")
    browser, api = app.test_client(), "/local/phone/api"
    call = browser.post(f"{api}/phones/+32470123456/dial", json={"withheld": True}).json["sid"]
    browser.post(f"{api}/calls/{call}/keys", json={"digits": "1", "patient": True})
    network.wait_for_request("/step", {"Digits": "1", "From": "anonymous"})
    events = browser.get(f"{api}/phones/+32470123456/events?after=0&wait=1").json["events"]
    assert [event["state"] for event in events if event["type"] == "state"][:2] == ["dialing", "talking"]


def test_events_are_streamed_to_the_page(app: Flask, network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", "<Say>Bonjour</Say>")
    network.phone("+32470123456").dial().wait_until("ended")
    headers = {"Accept": "text/event-stream"}
    stream = app.test_client().get("/local/phone/api/phones/+32470123456/events", headers=headers)
    assert stream.mimetype == "text/event-stream"
    parts = iter(stream.response)
    text = ""
    while "Bonjour" not in text:
        text += bytes(next(parts)).decode()
    stream.close()
    first = next(line for line in text.splitlines() if line.startswith("data:"))
    assert json.loads(first[5:])["state"] == "dialing"


@pytest.mark.parametrize("path", ["settings/../faults", "reset", "faults", "phones/x/behaviour", "phones/%2e%2e/x"])
def test_the_page_reaches_telephones_only(app: Flask, path: str) -> None:
    assert app.test_client().post(f"/local/phone/api/{path}", json={}).status_code == 404


def test_a_form_of_another_site_is_refused(app: Flask) -> None:
    assert app.test_client().post("/local/phone/api/phones/+32470123456/dial", data={"a": "b"}).status_code == 415


def test_a_dispatcher_answers_in_the_console(app: Flask, network: Network) -> None:
    rest_client(network).calls.create(
        to="client:amina", from_=CALLER_ID, twiml="<Response><Pause length='600'/></Response>"
    )
    network.browser("amina").wait_for_ring()
    console = app.test_client()
    call = console.get("/local/softphone").json["calls"][0]
    assert call["state"] == "ringing"
    assert console.post(f"/local/softphone/calls/{call['sid']}/answer", json={}).status_code == 200
    network.browser("amina")


def test_a_softphone_cannot_touch_anothers_call(app: Flask, network: Network) -> None:
    made = rest_client(network).calls.create(to="client:bert", from_=CALLER_ID, twiml="<Response/>")
    network.browser("bert").wait_for_ring()
    assert app.test_client().post(f"/local/softphone/calls/{made.sid}/answer", json={}).status_code == 404


def terminal(network: Network, lines: str, *options: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "hotline.cli", "call", "--carrier", network.url, *options],
        input=lines,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": os.environ["PATH"], **environment("http://127.0.0.1:1")},
        check=True,
    )
    return done.stdout


def test_a_call_from_the_terminal(network: Network, answering: Answering) -> None:
    answering.says(
        "/voice/incoming", '<Gather numDigits="1" action="/step"><Say language="fr-BE">Bonjour</Say></Gather>'
    )
    answering.says("/step", '<Gather input="speech" action="/said"><Say>Who are you?</Say></Gather>')

    def said(params: dict[str, str]) -> Any:
        return f"<Say>Hello {params['SpeechResult']}</Say>"

    answering.says("/said", said)
    heard = terminal(network, "1\nAhmed\n", "--patient").splitlines()
    assert heard[-2:] == ["[en-US] Hello Ahmed", "-- ended"]


def test_the_terminal_hangs_up_when_told(network: Network, answering: Answering) -> None:
    answering.says("/voice/incoming", "<Say>Hello</Say><Pause length='600'/>")
    assert terminal(network, "hang up\n", "--from", "withheld").splitlines()[-1] == "-- ended"
    assert network.wait_for_request("/voice/incoming")["params"]["From"] == "anonymous"


def test_the_terminal_says_when_there_is_no_network() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hotline.cli", "call", "--carrier", "http://127.0.0.1:1"],
        input="",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: the phone network does not answer")
