"""A list of things that happened, which others can wait on."""

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from gevent.event import Event

Item = dict[str, Any]


class Feed:
    """The last `keep` items, each with an `id` that counts up and the time `at`."""

    def __init__(self, keep: int = 500) -> None:
        self.last = 0
        self._items: deque[Item] = deque(maxlen=keep)
        self._news = Event()

    def add(self, **item: Any) -> Item:
        self.last += 1
        item = {"id": self.last, "at": datetime.now(UTC).isoformat(timespec="milliseconds"), **item}
        self._items.append(item)
        self.wake()
        return item

    def wake(self) -> None:
        news, self._news = self._news, Event()
        news.set()

    def after(self, last: int, wait_s: float = 0) -> list[Item]:
        """Items newer than `last`; when there are none, the first that come within `wait_s` seconds."""
        if self.last <= last and wait_s > 0:
            self._news.wait(wait_s)
        return [item for item in self._items if item["id"] > last]

    def follow(self, last: int, quiet_s: float = 15) -> Iterator[Item | None]:
        """Every item from `last` on, without end; None after each `quiet_s` seconds without news."""
        while True:
            items = self.after(last, quiet_s)
            yield from items if items else (None,)
            last = items[-1]["id"] if items else last
