"""An assistant for a command or the tests: the one that runs, else one just for them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hotline.bot import model, python310, server
from hotline.bot.child import NoAssistant
from hotline.gateways.assistant import Assistant

START_S = 300.0  # a busy machine; 20 s on one that is not


@contextmanager
def assistant(url: str | None, own: str, say: Callable[[str], None]) -> Iterator[str]:
    """The URL of a Rasa that answers: `url` where one does, else ours, installed, trained and served at `own`.

    Raises NoAssistant. Call from the main thread.
    """
    if Assistant(url).answers():
        yield url or ""
        return
    python = python310.sync(say)
    with served(python, model.ready(python, say), own, say):
        yield own


@contextmanager
def served(python: Path, trained: Path, url: str, say: Callable[[str], None]) -> Iterator[int]:
    """Rasa with this model at `url`, for as long as it is needed. Its process number. Raises NoAssistant."""
    process = server.start(python, trained, server.Place(url), say)
    try:
        deadline, asked = time.monotonic() + START_S, Assistant(url)
        while not asked.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise NoAssistant("Rasa does not start; its lines above say why")
            time.sleep(0.2)
        yield process.pid
    finally:
        process.kill()  # it holds nothing that must be put away
        process.wait()
