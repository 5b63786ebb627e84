"""The assistant's own Python: Rasa needs 3.10, the hotline a newer one. A real one is looked for, never a shim."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from hotline.bot import child
from hotline.bot.child import BOT, NoAssistant

VENV = BOT / ".venv"
PYTHON = VENV / "bin" / "python"
VERSION = "3.10"
WHO = "import sys; print(sys.executable, *sys.version_info[:2], sep='\\n')"


def find(uv: str) -> Path:
    """A Python 3.10 that really runs, fetched where there is none. Raises NoAssistant."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise NoAssistant("Rasa's packages are locked for Linux on x86_64 only", final=True)
    for candidate in _candidates():
        if found := real(candidate):
            return found
    _run([uv, "python", "install", VERSION])
    where = _run([uv, "python", "find", VERSION])
    if where and (found := real(Path(where))):
        return found
    raise NoAssistant(f"there is no Python {VERSION} here, and uv could not fetch one", final=True)


def _candidates() -> Iterator[Path]:
    """The environment that is there, what PATH offers, what pyenv keeps (newest first)."""
    yield PYTHON
    yield from (Path(folder) / f"python{VERSION}" for folder in os.get_exec_path())
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(pyenv.glob(f"versions/{VERSION}.*/bin/python"), key=_patch, reverse=True)


def _patch(python: Path) -> int:
    last = python.parents[1].name.rpartition(".")[2]
    return int(last) if last.isdigit() else -1


def real(candidate: Path) -> Path | None:
    """The interpreter behind this name; None when it does not run (pyenv's shims exit 127) or is another version."""
    said = (_run([candidate, "-c", WHO]) or "").splitlines()
    return Path(said[0]) if said[1:] == VERSION.split(".") else None


def uv() -> str:
    """The program that installs packages. Raises NoAssistant."""
    ours = BOT.parent / ".tools" / "uv" / "bin" / "uv"
    found = str(ours) if ours.exists() else shutil.which("uv")
    if not found:
        raise NoAssistant("uv is not here: run `make setup`", final=True)
    return found


def sync(say: Callable[[str], None]) -> Path:
    """Bring `bot/.venv` to what `bot/uv.lock` says; quick when it is there already. Its Python. Raises NoAssistant."""
    installer = uv()
    python = find(installer)
    if not PYTHON.exists():
        say("installing Rasa, once: 1.9 GB")
    options = ("--project", BOT, "--frozen", "--no-dev", "--python", python, "--quiet")
    more = {"UV_PROJECT_ENVIRONMENT": str(VENV)}  # whatever an operator chose for the hotline's own
    if child.start([installer, "sync", *options], nice=10, more=more).wait():
        raise NoAssistant("Rasa's packages could not be installed; the lines above say why")
    return PYTHON


def _run(command: list[str | Path]) -> str | None:
    """What a program says; None when it fails, is missing or takes ten minutes."""
    try:
        done = subprocess.run(  # noqa: S603  # our own words
            command, capture_output=True, text=True, timeout=600, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
