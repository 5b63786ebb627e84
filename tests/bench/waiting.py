"""`bytes_per_waiting_call`: memory that the public app needs for each caller in the queue.

Growth of the worker's resident memory from after a warm-up to when CALLS callers wait, each having heard ROUNDS
rounds of the waiting loop over a connection of their own that stays open (the dearest case), divided by CALLS.
"""

import time
from typing import Any

import gevent

from tests.bench.calls import turn_of
from tests.bench.client import Caller, Connection, p95_ms
from tests.bench.house import House
from tests.bench.steps import warm_up

CALLS = 1000
ROUNDS = 2
EVERY_S = 15.0  # a round lasts as long as the hotline listens for a key


def measure(house: House) -> dict[str, Any]:
    warm_up(house)
    before = house.public.resident()
    callers = [_Waiting(house) for _ in range(CALLS)]
    times: list[float] = []
    for batch in range(0, CALLS, 20):  # they do not ring in the same second
        gevent.joinall([gevent.spawn(one.enters) for one in callers[batch : batch + 20]], raise_error=True)
    lines = [gevent.spawn_later(n * EVERY_S / CALLS, one.listens, times) for n, one in enumerate(callers)]
    gevent.joinall(lines, raise_error=True)
    waiting = house.rows("select count(*) from queue_entry where state = 'waiting'")[0][0]
    after = house.public.resident()
    for one in callers:
        one.leaves()
    return {
        "bytes_per_waiting_call": round((after - before) / CALLS),
        "waiting_calls": waiting,
        "wait_round_p95_ms": p95_ms(times),
        "public_rss_mb": round(after / 1e6, 1),
    }


class _Waiting:
    """Someone in the queue."""

    def __init__(self, house: House) -> None:
        self._caller, self._connection = Caller(house, house.public), Connection(house.public.port)
        self._turn = 0

    def enters(self) -> None:
        for request in (self._caller.rings(), self._caller.presses("1", 0), self._caller.presses("1", 1)):
            answer = self._connection.ask(request)
        self._turn = turn_of(answer)

    def listens(self, times: list[float]) -> None:
        for left in reversed(range(ROUNDS)):
            began = time.perf_counter()
            answer = self._connection.ask(self._caller.waits(self._turn))
            times.append(time.perf_counter() - began)
            self._turn = turn_of(answer)
            if left:
                gevent.sleep(EVERY_S)

    def leaves(self) -> None:
        self._connection.ask(self._caller.hangs_up())
        self._connection.close()
