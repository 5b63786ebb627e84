"""A phone network for tests, and a stand-in for the hotline that answers with prepared documents."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask, Response, request
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from werkzeug.serving import make_server

from hotline.local.carrier.client import Network, Process
from hotline.local.ports import free_port

ACCOUNT = "AC" + "0" * 32
TOKEN = "t" * 32
NUMBER, CALLER_ID = "+3280012345", "+3221234567"

Reply = str | Callable[[dict[str, str]], Any]


def environment(public_url: str) -> dict[str, str]:
    """What the network (and the hotline) must be told, for tests."""
    return {
        "HOTLINE_PUBLIC_URL": public_url,
        "HOTLINE_SECRET_KEY": "s" * 32,
        "DATABASE_URL": "postgresql://nowhere",
        "REDIS_URL": "redis://nowhere",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_KEY_SID": "SK" + "0" * 32,
        "TWILIO_API_KEY_SECRET": "k" * 32,
        "HOTLINE_NUMBER": NUMBER,
        "HOTLINE_CALLER_ID": CALLER_ID,
        "HOTLINE_SMS_NUMBER": "+32460000000",
        "HOTLINE_WHATSAPP_NUMBER": "+32460000001",
        "HOTLINE_DUTY_PHONE": "+32470999999",
    }


@dataclass
class Answering:
    """Stands in for the hotline: answers each path with a document, and remembers what it was asked."""

    url: str
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    forged: list[str] = field(default_factory=list)

    def says(self, path: str, document: Reply) -> None:
        self.replies[path] = document

    def params(self, path: str) -> list[dict[str, str]]:
        """The parameters of every request to a path."""
        return [params for asked, params in list(self.asked) if asked == path]

    def answer(self) -> Any:
        params = request.values.to_dict() if request.method == "POST" else request.args.to_dict()
        signed = RequestValidator(TOKEN).validate(
            self.url + request.full_path.rstrip("?"),
            request.form if request.method == "POST" else {},
            request.headers.get("X-Twilio-Signature", ""),
        )
        if not signed:
            self.forged.append(request.path)
        self.asked.append((request.path, params | {"_token": request.headers["I-Twilio-Idempotency-Token"]}))
        reply = self.replies.get(request.path, "")
        if callable(reply):
            reply = reply(params)
        return Response(twiml(reply), mimetype="text/xml") if isinstance(reply, str) else reply


def twiml(verbs: str) -> str:
    return f"<Response>{verbs}</Response>"


@pytest.fixture(scope="session")
def _stand_in() -> Iterator[Answering]:
    port = free_port()
    stand_in = Answering(f"http://127.0.0.1:{port}")
    app = Flask("stand-in")
    app.add_url_rule("/<path:path>", view_func=lambda path: stand_in.answer(), methods=["GET", "POST"])
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield stand_in
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def _process(_stand_in: Answering) -> Iterator[Network]:
    with Process(environment(_stand_in.url), speed=50) as running:
        yield running


@pytest.fixture
def answering(_stand_in: Answering) -> Iterator[Answering]:
    """The stand-in for the hotline, with nothing to say yet."""
    _stand_in.replies, _stand_in.asked, _stand_in.forged = {}, [], []
    yield _stand_in
    assert _stand_in.forged == [], "a webhook was not signed as Twilio signs"


@pytest.fixture
def network(answering: Answering, _process: Network) -> Iterator[Network]:
    """A phone network that asks the stand-in, fifty times as fast as the real one."""
    _process.reset()
    _process.set(speed=50, calls_per_s=None)
    yield _process
    _process.reset()


class _Local(TwilioHttpClient):
    """The official client, sent to the simulated network."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=5)
        self.base = base

    def request(self, method: str, url: str, *args: Any, **more: Any) -> Any:
        return super().request(method, url.replace("https://api.twilio.com", self.base), *args, **more)


def rest_client(network: Network) -> Client:
    return Client(ACCOUNT, TOKEN, http_client=_Local(network.url))
