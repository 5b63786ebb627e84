"""The real assistant for all tests of a session: installed, trained once for its data, served. Never a stand-in."""

import secrets
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hotline.bot import borrow, model, python310
from hotline.bot.child import NoAssistant
from hotline.local.ports import free_port


@dataclass(frozen=True)
class Rasa:
    """A server that answers. `said`: what it wrote so far."""

    url: str
    pid: int
    said: list[str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who asks for the assistant may have to wait for its training."""
    for item in items:
        if "trained" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(1500), append=False)


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


@pytest.fixture(scope="session")
def trained() -> tuple[Path, Path]:
    """The assistant's Python and its model. Without a Python 3.10 the tests that need it are skipped, and say so."""
    try:
        python = python310.sync(say)
    except NoAssistant as why:
        pytest.skip(f"no assistant on this machine: {why}")
    return python, model.ready(python, say)


def new_url() -> str:
    """Where a Rasa of one's own may listen, with a token of the awkward kind: it begins like an option."""
    return f"http://:-{secrets.token_urlsafe(16)}@127.0.0.1:{free_port()}"


@pytest.fixture(scope="session")
def rasa(trained: tuple[Path, Path]) -> Iterator[Rasa]:
    """The one Rasa of this session. Nobody kills it: who must, starts another by `borrow.served`."""
    url, said = new_url(), list[str]()
    with borrow.served(*trained, url, said.append) as pid:
        yield Rasa(url, pid, said)


@pytest.fixture(scope="session")
def rasa_url(rasa: Rasa) -> str:
    """RASA_URL for whoever wants to be understood."""
    return rasa.url
