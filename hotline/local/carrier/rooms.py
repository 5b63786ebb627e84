"""Where voices meet: two people in a plain connection, or several in a conference."""

from typing import TYPE_CHECKING, Protocol

from hotline.local.carrier.signals import Changed, Interrupt, Over, Said, Signal, Started

if TYPE_CHECKING:
    from hotline.local.carrier.call import Call


class Room(Protocol):
    """What a call needs from the conversation it is in."""

    def hear(self, speaker: "Call", words: str) -> None: ...

    def leave(self, call: "Call", reason: str) -> None: ...


class Bridge:
    """Two calls that hear each other until one of them leaves."""

    def __init__(self, first: "Call", second: "Call") -> None:
        self.calls = [first, second]
        for call, other in ((first, second), (second, first)):
            call.room = self
            call.tell("state", state="connected", peer=other.from_ if other.parent is None else other.to)
        speak_up(first)
        speak_up(second)

    def hear(self, speaker: "Call", words: str) -> None:
        for call in self.calls:
            if call is not speaker:
                call.tell("voice", text=words, who=speaker.phone.address)

    def leave(self, call: "Call", reason: str) -> None:
        if call not in self.calls:
            return
        self.calls.remove(call)
        out_of(self, call)
        for other in list(self.calls):
            self.calls.remove(other)
            other.room = None
            other.inbox.put(Over(self, reason))


def speak_up(call: "Call") -> None:
    """A patient person's kept words are said now: somebody is there."""
    while call.room and call.typed and isinstance(said := call.typed[0], Said):
        call.typed.popleft()
        call.room.hear(call, said.words)


def out_of(room: object, call: "Call") -> None:
    """The call no longer hears of this room."""

    def stale(signal: Signal | Interrupt) -> bool:
        return isinstance(signal, Started | Changed | Over) and signal.room is room

    call.room = None
    call.forget(stale)
