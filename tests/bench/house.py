"""The hotline's own processes for a measurement: PostgreSQL, Valkey, the apps as in the Procfile, the yardstick."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from hotline.local import processes
from hotline.local.environment import complete
from hotline.local.ports import free_port
from hotline.local.servers import Postgres, Valkey, running

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PUBLIC, CONSOLE = "hotline:create_app('public')", "hotline:create_app('console')"
BARE, ONE = "tests.bench.bare:app", "tests.bench.one:create_app()"


@dataclass(frozen=True)
class Web:
    """One gunicorn with one gevent worker."""

    port: int
    arbiter: psutil.Process

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def worker(self) -> psutil.Process:
        [only] = self.arbiter.children()
        return only

    def resident(self) -> int:
        """Bytes of memory of the worker."""
        return int(self.worker.memory_info().rss)

    def cpu_s(self) -> float:
        """Seconds of processor time that the worker has used."""
        used = self.worker.cpu_times()
        return float(used.user + used.system)


@dataclass
class House:
    """Everything that runs, and the settings that all share."""

    environment: dict[str, str]
    stack: ExitStack
    public: Web

    def web(self, app: str) -> Web:
        port = free_port()
        return _web(self.stack, app, port, self.environment | {"HOTLINE_PUBLIC_URL": f"http://127.0.0.1:{port}"})

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
            return connection.execute(query).fetchall()  # type: ignore[call-overload,no-any-return]  # our own words


@contextmanager
def open_house() -> Iterator[House]:
    """All started, the database migrated; all stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    folder.chmod(0o755)
    port = free_port()
    environment = _environment(folder, port)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        postgres = Postgres(environment["DATABASE_URL"], folder / "postgres")
        stack.enter_context(running(postgres, Valkey(environment["REDIS_URL"], folder / "valkey"), quiet=True))
        subprocess.run([BIN / "hotline", "release"], env=environment, cwd=ROOT, check=True, capture_output=True)
        yield House(environment, stack, _web(stack, PUBLIC, port, environment))


def _environment(folder: Path, port: int) -> dict[str, str]:
    """Settings as for a real account: no simulated network, no telephone page."""
    given = {"TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}", "PORT": str(port), "HOTLINE_BIND": "127.0.0.1"}
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **complete(given, folder / "local").values}


def _web(stack: ExitStack, app: str, port: int, environment: dict[str, str]) -> Web:
    command = [str(BIN / "gunicorn"), "--config", str(ROOT / "hotline/gunicorn_settings.py"), app]
    process = processes.start(command, environment={**environment, "PORT": str(port)})
    stack.callback(processes.stop, [process], processes.SIGTERM, within_s=10)
    _until_open(port)
    return Web(port, psutil.Process(process.pid))


def _until_open(port: int, within_s: float = 30) -> None:
    deadline = time.monotonic() + within_s
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except urllib.error.HTTPError:
            return  # it answers: the yardstick has no such page
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
