"""When the database is away or hangs, a caller is connected to the duty phone within two seconds."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
import requests
from click.testing import CliRunner
from lxml import etree
from twilio.request_validator import RequestValidator

from hotline.fallback_command import command
from hotline.local import processes
from hotline.local.ports import free_port
from hotline.local.servers import Postgres, running, wait_until_ready
from hotline.release import upgrade
from tests.parts import ACCOUNT, BASE, CALLER, DUTY_PHONE, NUMBER, TOKEN
from tests.voice.judge import judge

ROOT = Path(__file__).parents[2]
IN_TIME_S = 2.0


def environment(database_url: str, redis_url: str) -> dict[str, str]:
    return {
        "HOTLINE_PUBLIC_URL": BASE,
        "HOTLINE_SECRET_KEY": "k" * 40,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_KEY_SID": "SK" + "0" * 32,
        "TWILIO_API_KEY_SECRET": "s" * 32,
        "HOTLINE_NUMBER": NUMBER,
        "HOTLINE_CALLER_ID": "+3222000000",
        "HOTLINE_SMS_NUMBER": "+32460000000",
        "HOTLINE_DUTY_PHONE": DUTY_PHONE,
    }


class Caller:
    """Twilio's side of one call to a running public app."""

    def __init__(self, port: int) -> None:
        self.port = port

    def post(self, path: str, call: str = "CA1", **params: str) -> tuple[requests.Response, float]:
        """One webhook; the answer, and after how many seconds it came."""
        form = {"CallSid": call, "AccountSid": ACCOUNT, "From": CALLER, "To": NUMBER, "Direction": "inbound", **params}
        headers = {"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(BASE + path, form)}
        start = time.monotonic()
        answer = requests.post(f"http://127.0.0.1:{self.port}{path}", form, headers=headers, timeout=20)
        return answer, time.monotonic() - start

    def is_answered(self) -> bool:
        try:
            return b"/voice/step" in self.post("/voice/incoming")[0].content
        except requests.RequestException:
            return False


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A database of its own, to be stopped and frozen."""
    folder = tmp_path_factory.mktemp("away")
    for parent in (folder, *folder.parents[:2]):
        parent.chmod(0o755)
    server = Postgres(f"postgresql://hotline:test@127.0.0.1:{free_port()}/hotline", folder / "postgres")
    with running(server, quiet=True):
        upgrade(server.url)
        yield server


@pytest.fixture(scope="module")
def caller(postgres: Postgres, redis_url: str) -> Iterator[Caller]:
    port = free_port()
    words = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "hotline/gunicorn_settings.py",
        'hotline:create_app("public")',
    ]
    env = {**os.environ, **environment(postgres.url, redis_url), "PORT": str(port), "HOTLINE_BIND": "127.0.0.1"}
    process = subprocess.Popen(words, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    person = Caller(port)
    try:
        until(person.is_answered, 60)
        yield person
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def until(true: object, timeout: float = 40) -> None:
    end = time.monotonic() + timeout
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.1)


def reaches_the_duty_phone(answer: requests.Response) -> bool:
    root = etree.fromstring(answer.content)
    return answer.status_code == 200 and judge()(answer.content) == [] and root.findtext("Dial") == DUTY_PHONE


def everyone_reaches_the_duty_phone(caller: Caller, *, waited_for: int = 0) -> None:
    """At every step, in time, all at once; who waits holds on for a while first, `waited_for` rounds of it already."""
    judge()  # read once, before several ask for it
    with ThreadPoolExecutor() as people:
        steps = ("/voice/incoming", "/voice/step?turn=0", "/voice/queued?turn=1")
        each = [people.submit(_is_put_through, caller, path) for path in steps]
        each.append(people.submit(_waits_and_leaves, caller, f"/voice/wait?turn=1&tries={waited_for}"))
    for one in each:
        one.result()


def _is_put_through(caller: Caller, path: str) -> None:
    answer, took = caller.post(path, Digits="1")
    assert reaches_the_duty_phone(answer), path
    assert took < IN_TIME_S, path


def _waits_and_leaves(caller: Caller, path: str) -> None:
    for _ in range(20):
        answer, took = caller.post(path)
        assert took < IN_TIME_S
        assert judge()(answer.content) == []
        root = etree.fromstring(answer.content)
        assert {child.tag for child in root} <= {"Say", "Play", "Pause", "Gather", "Redirect", "Leave"}
        if root.find("Leave") is not None:
            return
        path = (root.findtext("Redirect") or "").removeprefix(BASE)
    raise AssertionError("a caller waits for ever")


def frozen(postgres: Postgres) -> list[int]:
    """Every process of the server, the first one last."""
    first = int((postgres.folder / "data/postmaster.pid").read_text().split()[0])
    return [*(child.pid for child in psutil.Process(first).children(recursive=True)), first]


def test_a_caller_meets_a_database_that_hangs_and_reaches_the_duty_phone_in_time(
    postgres: Postgres, caller: Caller
) -> None:
    pids = frozen(postgres)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        everyone_reaches_the_duty_phone(caller, waited_for=4)  # each round takes its time
    finally:
        for pid in reversed(pids):
            os.kill(pid, signal.SIGCONT)
    until(caller.is_answered)


def test_a_caller_meets_no_database_and_reaches_the_duty_phone_in_time(postgres: Postgres, caller: Caller) -> None:
    processes_before = frozen(postgres)
    os.kill(processes_before[-1], signal.SIGINT)  # a fast shutdown
    until(lambda: not postgres.answers())
    everyone_reaches_the_duty_phone(caller)
    answer, took = caller.post("/voice/status", CallStatus="completed")
    assert answer.status_code == 200
    assert took < IN_TIME_S

    until(lambda: not (postgres.folder / "data/postmaster.pid").exists())
    back = processes.start(postgres.command(), output=subprocess.DEVNULL)
    try:
        wait_until_ready(postgres, back)
        until(caller.is_answered)
    finally:
        processes.stop([back], postgres.stop_signal, within_s=30)


def test_a_stranger_is_refused_while_the_database_is_away(caller: Caller) -> None:
    answer = requests.post(f"http://127.0.0.1:{caller.port}/voice/incoming", {"CallSid": "CA1"}, timeout=30)
    assert (answer.status_code, answer.content) == (403, b"")


def test_the_exported_fallback_dials_the_duty_phone_and_asks_nothing_of_us(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment("postgresql://nowhere", "redis://nowhere").items():
        monkeypatch.setenv(name, value)
    result = CliRunner().invoke(command, ["export"])
    assert result.exit_code == 0
    assert judge()(result.stdout) == []
    root = etree.fromstring(result.stdout.encode())
    assert root.findtext("Dial") == DUTY_PHONE
    assert BASE not in result.stdout
    assert "112" in result.stdout
