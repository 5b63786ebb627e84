"""A night in the house, in virtual time: callers, phones and consoles with habits, and a phone network between them.

The hotline is the real one: its webhooks, signed; its database, whose clock shows the time of the night; its clock and
its jobs. Only the wires are made here, after Twilio's rules (shared/facts/twilio.md), so that hours pass in seconds.
"""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from sqlalchemy import text
from sqlalchemy.orm import Session

from hotline import clock, jobs, web
from hotline.core import outbox
from hotline.core.words import LegState
from hotline.gateways.telephony import CannotDo
from tests.nights.people import Person
from tests.parts import CALLER_ID, Twilio

LETTERS_A_SECOND = 15
HOLD_SOUND_S = 12
TICK_S, QUIET_TICK_S = 5, 30  # of the hotline's clock: every second in life
ENDED = ("completed", "busy", "no-answer", "failed", "canceled")


class Call:
    """One phone connection, as the network has it."""

    def __init__(self, sid: str, person: Person, params: dict[str, str], status_url: str) -> None:
        self.sid, self.person, self.params, self.status_url = sid, person, params, status_url
        self.state = "ringing"
        self.step = 0  # what was planned for an earlier step no longer happens
        self.queue_action = ""
        self.room: str | None = None
        self.leaves_to = ""  # asked when the conference or the dialled call is over
        self.joined: Call | None = None  # the other end of a <Dial><Number>
        self.heard = ""


