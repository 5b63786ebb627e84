"""The whole hotline as real processes, for tests that ring it: `line.phone()`, `line.dispatcher("amina")`."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests
from psycopg import sql

from hotline.local.carrier.client import Network, Phone
from hotline.local.demo import PASSWORD
from hotline.local.ports import free_port

ROOT = Path(__file__).parent.parent
HTTP_S = 30
EMPTIED = (
    "outbox", "sms", "sms_in", "sms_opt_out", "report", "contact", "partner", "shift", "login_session", "login_failure",
)  # fmt: skip


class AtDesk:
    """A dispatcher with a console (its JSON) and a softphone."""

    def __init__(self, line: "Line", name: str) -> None:
        self.base, self.phone, self.http = line.console, line.network.browser(name), requests.Session()
        page = self.http.get(f"{self.base}/login", timeout=HTTP_S).text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token
        form = {"username": name, "password": PASSWORD, "csrf_token": token.group(1)}
        assert self.http.post(f"{self.base}/login", form, timeout=HTTP_S, allow_redirects=False).status_code == 303
        self.headers = {"X-CSRFToken": self.me()["csrf_token"]}

    def me(self) -> dict[str, Any]:
        return dict(self.http.get(f"{self.base}/api/me", timeout=HTTP_S).json())

    def post(self, path: str, body: Any = None) -> requests.Response:
        return self.http.post(f"{self.base}{path}", json=body, headers=self.headers, timeout=HTTP_S)

    def available(self) -> "AtDesk":
        assert self.post("/api/activity", {"activity": "available"}).status_code == 200
        return self

    def queue(self) -> list[dict[str, Any]]:
        return list(self.http.get(f"{self.base}/api/queue", timeout=HTTP_S).json()["entries"])

    def accept(self, entry: str = "next") -> requests.Response:
        return self.post(f"/api/queue/{entry}/accept")


def teams_of_all_hours(folder: Path) -> Path:
    """A house like ours in which every team goes out day and night: what is tested is the same at every hour."""
    house, kept = folder / "house", Path("knowledge_base/teams")
    (house / kept).mkdir(parents=True)
    for path in (*ROOT.iterdir(), *(ROOT / "knowledge_base").iterdir()):
        if path.name[0] != "." and not (house / path.relative_to(ROOT)).exists():
            (house / path.relative_to(ROOT)).symlink_to(path)
    for path in (ROOT / kept).iterdir():
        always = re.sub(r'hours: "[^"]*"', 'hours: "Mo-Su 00:00-24:00"', path.read_text(encoding="utf-8"))
        (house / kept / path.name).write_text(always, encoding="utf-8")
    return house


class Line:
    """`hotline run` in a folder of its own, with the phone network sped up; no assistant unless RASA_URL is given."""

    def __init__(self, folder: Path, speed: float, *options: str, **more: str) -> None:
        self.folder, self.options = folder, options
        settings = ROOT / "hotline/gunicorn_settings.py"
        procfile = (ROOT / "Procfile").read_text().replace("hotline/gunicorn_settings.py", str(settings))
        procfile = procfile.replace("bot: hotline bot\n", "")  # tests/rasa.py runs one for all tests
        (folder / "Procfile").write_text(procfile)
        self.ports = {"PORT": str(free_port()), "CONSOLE_PORT": str(free_port())}
        self.public, self.console = (f"http://127.0.0.1:{port}" for port in self.ports.values())
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        self.environment = {"PATH": path, "HOME": str(folder), "HOTLINE_CARRIER_SPEED": str(speed), **self.ports}
        self.environment |= {"PYTHONPATH": str(teams_of_all_hours(folder)), **more}
        self.log = folder / "log"

    def start(self) -> "Line":
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hotline.cli", "run", *self.options],
                cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            self.until(lambda: "log in as" in self.log.read_text(), 120)
        except AssertionError:
            self.stop()  # what came up half would go on beside the other tests
            raise
        pairs = (row.split("=", 1) for row in (self.folder / ".local/env").read_text().splitlines())
        self.settings = dict(pairs)
        self.network = Network(self.settings["HOTLINE_CARRIER_URL"])
        return self

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(40)

    def until(self, true: Callable[[], Any], timeout: float = 40) -> Any:
        """Wait until something holds; its value. Fails with the end of the log."""
        end = time.monotonic() + timeout
        while not (value := true()):
            over = time.monotonic() > end or self.process.poll() is not None
            assert not over, self.log.read_text()[-4000:]
            time.sleep(0.05)
        return value

    def phone(self, number: str = "+32470123456") -> Phone:
        return self.network.phone(number)

    def dispatcher(self, name: str = "amina") -> AtDesk:
        return AtDesk(self, name).available()

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.settings["DATABASE_URL"]) as connection:
            return connection.execute(query, values).fetchall()

    def pid(self, process: str) -> int:
        return int((self.folder / f".local/run/{process}.pid").read_text().split()[0])

    def kill(self, process: str) -> None:
        """kill -9, as a crash would."""
        os.kill(self.pid(process), signal.SIGKILL)

    def healthy(self) -> bool:
        try:
            answers = [requests.get(f"{app}/healthz", timeout=HTTP_S) for app in (self.public, self.console)]
        except requests.RequestException:
            return False
        return all(answer.status_code == 200 and json.loads(answer.text)["ready"] for answer in answers)


@pytest.fixture(scope="session")
def whole_line() -> Iterator[Line]:
    folder = Path(tempfile.mkdtemp(prefix="line-"))
    folder.chmod(0o755)
    line = Line(folder, speed=50).start()
    yield line
    line.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def line(whole_line: Line) -> Iterator[Line]:
    """The running hotline, with nobody on the line and nobody on duty."""
    whole_line.network.mend()
    whole_line.network.reset()
    with psycopg.connect(whole_line.settings["DATABASE_URL"]) as connection:
        for table in EMPTIED:
            connection.execute(sql.SQL("delete from {}").format(sql.Identifier(table)))
        connection.execute("update dispatcher set activity = 'away', answers_on = 'browser', phone = null, missed = 0")
        connection.execute("update centre set held = 0")  # the holds went with their contacts
    yield whole_line
    assert whole_line.network.warnings() == []
    assert "unforeseen" not in whole_line.log.read_text()
