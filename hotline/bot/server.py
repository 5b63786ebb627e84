"""Rasa's server, kept going: on this machine only, asked with a token, and nothing people wrote in its lines."""

import re
import socket
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

from hotline.bot import child
from hotline.gateways.assistant import Assistant

LOOPBACK = ("127.0.0.1", "localhost")
LOOK_EVERY_S = 0.5
HUNG_S = 60.0  # silent for so long, it is ended and started again
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 60.0
SETTLED_S = 120.0
# The token comes in the environment: the words of a command can be read by every user of the machine.
LAUNCH = (
    "import os, sys; token = os.environ.pop('RASA_TOKEN', '');"
    " sys.argv += [f'--auth-token={token}'] if token else [];"  # with '=': a token may begin with a dash
    " from rasa.__main__ import main; main()"
)
LAST_WORDS = 40
SAFE = re.compile(r"^\S+ \S+ (WARNING|ERROR|CRITICAL)\s+([\w.]+)\s")


@dataclass(frozen=True)
class Place:
    """Where Rasa listens and what it wants to hear first, as RASA_URL says."""

    url: str

    @property
    def is_here(self) -> bool:
        """Whether it is ours to run: on this machine. Else somebody runs it elsewhere."""
        return urlsplit(self.url).hostname in LOOPBACK

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 80

    @property
    def token(self) -> str:
        return unquote(urlsplit(self.url).password or "")


def start(python: Path, model: Path, place: Place, say: Callable[[str], None]) -> "subprocess.Popen[bytes]":
    """Start Rasa with this model. It is ready when `Assistant(place.url).answers()`. Call from the main thread."""
    options = ("--enable-api", "-i", "127.0.0.1", "-p", str(place.port), "-m", str(model))
    more = {"RASA_TOKEN": place.token} if place.token else {}
    process = child.start([python, "-c", LAUNCH, "run", *options], nice=5, more=more, output=subprocess.PIPE)
    assert process.stdout  # noqa: S101  # asked for above
    threading.Thread(target=_pass_on, args=(process.stdout, place.port, say), daemon=True).start()
    return process


def keep_going(python: Path, model: Path, place: Place, say: Callable[[str], None], ready: Callable[[], None]) -> None:
    """Serve for ever: start again what ends, or what is silent for a minute. `ready` is called when it answers."""
    pause_s = FIRST_PAUSE_S
    while True:
        process, since = start(python, model, place, say), time.monotonic()
        _until_it_ends(process, Assistant(place.url), ready)
        pause_s = FIRST_PAUSE_S if time.monotonic() - since > SETTLED_S else min(LONGEST_PAUSE_S, pause_s * 2)
        say(f"Rasa ended ({process.wait()}); starting it again")
        time.sleep(pause_s)


def _until_it_ends(process: "subprocess.Popen[bytes]", assistant: Assistant, ready: Callable[[], None]) -> None:
    heard: float | None = None  # while it starts it may be silent as long as it likes
    while process.poll() is None:
        time.sleep(LOOK_EVERY_S)
        now = time.monotonic()
        if assistant.answers():
            if heard is None:
                ready()
            heard = now
        elif heard is not None and now - heard > HUNG_S:
            process.kill()


def _pass_on(lines: IO[bytes], port: int, say: Callable[[str], None]) -> None:
    """Once anybody can ask it something: which part of Rasa complained, and not its words. Before: why it ended."""
    before, open_to_all = deque[str](maxlen=LAST_WORDS), False
    with lines:
        for line in lines:
            text = line.decode(errors="replace").rstrip()
            open_to_all = open_to_all or is_listening(port)
            if not open_to_all:
                before.append(text)
            elif complaint := SAFE.match(text):
                say(f"{complaint[1]} in {complaint[2]} (what it says is kept back: it may be somebody's words)")
    for text in () if open_to_all else before:
        say(text)


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