class World:
    """The network, and the time."""

    def __init__(self, house: web.House, twilio: Twilio, start: datetime) -> None:
        self.house, self.twilio, self.now, self.start = house, twilio, start, start
        self.phones: dict[str, Person] = {}
        self.calls: dict[str, Call] = {}
        self.rings: list[tuple[datetime, str]] = []
        self._plans: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()
        self._sids = count(1)
        self.set_clock(start)

    # Time

    def set_clock(self, moment: datetime) -> None:
        self.now = moment
        with self.house.sessions() as session:
            session.execute(text("update shifted.moment set at = :at"), {"at": moment})
            session.commit()

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        heapq.heappush(self._plans, (self.now + timedelta(seconds=seconds), next(self._order), act))

    def run(self, until: datetime, over: Callable[[], bool] = lambda: False) -> None:
        """Let the night happen: the clock ticks, promises are kept at once, people do what they do."""
        while self.now < until and (self._is_busy() or not over()):
            tick = self.now + timedelta(seconds=TICK_S if self._is_busy() else QUIET_TICK_S)
            while self._plans and self._plans[0][0] <= tick:
                when, _, act = heapq.heappop(self._plans)
                self.set_clock(max(when, self.now))
                act()
                self.keep_promises()
            self.set_clock(tick)
            with self.house.sessions() as session:
                clock.tick(self.house, session, tick)
            self.keep_promises()

    def _is_busy(self) -> bool:
        return any(call.state not in ENDED for call in self.calls.values())

    def keep_promises(self) -> None:
        while True:
            with self.house.sessions() as session:
                owed = [one.id for one in outbox.due(session, self.now)]
            if not owed:
                return
            for promise in owed:
                jobs.keep(promise)

    def in_session(self, act: Callable[[Session], Any]) -> Any:
        with self.house.sessions() as session:
            result = act(session)
            session.commit()
            return result

    # People

    def dial(self, caller: Person) -> None:
        sid = f"CA{next(self._sids):032x}"
        shown = "anonymous" if caller.withheld else caller.number
        call = Call(sid, caller, {"From": shown, "Direction": "inbound"}, "/voice/status")
        caller.call, call.state = call, "in-progress"
        self.calls[sid] = call
        self._ask(call, "/voice/incoming")

    def hang_up_by(self, call: Call) -> None:
        self._end(call, "completed")

    # What the jobs ask of the network (gateways/telephony.py)

    def ring(self, to: str, url: str, status_url: str, timeout_s: int) -> str:
        if to not in self.phones:
            raise CannotDo("twilio 400 21217", final=True)
        self.rings.append((self.now, to))
        sid, person = f"CA{next(self._sids):032x}", self.phones[to]
        call = Call(sid, person, {"From": CALLER_ID, "To": to, "Direction": "outbound-api"}, _path(status_url))
        self.calls[sid] = call
        self._rings(call, timeout_s, answered=lambda: self._ask(call, _path(url)))
        return sid

    def move(self, call_sid: str, url: str, fallback_url: str | None = None) -> None:
        call = self._alive(call_sid)
        was_queued, call.queue_action = call.queue_action, ""
        call.step += 1
        self._leave_room(call)
        self.after(0.1, self._planned(call, lambda: self._ask(call, _path(url))))
        if was_queued:
            self.after(0.05, lambda: self._post(call, was_queued, QueueResult="redirected"))

    def hang_up(self, call_sid: str) -> None:
        call = self._alive(call_sid)
        self._end(call, "canceled" if call.state == "ringing" else "completed")

    def state(self, call_sid: str) -> LegState | None:
        call = self.calls.get(call_sid)
        if call is None or call.state in ENDED:
            return LegState.ENDED
        return LegState.RINGING if call.state == "ringing" else LegState.TALKING

    def is_joined(self, call_sid: str) -> bool:
        return self.calls[call_sid].joined is not None

    def in_conference(self, name: str) -> dict[str, datetime]:
        return {call.sid: self.now for call in self.calls.values() if call.room == name}

    def delete_call(self, call_sid: str) -> None:
        pass

    # Documents

    def _ask(self, call: Call, path: str, **params: str) -> None:
        """Ask the hotline what this call hears next, and let it happen."""
        if call.state in ENDED:
            return
        document = self._post(call, path, **params)
        if document:
            call.step += 1
            self._play(call, list(ElementTree.fromstring(document)))

    def _play(self, call: Call, verbs: list[Element]) -> None:
        if not verbs:
            self._end(call, "completed")
            return
        verb, rest = verbs[0], verbs[1:]

        def go_on() -> None:
            self._play(call, rest)

        match verb.tag:
            case "Say" | "Play" | "Pause":
                call.heard += _words(verb)
                self._later(call, _length(verb), go_on)
            case "Gather":
                self._gather(call, verb, go_on)
            case "Redirect":
                self._ask(call, _path(verb.text or ""))
            case "Enqueue":
                call.queue_action = _path(verb.get("action", ""))
                self._ask(call, _path(verb.get("waitUrl", "")))
            case "Leave":
                action, call.queue_action = call.queue_action, ""
                self._ask(call, action, QueueResult="leave")
            case "Record":
                self._record(call, verb, go_on)
            case "Dial":
                self._dial(call, verb, go_on)
            case "Hangup":
                self._end(call, "completed")
            case _:
                raise AssertionError(f"the network does not know <{verb.tag}>")

    def _gather(self, call: Call, verb: Element, go_on: Callable[[], None]) -> None:
        call.heard += " ".join(_words(one) for one in verb)
        length = sum(_length(one) for one in verb)
        digits = call.person.keys(self, call)
        action = _path(verb.get("action", ""))
        if digits:
            self._later(call, min(length, 3.0), lambda: self._ask(call, action, Digits=digits))
        elif verb.get("actionOnEmptyResult") == "true":
            self._later(call, length + float(verb.get("timeout", 5)), lambda: self._ask(call, action))
        else:
            self._later(call, length + float(verb.get("timeout", 5)), go_on)

    def _record(self, call: Call, verb: Element, go_on: Callable[[], None]) -> None:
        if not call.person.speaks_after_the_tone:
            self._later(call, 6, go_on)
            return
        action, told = _path(verb.get("action", "")), _path(verb.get("recordingStatusCallback", ""))
        sid = f"RE{next(self._sids):032x}"
        self._later(call, 20, lambda: self._ask(call, action, RecordingSid=sid, RecordingDuration="18"))
        self.after(22, lambda: self._post(call, told, RecordingSid=sid, RecordingStatus="completed"))

    def _dial(self, call: Call, verb: Element, go_on: Callable[[], None]) -> None:
        call.leaves_to = _path(verb.get("action", ""))
        room, number = verb.find("Conference"), verb.find("Number")
        if room is not None:
            self._join(call, room.text or "", _path(room.get("statusCallback", "")))
        elif number is not None:
            self._dial_number(call, number, float(verb.get("timeout", 30)))
        else:
            go_on()

    # Rooms

    def _join(self, call: Call, room: str, told: str) -> None:
        call.room = room
        self._post(call, told, StatusCallbackEvent="participant-join", FriendlyName=room)
        inside = [one for one in self.calls.values() if one.room == room]
        if len(inside) > 1:
            for one in inside:
                one.person.talked = True
            talks = min(one.person.talks_s for one in inside)
            first = min(inside, key=lambda one: one.person.talks_s)
            self._later(first, talks, lambda: self._end(first, "completed"))

    def _leave_room(self, call: Call) -> None:
        """Whoever leaves ends the conference for the other: they are asked what follows, or their call is over."""
        room, call.room = call.room, None
        for other in [one for one in self.calls.values() if room and one.room == room]:
            other.room = None
            other.step += 1
            if other.leaves_to:
                self.after(0.2, self._planned(other, lambda other=other: self._ask(other, other.leaves_to)))  # type: ignore[misc]
            else:
                self.after(0.2, lambda other=other: self._end(other, "completed"))  # type: ignore[misc]

    def _dial_number(self, call: Call, number: Element, timeout_s: float) -> None:
        to = number.text or ""
        self.rings.append((self.now, to))
        sid = f"CA{next(self._sids):032x}"
        params = {"From": CALLER_ID, "To": to, "Direction": "outbound-dial", "ParentCallSid": call.sid}
        child = Call(sid, self.phones[to], params, "")
        self.calls[sid] = child
        child.joined = None

        def bridged() -> None:
            child.joined, call.joined = call, child
            child.person.talked = call.person.talked = True
            self._later(child, child.person.talks_s, lambda: self._end(child, "completed"))

        def answered() -> None:
            document = self._post(child, _path(number.get("url", "")))
            gather = ElementTree.fromstring(document).find("Gather")
            assert gather is not None
            digits = child.person.keys(self, child)
            if not digits:
                self._later(child, 10, lambda: self._end(child, "completed"))
                return
            self._post(child, _path(gather.get("action", "")), Digits=digits)
            bridged()

        child.status_url = ""
        call.joined = None
        child.leaves_to = call.sid  # whose <Dial> it is
        self._rings(child, timeout_s, answered=answered)

    # Rings and ends

    def _rings(self, call: Call, timeout_s: float, answered: Callable[[], None]) -> None:
        habit, after_s = call.person.on_ring(self, call)
        if call.person.is_engaged(self, call):
            habit, after_s = "busy", 1
        if habit in ("answer", "voicemail") and after_s < timeout_s:

            def taken() -> None:
                call.state = "in-progress"
                call.machine = habit == "voicemail"  # type: ignore[attr-defined]
                self._tell(call)
                answered()

            self._later(call, after_s, taken)
        elif habit == "busy":
            self._later(call, after_s, lambda: self._end(call, "busy"))
        else:
            self._later(call, timeout_s, lambda: self._end(call, "no-answer"))

    def _end(self, call: Call, how: str) -> None:
        if call.state in ENDED:
            return
        answered = call.state == "in-progress"
        call.state = how
        call.step += 1
        queued, call.queue_action = call.queue_action, ""
        if queued:
            self._post(call, queued, QueueResult="hangup")
        self._tell(call)
        self._leave_room(call)
        if call.params.get("ParentCallSid"):
            self._dial_over(self.calls[call.params["ParentCallSid"]], call, answered)
        elif call.joined is not None and call.joined.state not in ENDED:
            self._end(call.joined, "completed")

    def _dial_over(self, parent: Call, child: Call, answered: bool) -> None:
        if parent.state in ENDED:
            return
        joined = child.joined is not None
        parent.joined = None
        how = {
            "DialCallStatus": "completed" if answered else "no-answer",
            "DialBridged": "true" if joined else "false",
            "DialCallDuration": str(int(child.person.talks_s) if joined else 0),
        }
        self.after(0.1, lambda: self._ask(parent, parent.leaves_to, **how))

    def _tell(self, call: Call) -> None:
        if call.status_url:
            self._post(call, call.status_url)

    def _post(self, call: Call, path: str, **params: str) -> bytes:
        answer = self.twilio.post(path, call.sid, **{**call.params, "CallStatus": call.state, **params})
        assert answer.status_code in (200, 204), (path, answer.status_code)
        return answer.data

    def _alive(self, call_sid: str) -> Call:
        call = self.calls.get(call_sid)
        if call is None or call.state in ENDED:
            raise CannotDo("twilio 400 21220", final=True)
        return call

    def _later(self, call: Call, seconds: float, act: Callable[[], None]) -> None:
        self.after(seconds, self._planned(call, act))

    @staticmethod
    def _planned(call: Call, act: Callable[[], None]) -> Callable[[], None]:
        step = call.step

        def unless_something_else_came() -> None:
            if call.step == step:
                act()

        return unless_something_else_came


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _words(verb: Element) -> str:
    return "".join(verb.itertext()) + " "


def _length(verb: Element) -> float:
    match verb.tag:
        case "Play":
            return HOLD_SOUND_S
        case "Pause":
            return float(verb.get("length", 1))
        case _:
            return len(_words(verb)) / LETTERS_A_SECOND
