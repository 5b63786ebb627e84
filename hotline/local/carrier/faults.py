"""A bad network on request: requests that are lost, doubled, late or out of order."""

from dataclasses import dataclass, field
from itertools import count
from random import Random

from gevent.event import Event

_ids = count(1)


@dataclass
class Fault:
    """What happens to webhooks whose URL contains `match`; to REST requests too, if it names a part of their path.

    `kind`: drop (never arrives), lose (arrives, its answer does not), duplicate (`copies` at the same moment),
    delay (`seconds` late), reorder (a callback waits until the next one has gone, at most `seconds`).
    `times`: how many requests are hit, None for all; `share`: which part of them.
    """

    kind: str
    match: str = ""
    times: int | None = None
    share: float = 1.0
    copies: int = 2
    seconds: float = 1.0
    id: int = field(default_factory=lambda: next(_ids))


class Faults:
    """The faults that are on at the moment."""

    def __init__(self, seed: int = 1) -> None:
        self.active: list[Fault] = []
        self._dice = Random(seed)  # noqa: S311  # repeatable tests, not a secret
        self._mended = Event()

    def hit(self, url: str, *, only_named: bool = False) -> dict[str, Fault]:
        """The faults that this request meets, by kind; each use counts. `only_named`: none that is for all URLs."""
        met: dict[str, Fault] = {}
        for fault in list(self.active):
            if fault.kind in met or fault.match not in url or (only_named and not fault.match):
                continue
            if self._dice.random() >= fault.share:
                continue
            met[fault.kind] = fault
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.active.remove(fault)
        return met

    def delay(self, fault: Fault) -> None:
        """Hold a request up for its real seconds, or until the network is mended."""
        self._mended.wait(fault.seconds)

    def mend(self) -> None:
        """A good network from now on; what was held up comes at once."""
        self.active.clear()
        mended, self._mended = self._mended, Event()
        mended.set()
