"""Conferences: who is in, when they begin and end, and the events that the hotline asked for."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from hotline.local.carrier.call import Callback
from hotline.local.carrier.rooms import out_of, speak_up
from hotline.local.carrier.signals import Changed, Over, Started
from hotline.local.carrier.twiml import Source

if TYPE_CHECKING:
    from hotline.local.carrier.call import Call
    from hotline.local.carrier.state import Network

EVENTS = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
}


@dataclass
class Participant:
    call: "Call"
    starts: bool = True
    ends: bool = False
    muted: bool = False
    hold: bool = False
    hold_source: Source = field(default_factory=Source)  # what they hear meanwhile; without a URL: Twilio's music
    label: str | None = None
    joined: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(eq=False)
class Conference:
    """Begins when two are in and one of them may begin it; ends with the last, or with one who ends it."""

    network: "Network"
    sid: str
    name: str
    most: int = 250
    callback: Callback | None = None  # the first participant's; others' are ignored
    status: str = "init"
    participants: dict[str, Participant] = field(default_factory=dict)
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    updated: datetime = field(default_factory=lambda: datetime.now(UTC))
    reason: str | None = None
    ended_by: str | None = None
    sequence: int = 0

    def join(self, one: Participant) -> None:
        self.participants[one.call.sid] = one
        one.call.room = self
        self._event("participant-join", one)
        if self.status == "init" and len(self.participants) > 1 and any(p.starts for p in self._all()):
            self._start()
        elif self.status == "in-progress":
            one.call.tell("state", state="connected", conference=self.name)
            speak_up(one.call)

    def _start(self) -> None:
        self._turn("in-progress")
        self._event("conference-start")
        for one in self._all():
            one.call.inbox.put(Started(self))
            one.call.tell("state", state="connected", conference=self.name)
        for one in self._all():
            speak_up(one.call)

    def hear(self, speaker: "Call", words: str) -> None:
        speaking = self.participants.get(speaker.sid)
        if self.status != "in-progress" or speaking is None or speaking.muted or speaking.hold:
            return
        for one in self._all():
            if one is not speaking and not one.hold:
                one.call.tell("voice", text=words, who=speaker.phone.address)

    def leave(self, call: "Call", reason: str) -> None:
        one = self.participants.pop(call.sid, None)
        if one is None:
            return
        out_of(self, call)
        self._event("participant-leave", one, ReasonParticipantLeft=reason)
        if one.ends and self.participants:
            self.finish("participant-with-end-conference-on-exit-left", call.sid)
        elif not self.participants:
            self.finish("last-participant-left", call.sid)

    def finish(self, reason: str, by: str | None = None) -> None:
        """End it for everybody: each goes on with the next verb of its own document."""
        if self.status == "completed":
            return
        self.reason, self.ended_by = reason, by
        self._turn("completed")
        self.network.conference_over(self)
        for one in self._all():
            self.put_out(one.call.sid, "conference_ended")
        self._event("conference-end", ReasonConferenceEnded=reason, CallSidEndingConference=by or "")

    def put_out(self, call_sid: str, reason: str) -> None:
        """Send one participant away; the call itself lives on."""
        one = self.participants[call_sid]
        self.leave(one.call, reason)
        one.call.inbox.put(Over(self, reason))

    def change(
        self, one: Participant, *, muted: bool | None, hold: bool | None, ends: bool | None, source: Source
    ) -> None:
        if muted is not None and muted != one.muted:
            one.muted = muted
            self._event("participant-mute" if muted else "participant-unmute", one)
        if hold is not None and hold != one.hold:
            one.hold, one.hold_source = hold, source
            one.call.inbox.put(Changed(self))
            one.call.tell("state", state="on hold" if hold else "connected", conference=self.name)
            self._event("participant-hold" if hold else "participant-unhold", one)
        if ends is not None:
            one.ends = ends

    def _all(self) -> list[Participant]:
        return list(self.participants.values())

    def _turn(self, status: str) -> None:
        self.status, self.updated = status, datetime.now(UTC)

    def _event(self, event: str, one: Participant | None = None, **more: str) -> None:
        self.sequence += 1
        callback = self.callback
        if callback is None or EVENTS[event] not in callback.events:
            return
        params = {
            "ConferenceSid": self.sid,
            "FriendlyName": self.name,
            "AccountSid": self.network.config.account_sid,
            "Timestamp": format_datetime(datetime.now(UTC)),
            "StatusCallbackEvent": event,
            "SequenceNumber": str(self.sequence),
        }
        if one:
            params |= {
                "CallSid": one.call.sid,
                "Muted": str(one.muted).lower(),
                "Hold": str(one.hold).lower(),
                "EndConferenceOnExit": str(one.ends).lower(),
                "StartConferenceOnEnter": str(one.starts).lower(),
                "Coaching": "false",
            }
            if one.label:
                params["ParticipantLabel"] = one.label
        self.network.notify(callback.url, params | more, callback.method, one.call.sid if one else "")
