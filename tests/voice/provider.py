"""The phone network as our webhooks and REST requests meet it: every step is taken when a test says so.

Calls carry out our documents; a conference ends with whoever ends it; what we are told waits in `mail`, to be delivered
in any order, late or twice. Facts: docs/phone-network.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from twilio.base.exceptions import TwilioRestException

from tests.parts import ACCOUNT, BASE, CALLER, CALLER_ID, NUMBER, Twilio

Form = dict[str, str]


@dataclass(eq=False)
class Call:
    """One phone connection. It asks for a document, carries one out, or rests in a question, a queue or a room."""

    sid: str
    to: str
    inbound: bool
    status: str
    url: str  # asked when it is answered
    status_url: str
    asks: tuple[str, Form] | None = None
    verbs: list[Element] = field(default_factory=list)
    question: Element | None = None
    line: Element | None = None  # the Enqueue it waits in
    dial: Element | None = None
    room: "Room | None" = None
    ended_by: str = ""

    @property
    def over(self) -> bool:
        return self.status not in ("ringing", "in-progress")

    def form(self, **more: str) -> Form:
        ends = (CALLER, NUMBER, "inbound") if self.inbound else (CALLER_ID, self.to, "outbound-api")
        usual = {"CallSid": self.sid, "AccountSid": ACCOUNT, "CallStatus": self.status}
        return usual | dict(zip(("From", "To", "Direction"), ends, strict=True)) | more


@dataclass(eq=False)
class Room:
    """A conference. `ends`: whose leaving ends it."""

    sid: str
    name: str
    told: str
    begun: bool = False
    ends: dict[Call, bool] = field(default_factory=dict)


class Provider:
    def __init__(self, twilio: Twilio) -> None:
        self.twilio = twilio
        self.calls: dict[str, Call] = {}
        self.rooms: dict[str, Room] = {}
        self.mail: list[tuple[str, Form]] = []
        self.meanwhile: Callable[[], None] = lambda: None  # what happens before the next REST request
        self.numbers = count(1)

    # What people do

    def calls_us(self) -> Call:
        call = self._new("", inbound=True, status="in-progress", url="/voice/incoming", told="/voice/status")
        call.asks = ("/voice/incoming", {})
        return call

    def answers(self, call: Call) -> None:
        self._turn(call, "in-progress")
        call.asks = (call.url, {})

    def presses(self, call: Call, key: str | None) -> None:
        """A key at a question, or silence."""
        question, call.question = call.question, None
        assert question is not None
        if key or question.get("actionOnEmptyResult") == "true":
            call.asks, call.verbs = (question.attrib["action"], {"Digits": key} if key else {}), []

    def waits(self, call: Call, key: str | None = None) -> None:
        """One round of the waiting loop."""
        assert call.line is not None
        verbs = self._document(call, call.line.attrib["waitUrl"], {"Digits": key} if key else {})
        assert {verb.tag for verb in verbs} in ({"Leave"}, {"Gather", "Redirect"})
        if verbs[0].tag == "Leave":
            call.asks, call.line = (call.line.attrib["action"], {"QueueResult": "leave"}), None

    def hangs_up(self, call: Call, status: str = "completed", by: str = "person") -> None:
        if call.over:
            return
        call.ended_by, room, dial = by, call.room, call.dial
        call.status = status
        if call.line is not None:
            self._tell(call.line.attrib["action"], call.form(QueueResult="hangup"))
        if room is not None:
            self._out(room, call)
            if dial is not None and "action" in dial.attrib:
                self._tell(dial.attrib["action"], call.form(DialCallStatus="answered"))
        self._rest(call)
        self._turn(call, status)

    # What the network does

    def goes_on(self, call: Call, copies: int = 1) -> None:
        """Ask for the next document, or carry out the one that came."""
        if call.asks is not None:
            url, form = call.asks
            for _ in range(copies):
                call.verbs = self._document(call, url, form)
            call.asks = None
            return
        while call.verbs and not call.over:
            if self._rests_in(call, call.verbs.pop(0)):
                return
        self.hangs_up(call, by="us")

    def busy(self) -> list[Call]:
        """Calls that have something to do."""
        live = [one for one in self.calls.values() if one.status == "in-progress"]
        return [one for one in live if one.question is None and one.line is None and one.room is None]

    def deliver(self, number: int, copies: int = 1) -> None:
        url, form = self.mail.pop(number % len(self.mail))
        for _ in range(copies):
            self._post(url, form)

    def _rests_in(self, call: Call, verb: Element) -> bool:
        """Carry out one verb. True when the call stays in it."""
        match verb.tag:
            case "Gather":
                call.question = verb
            case "Redirect":
                call.asks, call.verbs = (verb.text or "", {}), []
            case "Enqueue":
                call.line = verb
            case "Dial":
                self._joins(call, verb)
            case "Hangup":
                self.hangs_up(call, by="us")
            case other:
                assert other in ("Say", "Play", "Pause"), other
                return False
        return True

    def _joins(self, call: Call, dial: Element) -> None:
        noun = dial.find("Conference")
        assert noun is not None
        name = noun.text or ""
        if name not in self.rooms:
            self.rooms[name] = Room(f"CF{next(self.numbers)}", name, noun.attrib["statusCallback"])
        room = call.room = self.rooms[name]
        call.dial, room.ends[call] = dial, noun.get("endConferenceOnExit") == "true"
        room.begun = room.begun or len(room.ends) > 1
        self._tell(room.told, call.form(StatusCallbackEvent="participant-join", ConferenceSid=room.sid))

    def _out(self, room: Room, call: Call) -> None:
        """They leave; the conference ends with the last, or with one whose leaving ends it."""
        ends = room.ends.pop(call)
        call.room = call.dial = None
        if ends or not room.ends:
            self.rooms.pop(room.name, None)
            for other in list(room.ends):
                self._put_out(room, other)

    def _put_out(self, room: Room, call: Call) -> None:
        dial = call.dial
        room.ends.pop(call)
        call.room = call.dial = None
        if dial is not None and "action" in dial.attrib:
            call.asks, call.verbs = (dial.attrib["action"], {"DialCallStatus": "answered"}), []

    def _rest(self, call: Call) -> None:
        call.asks = call.question = call.line = call.dial = call.room = None
        call.verbs = []

    def _turn(self, call: Call, status: str) -> None:
        call.status = status
        word = "answered" if status == "in-progress" else status
        if not call.inbound or call.over:
            self._tell(call.status_url, call.form(CallStatus=word))

    def _new(self, to: str, *, inbound: bool, status: str, url: str, told: str) -> Call:
        call = Call(f"CA{next(self.numbers):032}", to, inbound, status, url, told)
        self.calls[call.sid] = call
        return call

    def _tell(self, url: str, form: Form) -> None:
        self.mail.append((url, form))

    def _post(self, url: str, form: Form) -> str:
        answer = self.twilio.send(url.removeprefix(BASE), form)
        assert answer.status_code in (200, 204), url
        return answer.text

    def _document(self, call: Call, url: str, form: Form) -> list[Element]:
        return list(ElementTree.fromstring(self._post(url, call.form(**form))))

    # What we ask of it

    def client(self) -> Any:
        """Its REST API in the shape of the SDK, as far as hotline/gateways/telephony.py uses it."""
        return SimpleNamespace(calls=_Calls(self), conferences=_Rooms(self))

    def ring(self, to: str, url: str, told: str) -> Call:
        call = self._new(to, inbound=False, status="ringing", url=url, told=told)
        self._tell(told, call.form())
        return call

    def move(self, call: Call, url: str) -> None:
        if call.status != "in-progress":
            raise _refused(400)
        if call.line is not None:
            self._tell(call.line.attrib["action"], call.form(QueueResult="redirected"))
        if call.room is not None:
            self._out(call.room, call)
        self._rest(call)
        call.asks = (url, {})


def _refused(status: int) -> TwilioRestException:
    return TwilioRestException(status, "", code=21220)


@dataclass
class _Calls:
    provider: Provider

    def create(self, *, to: str, url: str, status_callback: str, **_: object) -> Any:
        self.provider.meanwhile()
        sid = self.provider.ring(to, url, status_callback).sid
        self.provider.meanwhile()  # it may be answered before we know its id
        return SimpleNamespace(sid=sid)

    def list(self, **_: object) -> list[Any]:
        return []

    def __call__(self, sid: str) -> Any:
        return SimpleNamespace(update=lambda **how: self._update(sid, **how), fetch=lambda: self._found(sid))

    def _found(self, sid: str) -> Call:
        self.provider.meanwhile()
        return self.provider.calls[sid]

    def _update(self, sid: str, *, url: str = "", status: str = "", **_: object) -> None:
        call = self._found(sid)
        if call.over:
            raise _refused(400)
        if status:
            self.provider.hangs_up(call, "canceled" if call.status == "ringing" else "completed", by="us")
        else:
            self.provider.move(call, url)


@dataclass
class _Rooms:
    provider: Provider

    def list(self, *, friendly_name: str, **_: object) -> list[Any]:
        self.provider.meanwhile()
        return [one for one in self.provider.rooms.values() if one.name == friendly_name and one.begun]

    def __call__(self, sid: str) -> Any:
        return SimpleNamespace(participants=_Participants(self.provider, sid))


@dataclass
class _Participants:
    provider: Provider
    room: str

    def list(self, **_: object) -> list[Any]:
        since = datetime.now(UTC)
        return [
            SimpleNamespace(call_sid=call.sid, end_conference_on_exit=ends, date_created=since)
            for call, ends in self._ends().items()
        ]

    def __call__(self, call_sid: str) -> Any:
        return SimpleNamespace(update=lambda **how: self._update(call_sid, **how))

    def _ends(self) -> dict[Call, bool]:
        self.provider.meanwhile()
        return next((one.ends for one in self.provider.rooms.values() if one.sid == self.room), {})

    def _update(self, call_sid: str, *, end_conference_on_exit: bool | None = None, **_: object) -> None:
        ends, call = self._ends(), self.provider.calls[call_sid]
        if call not in ends:
            raise _refused(404)
        if end_conference_on_exit is not None:
            ends[call] = end_conference_on_exit
