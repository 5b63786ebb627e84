"""What people notice when one part dies at the worst moment."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil
import psycopg
import pytest
import requests

from hotline.local.carrier.client import Phone
from tests.faults.people import nothing_open
from tests.line import AtDesk, Line

pytestmark = pytest.mark.faults

PARTS = {"public", "public-2", "console", "rings", "worker", "clock", "clock-2", "valkey", "postgres", "carrier"}


def waiting(line: Line, number: str = "+32470123456") -> Phone:
    return line.phone(number).dial().keys("1").keys("1").wait_until("waiting")


def entry(line: Line, desk: AtDesk) -> str:
    return str(line.until(desk.queue)[0]["id"])


@contextmanager
def contact_held(line: Line) -> Iterator[None]:
    """Nobody can write anything about the contact: who tries waits."""
    with psycopg.connect(line.settings["DATABASE_URL"]) as connection:
        connection.execute("select id from contact for no key update")
        yield


@contextmanager
def down(line: Line, process: str) -> Iterator[None]:
    """Killed again as soon as it is back."""
    over = threading.Event()

    def kill() -> None:
        while not over.wait(0.1):
            with suppress(ProcessLookupError):
                line.kill(process)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        over.set()
        killer.join()


def test_a_ringer_that_dies_before_it_notes_the_ring_rings_once(line: Line) -> None:
    amina = line.dispatcher("amina")
    caller = waiting(line)
    place = entry(line, amina)
    with contact_held(line):
        assert amina.accept(place).status_code == 200
        amina.phone.wait_for_ring()
        line.kill("rings")
    line.until(lambda: line.rows("select state from outbox where kind = 'ring'") == [("sent",)], 30)
    rings = [e for e in amina.phone.events() if e["type"] == "state" and e["state"] == "ringing"]
    assert len({ring["call"] for ring in rings}) == 1
    amina.phone.answer()
    caller.wait_until("connected")


def test_a_dispatcher_is_rung_though_redis_is_gone(line: Line) -> None:
    amina = line.dispatcher("amina")
    caller = waiting(line)
    place = entry(line, amina)
    line.kill("valkey")
    assert amina.accept(place).status_code == 200
    amina.phone.answer()
    caller.wait_until("connected")


def test_callers_wait_on_in_the_same_place_while_the_database_is_gone(line: Line) -> None:
    line.network.set(speed=4)
    try:
        amina = line.dispatcher("amina")
        callers = [waiting(line, f"+3247000000{n}") for n in range(3)]
        before = line.until(lambda: len(amina.queue()) == 3 and amina.queue())
        with down(line, "postgres"):
            callers[0].wait_for("Restez en ligne")
        line.until(line.healthy, 30)
        assert [caller.state for caller in callers] == ["waiting"] * 3
        after = line.until(lambda: amina.queue() if amina.me().get("username") else None, 10)
        assert [(e["id"], e["entered_at"]) for e in after] == [(e["id"], e["entered_at"]) for e in before]
        amina.accept(before[0]["id"])
        amina.phone.answer()
        callers[0].wait_until("connected")
    finally:
        line.network.set(speed=12)


def test_a_console_says_that_the_database_is_gone_and_needs_no_new_login(line: Line) -> None:
    amina = line.dispatcher("amina")
    with down(line, "postgres"):
        line.until(lambda: amina.http.get(f"{amina.base}/api/queue", timeout=30).status_code == 503)
        answers = [amina.http.get(f"{amina.base}/api/{what}", timeout=30) for what in ("queue", "me")]
        answers += [amina.post("/api/queue/next/accept"), amina.post("/api/activity", {"activity": "available"})]
    assert {(a.status_code, a.json().get("error")) for a in answers} <= {(503, "database"), (200, None), (409, "empty")}
    line.until(line.healthy, 30)
    assert amina.me()["activity"] == "available"


def test_a_login_survives_the_console(line: Line) -> None:
    amina = line.dispatcher("amina")
    before = line.pid("console")
    line.kill("console")
    line.until(lambda: line.pid("console") != before)
    assert amina.http.get(f"{amina.base}/api/me").json()["username"] == "amina"


def holder(line: Line) -> int:
    """The process whose clock runs: it holds the lock."""
    ports = line.rows(
        "select client_port from pg_locks join pg_stat_activity using (pid)"
        " where locktype = 'advisory' and objid = 7112 and granted"
    )
    found = [c.pid for c in psutil.net_connections("tcp4") if c.laddr and (c.laddr.port,) in ports and c.pid]
    return found[0] if found else 0


def test_when_the_clock_dies_another_takes_over_at_once(line: Line) -> None:
    clocks = {line.pid("clock"), line.pid("clock-2")}
    first = line.until(lambda: holder(line) in clocks and holder(line))
    psutil.Process(first).kill()
    second = line.until(lambda: holder(line) not in (0, first) and holder(line), 5)
    assert second in clocks
    line.rows(
        "insert into outbox (kind, args, state, attempts, made_at, due_at)"
        " values ('ask', '{\"leg\": 0}', 'pending', 0, now(), now()) returning id"
    )
    line.until(lambda: line.rows("select state from outbox where kind = 'ask'") == [("sent",)], 10)


def test_after_an_outage_of_the_phone_network_nobody_is_thought_to_wait_or_talk(line: Line) -> None:
    amina, jan = line.dispatcher("amina"), line.dispatcher("jan")
    caller = waiting(line)
    amina.accept(entry(line, amina))
    amina.phone.answer()
    caller.wait_until("connected")
    waiting(line, "+32470000001")
    line.until(lambda: len(jan.queue()) == 2)
    line.kill("carrier")
    line.until(lambda: nothing_open(line), 40)
    outcomes = line.rows("select outcome, bridged_at is null from contact order by id")
    assert outcomes == [("helped", False), ("abandoned", True)]
    assert amina.me()["activity"] == "wrap_up"
    amina.available()
    caller = waiting(line)
    amina.accept(entry(line, amina))
    amina.phone.answer()
    caller.wait_until("connected")


def test_every_part_was_started_again(line: Line) -> None:
    """The last test of this file: whatever was killed above is back."""
    pids = {path.stem for path in (line.folder / ".local/run").glob("*.pid")}
    assert pids == PARTS
    assert all(psutil.pid_exists(line.pid(part)) for part in PARTS)
    assert all(requests.get(f"{app}/healthz", timeout=30).status_code == 200 for app in (line.public, line.console))
