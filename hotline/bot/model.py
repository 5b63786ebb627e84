"""The model, kept under the name of what it was made of: trained once, found again, never half there."""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hotline.bot import child
from hotline.bot.child import BOT, PLACE, NoAssistant

KEPT = 3
LAST_WORDS = 40
TRAINED_ON = (
    "config.yml",
    "concepts.yml",
    "domain.yml",
    "uv.lock",
    "data/**/*.yml",
    "*.py",
    "[!.]*/**/*.py",
)  # not .venv


def ready(python: Path, say: Callable[[str], None]) -> Path:
    """The model of what `bot/` holds now, trained if it is not there yet. Raises NoAssistant."""
    with _alone():
        _look_up()
        model = PLACE / "models" / f"{key()}.tar.gz"
        if not model.exists():
            say("training the assistant (a few minutes, once for each change of its data)")
            _train(python, model, say)
        model.touch()
        for old in sorted(model.parent.glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)[:-KEPT]:
            old.unlink()
    return model


def key() -> str:
    """The same for the same sources, on every machine: 16 hex digits."""
    digest = hashlib.sha256()
    for file in sorted({file for pattern in TRAINED_ON for file in BOT.glob(pattern)}):
        digest.update(f"{file.relative_to(BOT)}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _look_up() -> None:
    """Bring the words of the knowledge base into the training data: with them they count in the key."""
    if subprocess.run([sys.executable, BOT / "lookups.py"], check=False, stdin=subprocess.DEVNULL).returncode:  # noqa: S603  # our own words
        raise NoAssistant("the words of the knowledge base could not be read; the lines above say why")


def _train(python: Path, model: Path, say: Callable[[str], None]) -> None:
    """Train beside, then put in place at once: who is killed in the middle leaves no half model."""
    model.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="half-", dir=PLACE) as half:
        output = ("--out", half, "--fixed-model-name", model.name.removesuffix(".tar.gz"))
        sources = ("--config", "config.yml", "--domain", "domain.yml", "--nlu", "data")
        cache = str(Path(half) / "cache")  # its own takes what was learnt before, though our steps have changed
        more = {"TMPDIR": half, "PYTHONPATH": str(BOT), "RASA_CACHE_DIRECTORY": cache}
        command = (python, "-m", "rasa", "train", "nlu", *sources, *output)
        with child.start(command, nice=10, more=more, output=subprocess.PIPE) as process:
            lines = deque(process.stdout or (), maxlen=LAST_WORDS)  # it warns of much that is no concern of ours
        if process.returncode:
            for line in lines:
                say(line.decode(errors="replace").rstrip())
            raise NoAssistant("the assistant could not be trained; the lines above say why")
        made = Path(half) / model.name
        if not made.exists() or key() != made.name.removesuffix(".tar.gz"):
            raise NoAssistant("the training left no model of what is in bot/ now")
        made.replace(model)


@contextmanager
def _alone() -> Iterator[None]:
    """One training at a time on this machine; what a killed one left is cleared."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with (PLACE / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        for half in PLACE.glob("half-*"):
            shutil.rmtree(half, ignore_errors=True)
        yield
