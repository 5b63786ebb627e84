"""One phone connection: its state, what it is told, and what its person hears."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from time import monotonic
from typing import TYPE_CHECKING, Any

from gevent.queue import Empty, Queue

from hotline.local.carrier.signals import Fetched, HungUp, Interrupt, Moved, Pressed, Ready, Said, Signal, Silent
from hotline.local.carrier.twiml import Source

if TYPE_CHECKING:
    from hotline.local.carrier.phones import Phone
    from hotline.local.carrier.rooms import Room
    from hotline.local.carrier.state import Network

FINAL = {"completed", "busy", "failed", "no-answer", "canceled"}
PLACES = [f"{end}{part}" for end in ("From", "To", "Caller", "Called") for part in ("City", "State", "Zip")]


@dataclass(frozen=True)
class Callback:
    """Who is told when the state of a call changes, and of which changes."""

    url: str
    events: frozenset[str] = frozenset({"completed"})
    method: str = "POST"


@dataclass(eq=False)
class Call:
    """`direction`: inbound, outbound-api or outbound-dial. `phone` is the telephone of the person at the other end."""

    network: "Network"
    sid: str
    from_: str
    to: str
    direction: str
    phone: "Phone"
    parent: "Call | None" = None
    status: str = "queued"
    callback: Callback | None = None
    fallback: str = ""
    base: str = ""  # relative addresses in a document are completed with this one
    listening: str = ""  # "dtmf", "speech" or both, while a Gather or Record is on
    patience: float = 0.0  # real seconds a person is waited for, however fast the network's clock goes
    script: deque[dict[str, Any]] = field(default_factory=deque)
    room: "Room | None" = None
    waiting_in: str = ""  # the name of the queue
    independent: bool = False  # a dialled call that was moved: no longer ends with the one that dialled it
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    answered: datetime | None = None
    ended: datetime | None = None
    inbox: "Queue[Signal | Interrupt]" = field(default_factory=Queue)
    typed: deque[str | Said | Silent] = field(default_factory=deque)  # kept until somebody listens
    sequence: int = 0

    @property
    def over(self) -> bool:
        return self.status in FINAL

    @property
    def duration(self) -> int:
        """Whole seconds between answer and end (or now); 0 when nobody answered."""
        if self.answered is None:
            return 0
        return round(((self.ended or datetime.now(UTC)) - self.answered).total_seconds())

    # What the call's own greenlet does

    def wait(self, seconds: float | None = None) -> Signal | None:
        """The next signal, or None after `seconds`. Raises HungUp, Moved, Started or Over when these come."""
        try:
            signal = self.inbox.get(timeout=None if seconds is None else max(seconds, 0))
        except Empty:
            return None
        if isinstance(signal, Exception):
            raise signal
        return signal

    def sleep(self, seconds: float) -> None:
        """Let time of the call pass. Keys and words in the meantime are lost, as on a real line."""
        until = monotonic() + seconds / self.network.config.speed
        while (left := until - monotonic()) > 0:
            self.wait(left)

    def do(self, work: Callable[[], Any]) -> Any:
        """The result of `work` (or its exception), done beside the call so that a hang-up ends the wait at once."""
        token = object()

        def run() -> None:
            try:
                result = work()
            except Exception as error:
                result = error
            self.inbox.put(Fetched(token, result))

        self.network.beside(run)
        while True:
            signal = self.wait()
            if isinstance(signal, Fetched) and signal.token is token:
                if isinstance(signal.result, Exception):
                    raise signal.result
                return signal.result

    def forget(self, stale: Callable[[Signal | Interrupt], bool]) -> None:
        """Take what no longer means anything out of the inbox."""
        kept = [signal for signal in self._drain() if not stale(signal)]
        for signal in kept:
            self.inbox.put(signal)

    def _drain(self) -> list[Signal | Interrupt]:
        signals = []
        while not self.inbox.empty():
            signals.append(self.inbox.get_nowait())
        return signals

    # What others do to it

    def take_up(self) -> None:
        """From ringing to talking."""
        if self.answered or self.over:
            return
        self.answered, self.status = datetime.now(UTC), "in-progress"
        self.tell("state", state="talking")
        self.report("answered")

    def hang_up(self, status: str = "completed", reason: str = "") -> None:
        """End the connection. The first end counts."""
        if self.over:
            return
        self.status, self.ended = status, datetime.now(UTC)
        self.tell("state", state="ended", status=status, reason=reason)
        if self.room:
            self.room.leave(self, "participant_hung_up")
        self.report("completed")
        self.inbox.put(HungUp())
        self.network.finished(self)

    def move(self, source: Source) -> None:
        self.inbox.put(Moved(source))

    def press(self, keys: str, patient: bool = False) -> None:
        """The person presses keys. `patient`: they wait with it until somebody listens."""
        self.tell("pressed", digits=keys)
        if patient:
            self.keep(keys)
            return
        for key in keys:
            self.inbox.put(Pressed(key))

    def say(self, words: str, confidence: float | None = 0.9, patient: bool = False) -> None:
        """The person speaks: to the hotline when it listens, and to everyone in the same conversation."""
        self.tell("said", text=words)
        if self.room:
            self.room.hear(self, words)
        elif patient:
            self.keep(Said(words, confidence))
        else:
            self.inbox.put(Said(words, confidence))

    def be_silent(self) -> None:
        self.keep(Silent())

    def keep(self, answer: str | Said | Silent) -> None:
        """Have an answer ready for whoever listens, now or next: it reaches one question, never a document's gap."""
        self.typed.append(answer)
        if self.listening:
            self.inbox.put(Ready())

    # What is told of it

    def tell(self, event: str, /, **what: Any) -> None:
        """Something the person at this end hears or sees."""
        self.phone.feed.add(call=self.sid, type=event, **what)

    def report(self, event: str) -> None:
        """A status callback, for those who asked for this event."""
        callback = self.callback
        if callback is None or event not in callback.events:
            return
        number, self.sequence = self.sequence, self.sequence + 1
        extra = {
            "Timestamp": format_datetime(datetime.now(UTC)),
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(number),
        }
        if self.over:
            extra |= {"CallDuration": str(self.duration), "Duration": str(math.ceil(self.duration / 60))}
        params = self.params() | extra
        params.pop("CallToken", None)
        if event == "initiated":
            params["CallStatus"] = "initiated"
        self.network.notify(callback.url, params, callback.method, self.sid)

    def params(self) -> dict[str, str]:
        """The form fields that every request about this call carries."""
        params = {
            "CallSid": self.sid,
            "AccountSid": self.network.config.account_sid,
            "From": self.from_,
            "To": self.to,
            "Caller": self.from_,
            "Called": self.to,
            "CallStatus": self.status,
            "ApiVersion": "2010-04-01",
            "Direction": self.direction,
        }
        if self.direction == "inbound":
            params["CallToken"] = '{"parentCallInfoToken":"opaque"}'
        if self.parent:
            params["ParentCallSid"] = self.parent.sid
        if not self.to.startswith("client:"):
            params |= dict.fromkeys(PLACES, "")
            params |= dict.fromkeys(("FromCountry", "ToCountry", "CallerCountry", "CalledCountry"), "BE")
        return params
