"""`ivr_step_ratio`: complete IVR steps a second, as a share of what a bare Flask route does on the same server.

A step is what a pressed key costs: signature check, row lock, the changed visit committed durably, TwiML. Every
measured step changes its row: callers at the main menu press 9 (hear it again), at most ten times each, so that
the flow's limit of unhelpful answers is not reached. Both are asked by the same client with the same bytes,
in turns; the ratio is that of the medians.
"""

from statistics import median
from typing import Any

from tests.bench.client import Caller, volley
from tests.bench.house import BARE, House, Web

CONNECTIONS = 16  # at once
CALLERS = 120  # a round
KEYS = 10  # a caller
ROUNDS = 5


def measure(house: House) -> dict[str, Any]:
    bare = house.web(BARE)
    _durable(house)
    warm_up(house)
    rounds = [_round(house, bare) for _ in range(ROUNDS)]
    step, plain = (median(one[name] for one in rounds) for name in ("step_per_s", "bare_per_s"))
    return {
        "ivr_step_ratio": round(step / plain, 3),
        "ivr_steps_per_s": step,
        "bare_per_s": plain,
        "ivr_step_rounds": rounds,
    }


def _round(house: House, bare: Web) -> dict[str, float]:
    callers = [Caller(house, house.public) for _ in range(CALLERS)]
    volley(house.public.port, [[c.rings(), c.presses("1", 0)] for c in callers], CONNECTIONS)
    chains = [[c.presses("9", turn) for turn in range(1, KEYS + 1)] for c in callers]
    turns, fsyncs = _turns(house), _fsyncs(house)
    cpu = house.public.cpu_s()
    took, _ = volley(house.public.port, chains, CONNECTIONS)
    cpu = house.public.cpu_s() - cpu
    steps = CALLERS * KEYS
    written = _turns(house) - turns
    if written != steps:
        raise RuntimeError(f"{steps} steps were asked, {written} are in the database")
    listener = Caller(house, bare)
    bare_cpu = bare.cpu_s()
    bare_took, _ = volley(bare.port, [[listener.listens()] * KEYS] * CALLERS, CONNECTIONS)
    bare_cpu = bare.cpu_s() - bare_cpu
    return {
        "step_per_s": round(steps / took, 1),
        "bare_per_s": round(steps / bare_took, 1),
        "step_cpu_ms": round(cpu / steps * 1000, 3),
        "bare_cpu_ms": round(bare_cpu / steps * 1000, 3),
        "wal_fsyncs": _fsyncs(house) - fsyncs,
    }


def warm_up(house: House) -> None:
    """What happens once in the life of a process: connections, compiled statements."""
    for connections in (1, CONNECTIONS):
        callers = [Caller(house, house.public) for _ in range(CALLERS // 3)]
        volley(house.public.port, [[c.rings(), c.presses("1", 0), c.presses("9", 1)] for c in callers], connections)


def _durable(house: House) -> None:
    """Raises when a commit would not be on the disk."""
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        if house.rows(f"show {name}") != [("on",)]:
            raise RuntimeError(f"{name} is off")


def _turns(house: House) -> int:
    """Answers heard so far, over all callers: each step that was really stored adds one."""
    return int(str(house.rows("select coalesce(sum((visit->>'turn')::int), 0) from call_leg")[0][0]))


def _fsyncs(house: House) -> int:
    return int(str(house.rows("select coalesce(sum(fsyncs), 0) from pg_stat_io where object = 'wal'")[0][0]))
