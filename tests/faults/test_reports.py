"""The coldest night on real processes: reports come in while workers and Valkey are killed, and none is lost."""

import random
import threading
import time
from datetime import timedelta
from hashlib import sha256
from typing import Any

import psutil
import pytest
import requests

from tests.faults.people import NONE
from tests.line import HTTP_S, Line

pytestmark = pytest.mark.faults

REPORTS, PARTNERS = 417, 8  # a key may report sixty times a minute
IN_TIME = timedelta(minutes=2)
PLACES = (
    "gare du Midi",
    "place Flagey",
    "gare Centrale",
    "Bourse",
    "parvis de Saint-Gilles",
    "métro Clemenceau",
    "là-bas",
)


def give_keys(line: Line) -> list[str]:
    """Partners with a key each."""
    keys = []
    for nth in range(PARTNERS):
        key = f"hlw_{nth}{'k' * 40}"
        [(partner,)] = line.rows(
            "insert into partner (name, kind, active, created_at) values (%s, 'station', true, now()) returning id",
            f"Station {nth}",
        )
        line.rows(
            "insert into partner_key (partner_id, key_hash, made_at) values (%s, %s, now())"
            " on conflict do nothing returning id",
            partner, sha256(key.encode()).digest(),
        )  # fmt: skip
        keys.append(key)
    return keys


class Passers:
    """Programs of partners: each sends until it has a code, as a good one does."""

    def __init__(self, line: Line, keys: list[str]) -> None:
        self.line, self.keys, self.codes = line, keys, dict[str, str]()

    def report(self, nth: int) -> None:
        chance = random.Random(nth)
        body = {
            "share_consent": True,
            "place": chance.choice(PLACES),
            "people_count": chance.choice((1, 2)),
            "condition": chance.choice(("cold", "asleep", "awake")),
        }
        end = time.monotonic() + 120
        while str(nth) not in self.codes and time.monotonic() < end:
            if (code := self._send(nth, body)) is not None:
                self.codes[str(nth)] = code
            else:
                time.sleep(0.2)

    def _send(self, nth: int, body: dict[str, Any]) -> str | None:
        headers = {"Authorization": f"Bearer {self.keys[nth % len(self.keys)]}", "Idempotency-Key": f"night {nth}"}
        try:
            answer = requests.post(f"{self.line.public}/api/v1/reports", json=body, headers=headers, timeout=HTTP_S)
        except requests.RequestException:
            return None
        return answer.json()["code"] if answer.status_code == 201 else None


def kill(line: Line, process: str) -> None:
    """The process and its children, at once."""
    try:
        parent = psutil.Process(line.pid(process))
        for one in [*parent.children(), parent]:
            one.kill()
    except (psutil.NoSuchProcess, OSError):
        pass  # it is just being started anew


def test_workers_and_valkey_die_in_the_coldest_night_and_no_report_is_lost(line: Line) -> None:
    passers = Passers(line, give_keys(line))
    turns = iter(range(REPORTS))
    lock = threading.Lock()

    def walk() -> None:
        while True:
            with lock:
                nth = next(turns, None)
            if nth is None:
                return
            passers.report(nth)

    crowd = [threading.Thread(target=walk) for _ in range(4)]
    for one in crowd:
        one.start()
    for process in ("worker", "valkey", "worker", "rings", "valkey", "worker"):
        time.sleep(2)
        kill(line, process)
    for one in crowd:
        one.join()
    assert len(passers.codes) == REPORTS
    assert len(set(passers.codes.values())) == REPORTS
    assert line.rows("select count(*) from report") == [(REPORTS,)]
    line.until(lambda: not line.rows("select 1 from outbox where kind = 'ask_team' and state <> 'sent'"), 100)
    cared = line.rows(
        "select r.id, min(e.at) - r.made_at from report r left join report_event e"
        " on e.report_id = r.id and e.kind in ('team_asked', 'to_a_person') group by r.id"
    )
    assert [report for report, after in cared if after is None or after > IN_TIME] == []
    told = line.rows("select max(done_at - made_at) from outbox where kind = 'ask_team'")[0][0]
    assert NONE < told < IN_TIME
    line.until(lambda: len(line.rows("select 1 from sms where purpose = 'team'")) == _asked(line), 60)


def _asked(line: Line) -> int:
    return len(line.rows("select 1 from report_event where kind = 'team_asked'"))
