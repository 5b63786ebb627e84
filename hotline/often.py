"""How often something was asked for lately. Counted in Redis; without it each process counts for itself."""

import time
from collections import Counter

from redis.exceptions import RedisError

from hotline.web import house

REMEMBERED = 10_000  # counts that a process keeps for itself

_own: Counter[str] = Counter()


def wait_s(what: str, most: int, window_s: int) -> int | None:
    """Count it once more. None: it may go on; else after how many seconds. `what` names nobody: ids and hashes only."""
    now = time.time()
    key = f"hotline:{what}:{int(now // window_s)}"
    return None if _count(key, window_s) <= most else int(window_s - now % window_s) + 1


def _count(key: str, window_s: int) -> int:
    try:
        pipe = house().redis.pipeline(transaction=False)
        pipe.incr(key)
        pipe.expire(key, window_s)
        return int(pipe.execute()[0])
    except RedisError:
        if len(_own) > REMEMBERED:
            _own.clear()
        _own[key] += 1
        return _own[key]
