"""What can happen to a call while it is busy with something else: each comes through the call's inbox."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hotline.local.carrier.twiml import Source

if TYPE_CHECKING:
    from hotline.local.carrier.call import Call


@dataclass(frozen=True)
class Pressed:
    key: str


@dataclass(frozen=True)
class Said:
    words: str
    confidence: float | None = 0.9


@dataclass(frozen=True)
class Silent:
    """The person lets it be known that nothing will come: no need to wait any longer."""


@dataclass(frozen=True)
class Ready:
    """A patient person has one more answer ready, among those kept."""


@dataclass(frozen=True)
class Answered:
    """The phone that rang was taken up."""


@dataclass(frozen=True)
class Refused:
    """The phone that rang will not be taken up: busy, no-answer, failed."""

    status: str


@dataclass(frozen=True)
class Fetched:
    """A webhook was answered (or failed with an exception)."""

    token: object
    result: Any


@dataclass(frozen=True)
class LegAnswered:
    leg: "Call"


@dataclass(frozen=True)
class LegEnded:
    leg: "Call"


class HungUp(Exception):
    """The connection is gone."""


class Moved(Exception):
    """A REST request gave the call something else to do."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source


class Started(Exception):
    """The conference one waits for has begun."""

    def __init__(self, room: object) -> None:
        super().__init__()
        self.room = room


class Changed(Exception):
    """One was put on hold, or brought back from it."""

    def __init__(self, room: object) -> None:
        super().__init__()
        self.room = room


class Over(Exception):
    """The conversation has ended, and the call goes on with the next verb."""

    def __init__(self, room: object, reason: str) -> None:
        super().__init__()
        self.room, self.reason = room, reason


Signal = Pressed | Said | Silent | Ready | Answered | Refused | Fetched | LegAnswered | LegEnded
Interrupt = HungUp | Moved | Started | Changed | Over
