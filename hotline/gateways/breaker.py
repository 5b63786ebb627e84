"""Who was silent twice in ten seconds is left alone for half a minute: nobody waits for it in vain."""

import threading
from collections import deque
from collections.abc import Callable

TWICE, WITHIN_S = 2, 10.0
REST_S = 30.0


class Breaker:
    """Says whether a service may be asked. After the rest one question tries; the others wait for how it ends."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: deque[float] = deque(maxlen=TWICE)
        self._rests_until: float | None = None
        self._trying = False

    def lets_through(self) -> bool:
        """Whether to ask now. Who is let through says afterwards how it went."""
        with self._lock:
            now = self._clock()
            if self._rests_until is None:
                return True
            if now < self._rests_until:
                return False
            self._rests_until, self._trying = now + REST_S, True
            return True

    def answered(self) -> None:
        """It is there. What was asked before the rest does not end it."""
        with self._lock:
            if self._trying:
                self._failures.clear()
                self._rests_until, self._trying = None, False

    def failed(self) -> None:
        """It did not answer in time, or could not be reached."""
        with self._lock:
            now = self._clock()
            self._failures.append(now)
            twice = len(self._failures) == TWICE and now - self._failures[0] <= WITHIN_S
            if self._trying or (self._rests_until is None and twice):
                self._rests_until, self._trying = now + REST_S, False
