"""Programs that the assistant's process starts: calls come first, and none is left when we are gone."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

BOT = Path(__file__).parents[2] / "bot"
PLACE = BOT.parent / ".local" / "bot"  # models and what is half made; not committed
LEAVING = ("setpriv", "--pdeathsig=KILL", "--")
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",  # nothing about us goes to anybody
    "LOG_LEVEL": "WARNING",  # below that Rasa writes down what people say
    "LOG_LEVEL_LIBRARIES": "ERROR",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "PYTHONUNBUFFERED": "1",
    "NO_COLOR": "1",
}
OURS = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "SSL_CERT_FILE")
THEIRS = ("UV_", "XDG_", "HOTLINE_PART_OF")  # where packages come from and are kept; whose process it is


class NoAssistant(Exception):
    """The line runs without the assistant. The message is one line that says why. `final`: trying again is no use."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


def start(
    command: Sequence[str | Path], *, nice: int, more: Mapping[str, str] | None = None, output: int | None = None
) -> "subprocess.Popen[bytes]":
    """Start a program in `bot/`, with no secret of ours in its environment. Call from the main thread."""
    first = [*_if_there(*LEAVING), *_if_there("nice", "-n", str(nice))]
    return subprocess.Popen(  # noqa: S603  # our own words
        [*first, *(str(word) for word in command)],
        cwd=BOT,
        env=environment() | dict(more or {}),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output == subprocess.PIPE else None,
    )


def environment() -> dict[str, str]:
    """What such a program needs of ours, and no secret."""
    given = os.environ.items()
    return {name: value for name, value in given if name.upper() in OURS or name.startswith(THEIRS)} | QUIET


def _if_there(*command: str) -> tuple[str, ...]:
    return command if shutil.which(command[0]) else ()
