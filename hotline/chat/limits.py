"""How much is too much: generous for a day centre behind one address, too little to keep the line busy by machine.

Counted in Redis; without it each process counts for itself, so that the chat works all the same.
"""

import time
from collections import Counter

from redis.exceptions import RedisError

from hotline import sender
from hotline.core.conversation import hashed
from hotline.web import house

BEGIN_MOST, BEGIN_WINDOW_S = 40, 600  # new conversations from one address
WRITE_MOST, WRITE_WINDOW_S = 60, 60  # messages in one conversation
REMEMBERED = 10_000  # counts that a process keeps for itself

_own: Counter[str] = Counter()


def begin_wait_s() -> int | None:
    """None: another conversation may begin from this address; else after how many seconds."""
    where = house().vault.hash(sender.connection()).hex()[:32]
    return _wait_s(f"begin:{where}", BEGIN_MOST, BEGIN_WINDOW_S)


def write_wait_s(token: str) -> int | None:
    """The same for one more message of whoever has this token. Asked before a transaction is open."""
    return _wait_s(f"write:{hashed(token).hex()[:32]}", WRITE_MOST, WRITE_WINDOW_S)


def _wait_s(what: str, most: int, window_s: int) -> int | None:
    now = time.time()
    key = f"hotline:chat:{what}:{int(now // window_s)}"
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
