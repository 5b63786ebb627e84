"""`chat_turn_ratio`: whole chat turns a second of the hotline ÷ messages a second of Rasa's REST channel alone.

A turn: the message is stored and acknowledged, Rasa is asked what it means, the answer of the assistant is stored, both
durably. The yardstick: the same sentences to `POST /webhooks/rest/webhook` of the same Rasa with the same model, which
has no policies: it understands and keeps its tracker in memory, and answers `[]`. That is less than a bot of its own
would do. Both with CLIENTS at once, each with conversations of their own, in turns; medians of ROUNDS.

`parse_p95_ms`: P95 of one question at a time to Rasa, as the hotline asks it.
"""

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import gevent
import psycopg
import requests

from hotline.bot import child, model, python310, server
from hotline.gateways.assistant import Assistant
from hotline.local.ports import free_port
from tests.bench.client import Connection, Refused, p95_ms
from tests.bench.house import PUBLIC, House, Web

CLIENTS, EACH, ROUNDS, PARSES = 8, 24, 3, 200
SENTENCES = (  # a talk as people have it; nobody is handed over, who then has no more turns
    "bonjour",
    "où puis-je prendre une douche",
    "merci beaucoup",
    "je veux signaler quelqu'un qui dort dehors",
    "place Flagey à Ixelles, devant l'arrêt du tram",
    "aujourd'hui",
    "une personne",
    "annulez le signalement",
)
PATIENCE_S = 120
WAIT_S = 0.02


class Plain(Connection):
    """A kept connection that takes any good answer with a length."""

    def ask(self, request: bytes) -> bytes:
        self._socket.sendall(request)
        answer = b""
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._more()
        length = int(answer[:end].lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        while len(answer) < end + 4 + length:
            answer += self._more()
        if not answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201", b"HTTP/1.1 202")):
            raise Refused(answer[:60])
        return answer[end + 4 :]


def measure(house: House) -> dict[str, Any]:
    with _rasa() as url:
        web = replace(house, environment=house.environment | {"RASA_URL": url}).web(PUBLIC)
        asked = Assistant(url)
        times = []
        for number in range(PARSES):
            began = time.perf_counter()
            asked.parse(SENTENCES[number % len(SENTENCES)])
            times.append(time.perf_counter() - began)
        rounds = [(_turns(house, web), _rest(url, number)) for number in range(ROUNDS)]
    ours, theirs = (median(side) for side in zip(*rounds, strict=True))
    return {
        "chat_turn_ratio": round(ours / theirs, 2),
        "chat_turns_per_s": round(ours, 1),
        "rasa_rest_per_s": round(theirs, 1),
        "chat_turn_rounds": [[round(rate, 1) for rate in pair] for pair in rounds],
        "parse_p95_ms": p95_ms(times),
    }


@contextmanager
def _rasa() -> Iterator[str]:
    """The assistant as it is served, with its REST channel open besides."""
    python = python310.sync(print)
    url = f"http://127.0.0.1:{free_port()}"
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as credentials:
        credentials.write("rest:\n")
        credentials.flush()
        options = ("--enable-api", "-i", "127.0.0.1", "-p", urlsplit(url).port, "-m", model.ready(python, print))
        command = [python, "-c", server.LAUNCH, "run", *options, "--credentials", Path(credentials.name)]
        process = child.start([str(word) for word in command], nice=0, output=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + PATIENCE_S
            while not Assistant(url).answers():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("Rasa does not start")
                time.sleep(0.5)
            yield url
        finally:
            process.kill()
            process.wait()


def _turns(house: House, web: Web) -> float:
    """Turns a second of the hotline, until the last answer is stored."""
    talks = [
        requests.post(f"{web.url}/chat/conversations", json={"language": "fr"}, timeout=10).json()
        for _ in range(CLIENTS)
    ]
    chains = [
        [
            post(
                web.port,
                f"/chat/conversations/{talk['id']}/messages",
                {"client_message_id": str(number), "text": SENTENCES[number % len(SENTENCES)]},
                f"Authorization: Bearer {talk['token']}\r\n",
            )
            for number in range(EACH)
        ]
        for talk in talks
    ]
    began = time.perf_counter()
    _volley(web.port, chains)
    with psycopg.connect(house.environment["DATABASE_URL"], autocommit=True) as looks:
        while looks.execute("select 1 from message where answered_at is null limit 1").fetchone():
            time.sleep(WAIT_S)
    took = time.perf_counter() - began
    if house.rows("select 1 from conversation where state <> 'assistant' limit 1"):
        raise RuntimeError("somebody was handed over: not all of these were turns")
    return CLIENTS * EACH / took


def _rest(url: str, round_number: int) -> float:
    """Messages a second of Rasa's own channel."""
    port = urlsplit(url).port or 80
    chains = [
        [
            post(
                port,
                "/webhooks/rest/webhook",
                {"sender": f"{round_number}-{who}", "message": SENTENCES[number % len(SENTENCES)]},
            )
            for number in range(EACH)
        ]
        for who in range(CLIENTS)
    ]
    began = time.perf_counter()
    _volley(port, chains)
    return CLIENTS * EACH / (time.perf_counter() - began)


def _volley(port: int, chains: Sequence[Sequence[bytes]]) -> None:
    """Every client sends its own chain in its order, all at once."""

    def send(chain: Sequence[bytes]) -> None:
        connection = Plain(port)
        for request in chain:
            connection.ask(request)
        connection.close()

    gevent.joinall([gevent.spawn(send, chain) for chain in chains], raise_error=True)


def post(port: int, path: str, body: dict[str, str], headers: str = "") -> bytes:
    """A request with a JSON body."""
    content = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n{headers}"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content
