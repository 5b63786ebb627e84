"""The one Redis subscriber of a process, which wakes every open stream. While Redis is down it says so."""

import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from redis import Redis
from redis.exceptions import RedisError

from hotline.gateways.live import CHANNEL

log = structlog.get_logger()

Wake = queue.Queue[str]  # what happened: "queue", a talk's id, or "" when the state of the connection changed


class Listener:
    """Listens to Redis from the first stream on, in a thread (under gevent, a greenlet)."""

    def __init__(self, url: str, channel: str = CHANNEL) -> None:
        self.up = False
        self._url, self._channel = url, channel
        self._open: dict[Wake, str] = {}
        self._lock = threading.Lock()
        self._known = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def listening(self, about: str = "") -> Iterator[Wake]:
        """A queue of what happens from now on, `about` one thing only where it is given.

        A reader who is slow misses repeats, never the last.
        """
        wake: Wake = queue.Queue(maxsize=4)
        with self._lock:
            self._open[wake] = about
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="listener", daemon=True)
                self._thread.start()
        self._known.wait(1.5)
        try:
            yield wake
        finally:
            self._open.pop(wake, None)

    def readers(self, about: str) -> int:
        """How many streams are open about this one thing."""
        return list(self._open.values()).count(about)

    def _run(self) -> None:
        while True:
            try:
                self._listen()
            except (RedisError, OSError) as error:
                if self.up:
                    log.warning("redis is silent; streams ask by themselves", error=type(error).__name__)
            self._is(up=False)
            time.sleep(1)

    def _listen(self) -> None:
        with (
            Redis.from_url(self._url, socket_connect_timeout=1, health_check_interval=5) as redis,
            redis.pubsub(ignore_subscribe_messages=True) as subscription,
        ):
            subscription.subscribe(self._channel)
            self._is(up=True)
            while True:
                message = subscription.get_message(timeout=5.0)
                if message is not None:
                    self._tell(message["data"].decode("ascii", "replace"))

    def _is(self, *, up: bool) -> None:
        changed, self.up = self.up != up, up
        self._known.set()
        if changed:
            self._tell("")

    def _tell(self, what: str) -> None:
        for wake, about in list(self._open.items()):
            if what and about and what != about:
                continue
            try:
                wake.put_nowait(what)
            except queue.Full:
                continue  # it has not read the earlier ones yet: they say the same
