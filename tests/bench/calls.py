"""`ivr_step_p95_ms`: how long callers wait for an answer to a key when 200 of them are on the line.

Each of CALLS callers presses a key 2 to 5 seconds after its prompt, for SECONDS: a language, "again" a few times, a
topic; waits one round in the queue, hangs up and rings again. The time from sending the key to the whole answer,
nearest-rank P95 over all keys. `ivr_calls_to_duty_phone` must be 0: callers whom an overloaded hotline sent there.
"""

import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gevent

from tests.bench.client import Caller, Connection, p95_ms
from tests.bench.house import House, Web
from tests.bench.steps import warm_up

CALLS, SECONDS = 200, 60.0
PAUSE = (2.0, 5.0)  # seconds between a prompt and the key
TURN = re.compile(rb"turn=(\d+)")


class Load:
    """What callers met: seconds that each key took to be answered, and how many were sent to the duty phone."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.lost = 0


def measure(house: House) -> dict[str, Any]:
    warm_up(house)
    load = talk(house, house.public, CALLS, SECONDS, PAUSE)
    times = load.times
    return {
        "ivr_step_p95_ms": p95_ms(times),
        "ivr_step_p50_ms": round(sorted(times)[len(times) // 2] * 1000, 2),
        "ivr_steps_measured": len(times),
        "ivr_calls_to_duty_phone": load.lost,
    }


def talk(house: House, web: Web, calls: int, seconds: float, pause: tuple[float, float]) -> Load:
    """So many callers at once for so long."""
    load, end = Load(), time.monotonic() + seconds
    people = [Person(house, web, end, pause, load, random.Random(n)) for n in range(calls)]
    gevent.joinall([gevent.spawn(one.rings_and_rings) for one in people], raise_error=True)
    return load


@dataclass
class Person:
    """Someone who rings again and again, over one kept connection."""

    house: House
    web: Web
    end: float  # by the monotonic clock
    pause: tuple[float, float]
    load: Load
    chance: random.Random

    def rings_and_rings(self) -> None:
        connection = Connection(self.web.port)
        gevent.sleep(self.chance.uniform(0, 2 * self.pause[1]))
        while time.monotonic() < self.end:
            self._calls(Caller(self.house, self.web), connection)
        connection.close()

    def _calls(self, caller: Caller, connection: Connection) -> None:
        answer = connection.ask(caller.rings())
        for key in _keys(self.chance):
            gevent.sleep(self.chance.uniform(*self.pause))
            if time.monotonic() > self.end:
                break
            if b"<Dial" in answer:
                self.load.lost += 1
                return
            request = caller.presses(key, turn_of(answer))
            began = time.perf_counter()
            answer = connection.ask(request)
            self.load.times.append(time.perf_counter() - began)
        if b"<Enqueue" in answer:
            connection.ask(caller.waits(turn_of(answer)))
        connection.ask(caller.hangs_up())


def _keys(chance: random.Random) -> Iterator[str]:
    yield chance.choice("1234")
    yield from "9" * chance.randint(3, 8)
    yield chance.choice("1234")


def turn_of(answer: bytes) -> int:
    """The turn that the TwiML waits for."""
    found = TURN.search(answer)
    if found is None:
        raise RuntimeError("the answer does not say how to go on")
    return int(found.group(1))
