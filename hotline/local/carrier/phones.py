"""The telephones of people: what rings there, what is heard, and how a phone behaves on its own."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hotline.local.carrier.feed import Feed
from hotline.local.carrier.signals import Answered, Refused

if TYPE_CHECKING:
    from hotline.local.carrier.call import Call
    from hotline.local.carrier.state import Network

VOICEMAIL = "You have reached my voicemail. Please leave a message after the tone."


@dataclass
class Behaviour:
    """What a phone does by itself when it rings. Seconds are real ones.

    `on_ring`: wait (a person answers through the control API), answer, busy, no answer, reject, failed, voicemail.
    """

    on_ring: str = "wait"
    after: float = 0.0
    keys: str = ""
    say: str = ""
    hang_up_after: float | None = None


@dataclass(eq=False)
class Phone:
    """A telephone at an address: a number, or client:name for a browser."""

    network: "Network"
    address: str
    behaviour: Behaviour = field(default_factory=Behaviour)
    texts: str = "delivered"  # what becomes of a text: delivered, undelivered, landline, unknown, silent
    patience: float = 0.0  # given to every call of this phone
    feed: Feed = field(default_factory=Feed)
    calls: list["Call"] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def live(self) -> list["Call"]:
        return [call for call in self.calls if not call.over]

    def add(self, call: "Call") -> None:
        """This phone is one end of the call. Only the last ended calls are remembered."""
        self.calls = [*self.live, call]
        call.patience = call.patience or self.patience

    def ring(self, call: "Call") -> None:
        """Somebody calls this phone."""
        call.tell("state", state="ringing", direction="incoming", peer=call.from_)
        if self.behaviour.on_ring != "wait":
            self.network.beside(lambda: self._react(call, self.behaviour))

    def _react(self, call: "Call", how: Behaviour) -> None:
        self.network.pause(how.after)
        if call.over:
            return
        refusals = {"busy": "busy", "reject": "busy", "no answer": "no-answer", "failed": "failed"}
        if how.on_ring in refusals:
            call.inbox.put(Refused(refusals[how.on_ring]))
            return
        if how.keys:
            call.typed.append(how.keys)
        call.inbox.put(Answered())
        words = VOICEMAIL if how.on_ring == "voicemail" else how.say
        if words:
            call.say(words, patient=True)
        if how.hang_up_after is not None:
            self.network.pause(how.hang_up_after)
            call.hang_up(reason="the person hung up")
