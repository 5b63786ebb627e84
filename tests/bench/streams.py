"""`streams_voice_p95_ratio`: how much slower callers are answered while STREAMS consoles are open.

P95 of the keys of CALLS callers with the consoles' streams open, divided by that without; both in turns, medians of
ROUNDS. The streams are in the console app, the voice in the public app. `…_one_process` is one such round with both in
one process, which the hotline does not do.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

import requests

from tests.bench.calls import talk
from tests.bench.client import p95_ms
from tests.bench.house import BIN, CONSOLE, ONE, ROOT, House, Web

STREAMS = 500
CALLS, SECONDS, PAUSE = 60, 6.0, (1.0, 2.0)
ROUNDS = 2
PASSWORD = "for the bench only"


def measure(house: House) -> dict[str, Any]:
    console = house.web(CONSOLE)
    cookie = _log_in(house, console)
    one = house.web(ONE)
    talk(house, house.public, CALLS, SECONDS / 2, PAUSE)
    talk(house, one, CALLS, SECONDS / 2, PAUSE)
    two = [_round(house, house.public, console, cookie) for _ in range(ROUNDS)]
    single = [_round(house, one, one, "")]
    return {
        "streams_voice_p95_ratio": _ratio(two),
        "streams_voice_p95_ratio_one_process": _ratio(single),
        "streams_rounds_ms": two,
        "streams_rounds_one_process_ms": single,
    }


def _ratio(rounds: list[tuple[float, float]]) -> float:
    """Medians first, so that one bad moment of the machine does not decide."""
    return round(median(loaded for _, loaded in rounds) / median(free for free, _ in rounds), 2)


def _round(house: House, voice: Web, streams: Web, cookie: str) -> tuple[float, float]:
    """P95 in milliseconds without and with open streams."""
    free = p95_ms(talk(house, voice, CALLS, SECONDS, PAUSE).times)
    with _open_streams(streams, cookie):
        return free, p95_ms(talk(house, voice, CALLS, SECONDS, PAUSE).times)


@contextmanager
def _open_streams(console: Web, cookie: str) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.bench.listen", str(console.port), str(STREAMS), cookie]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as listeners:
        if listeners.stdout is None or listeners.stdout.readline() != b"open\n":
            raise RuntimeError("the streams do not open")
        yield
        listeners.communicate()


def _log_in(house: House, console: Web) -> str:
    """Someone's console cookie."""
    command = [BIN / "hotline", "user", "add", "bench", "--role", "dispatcher", "--password-stdin"]
    subprocess.run(command, cwd=ROOT, env=house.environment, input=PASSWORD, text=True, check=True, capture_output=True)
    http = requests.Session()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', http.get(f"{console.url}/login", timeout=10).text)
    form = {"username": "bench", "password": PASSWORD, "csrf_token": token.group(1) if token else ""}
    http.post(f"{console.url}/login", form, timeout=10, allow_redirects=False).raise_for_status()
    return f"console={http.cookies['console']}"
