"""Work that would hold up everyone else on the event loop, done in a thread of its own."""

from collections.abc import Callable
from functools import cache
from typing import TypeVar

from gevent import monkey
from gevent.threadpool import ThreadPool

T = TypeVar("T")


def off_loop(work: Callable[[], T]) -> T:
    """Do it in a real thread while other greenlets go on; without gevent simply do it."""
    if not monkey.is_module_patched("threading"):
        return work()
    result: T = _threads().apply(work)
    return result


@cache
def _threads() -> ThreadPool:
    return ThreadPool(2)  # argon2 wants 19 MB each time
