"""Queues of callers, as the network keeps them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotline.local.carrier.call import Call


@dataclass(eq=False)
class Member:
    call: "Call"
    since: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def waited_s(self) -> int:
        return int((datetime.now(UTC) - self.since).total_seconds())


@dataclass(eq=False)
class Queue:
    """First come, first in line. `most`: further callers are told `queue-full`."""

    sid: str
    name: str
    most: int = 1000
    members: list[Member] = field(default_factory=list)
    left: int = 0  # how many have left, and how long they waited altogether
    left_waited_s: int = 0
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    updated: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def average_s(self) -> int:
        return self.left_waited_s // self.left if self.left else 0

    def join(self, call: "Call") -> Member:
        member = Member(call)
        self.members.append(member)
        call.waiting_in = self.name
        return member

    def leave(self, member: Member) -> None:
        self.members.remove(member)
        member.call.waiting_in = ""
        self.left += 1
        self.left_waited_s += member.waited_s

    def position(self, member: Member) -> int:
        """1 for the next in line."""
        return self.members.index(member) + 1

    def member(self, call_sid: str) -> Member | None:
        """The caller with this CallSid; `Front` is the first in line."""
        if call_sid == "Front":
            return self.members[0] if self.members else None
        return next((member for member in self.members if member.call.sid == call_sid), None)
