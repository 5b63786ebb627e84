"""The settings of one laptop: the environment wins, the rest is invented once and kept in .local/."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hotline.local.ports import free_port, is_free
from hotline.settings import Settings, WrongSetting

FOLDER = Path(".local")  # in the folder from which commands run: the repository's root
PORT, CONSOLE_PORT = 8000, 8001

# Fictional numbers for the demo. The 0800 never calls out.
_NUMBERS = {
    "HOTLINE_NUMBER": "+3280012345",
    "HOTLINE_CALLER_ID": "+3222000000",
    "HOTLINE_SMS_NUMBER": "+32460000000",
    "HOTLINE_WHATSAPP_NUMBER": "+32460000001",
    "HOTLINE_DUTY_PHONE": "+32470000112",
}
_REAL_NETWORK = ("TWILIO_API_URL", "TWILIO_ACCOUNT_SID")


@dataclass(frozen=True)
class Local:
    """What the processes on this laptop get, and which servers of our own go with it."""

    values: Mapping[str, str]
    own_database: bool
    own_redis: bool
    own_carrier: bool
    own_assistant: bool
    invented: tuple[str, ...]  # names that the environment did not give

    def made_up_beside_a_real_network(self) -> list[str]:
        """What a real telephone network cannot know, such as an invented number: to be set before real calls."""
        ours = {"DATABASE_URL", "REDIS_URL", "RASA_URL", "HOTLINE_SECRET_KEY", "HOTLINE_PUBLIC_URL"}
        return [] if self.own_carrier else [name for name in self.invented if name not in ours]


def complete(given: Mapping[str, str], folder: Path = FOLDER) -> Local:
    """Add what is missing to the given environment; keep what was invented in `folder`/env (mode 600)."""
    given = {name: value for name, value in given.items() if value}
    kept = read(folder / "env")
    simulated = not any(name in given for name in _REAL_NETWORK)
    wanted = invent(kept)
    if not simulated:
        del wanted["HOTLINE_CARRIER_URL"], wanted["HOTLINE_WHATSAPP_NUMBER"]
        given.pop("HOTLINE_CARRIER_URL", None)
    keep(folder / "env", {**kept, **wanted})
    wanted["HOTLINE_PUBLIC_URL"] = f"http://127.0.0.1:{given.get('PORT', PORT)}"
    return Local(
        values={**wanted, **given},
        own_database="DATABASE_URL" not in given,
        own_redis="REDIS_URL" not in given,
        own_carrier=simulated,
        own_assistant="RASA_URL" not in given,
        invented=tuple(name for name in wanted if name not in given),
    )


def keep(path: Path, values: Mapping[str, str]) -> None:
    """Write name=value lines that only we can read. A value of several lines is left out."""
    whole = (f"{name}={value}\n" for name, value in values.items() if "\n" not in value)
    write_private(path, "".join(whole))


def write_private(path: Path, text: str) -> None:
    """Write a file that only we can read; whoever reads sees the old text or the new, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def read(path: Path) -> dict[str, str]:
    """What was kept before. Empty when nothing was."""
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line)


def of_running(folder: Path = FOLDER) -> dict[str, str]:
    """The settings of the `make run` that is up in this folder. Empty when there is none."""
    return read(folder / "run" / "environment")


def keep_as_running(values: Mapping[str, str], folder: Path = FOLDER) -> None:
    """Let commands find what the running hotline uses: its settings, and nothing else of the environment."""
    names = {field.validation_alias for field in Settings.model_fields.values()}
    keep(folder / "run" / "environment", {name: value for name, value in values.items() if name in names})


def forget_running(folder: Path = FOLDER) -> None:
    (folder / "run" / "environment").unlink(missing_ok=True)


@contextmanager
def filled(values: Mapping[str, str]) -> Iterator[None]:
    """Set what the environment lacks, and unset it again."""
    added = [name for name in values if not os.environ.get(name)]
    os.environ.update({name: values[name] for name in added})
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)


def invent(kept: Mapping[str, str]) -> dict[str, str]:
    """A value for every setting that a laptop needs: the kept one, else a new one."""
    new = {
        "HOTLINE_SECRET_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": f"postgresql://hotline:{secrets.token_urlsafe(24)}@127.0.0.1:0/hotline",
        "REDIS_URL": f"redis://:{secrets.token_urlsafe(24)}@127.0.0.1:0/0",
        "TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "TWILIO_API_KEY_SID": f"SK{secrets.token_hex(16)}",
        "TWILIO_API_KEY_SECRET": secrets.token_hex(16),
        "HOTLINE_CARRIER_URL": "http://127.0.0.1:0",
        "RASA_URL": f"http://:{secrets.token_urlsafe(24)}@127.0.0.1:0",
        **_NUMBERS,
    }
    return {name: on_a_free_port(kept.get(name, value)) for name, value in new.items()}


def on_a_free_port(value: str) -> str:
    """A loopback URL keeps its port, unless that is 0 or somebody else took it meanwhile."""
    head, colon, tail = value.rpartition("@127.0.0.1:" if "@" in value else "http://127.0.0.1:")
    if not colon:
        return value
    port, slash, path = tail.partition("/")
    if int(port) == 0 or not is_free(int(port)):
        port = str(free_port())
    return f"{head}{colon}{port}{slash}{path}"


def fixed_ports(given: Mapping[str, str]) -> tuple[int, int]:
    """The ports of the public app and of the console. Raises WrongSetting."""
    return _port(given, "PORT", PORT), _port(given, "CONSOLE_PORT", CONSOLE_PORT)


def _port(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise WrongSetting(f"{name} cannot be used: a port is a number from 1 to 65535")
    return int(text)
