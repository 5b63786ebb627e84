"""Connects a call with a phone, a browser or a conference."""

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from hotline.local.carrier import documents
from hotline.local.carrier.call import Callback
from hotline.local.carrier.conference import Participant
from hotline.local.carrier.ring import ring
from hotline.local.carrier.rooms import Bridge, out_of
from hotline.local.carrier.signals import Changed, HungUp, LegAnswered, LegEnded, Moved, Over, Pressed, Started
from hotline.local.carrier.twiml import IN_WHISPER, Document, Failure, Source, flag, number

if TYPE_CHECKING:
    from hotline.local.carrier.call import Call
    from hotline.local.carrier.conference import Conference

TIMEOUT_S = 30
LONGEST_S = 4 * 3600


def dial(call: "Call", verb: Element, document: Document) -> Source | None:
    """Talk to whom the document names; then its action, or the next verb."""
    room = verb.find("Conference")
    try:
        result = _confer(call, verb, room) if room is not None else _reach(call, verb)
    except HungUp:
        action = documents.action_of(verb, document, DialCallStatus="completed" if room is None else "answered")
        if action:
            params = call.params() | dict(action.more)
            call.network.notify(action.url, params, action.method, call.sid, base=call.base)
        raise
    return documents.action_of(verb, document, **result)


# A phone or a browser


def _reach(call: "Call", verb: Element) -> dict[str, str]:
    """Ring everyone named at once; the first to answer is connected."""
    legs = [_leg(call, verb, noun, number_) for noun, number_ in _targets(verb)]
    try:
        for leg, noun in legs:
            call.network.beside(partial(_run_leg, leg, noun, number(verb, "timeout", TIMEOUT_S)))
        answered, status = _first_answer(call, [leg for leg, _ in legs])
        for leg, _ in legs:
            if leg is not answered:
                leg.hang_up("canceled", "another phone answered")
        if answered is None:
            last = legs[-1][0].sid if legs else ""
            return {"DialCallStatus": status, "DialCallSid": last, "DialBridged": "false"}
        _talk(call, verb, answered)
        return {
            "DialCallStatus": "completed",
            "DialCallSid": answered.sid,
            "DialBridged": "true",
            "DialCallDuration": str(answered.duration),
        }
    finally:
        for leg, _ in legs:
            if not leg.independent:
                leg.hang_up("canceled" if leg.answered is None else "completed", "the caller is gone")


def _targets(verb: Element) -> list[tuple[Element | None, str]]:
    """The nouns of a Dial with the address that each means."""
    found: list[tuple[Element | None, str]] = []
    if text := (verb.text or "").strip():
        found.append((None, text))
    for noun in verb:
        name = (noun.text or noun.findtext("Identity") or "").strip()
        if noun.tag == "Number":
            found.append((noun, name))
        elif noun.tag == "Client":
            found.append((noun, f"client:{name}"))
    return found


def _leg(call: "Call", verb: Element, noun: Element | None, address: str) -> "tuple[Call, Element | None]":
    leg = call.network.call(verb.get("callerId", call.from_), address, "outbound-dial", parent=call)
    leg.base = call.base
    if noun is not None and (url := noun.get("statusCallback")):
        events = frozenset(noun.get("statusCallbackEvent", "completed").split())
        leg.callback = Callback(urljoin(call.base, url), events, noun.get("statusCallbackMethod", "POST"))
    return leg, noun


def _run_leg(leg: "Call", noun: Element | None, timeout: float) -> None:
    """The called side: ring, whisper, then wait to be connected and talk until the end."""
    parent = leg.parent
    if parent is None:
        raise ValueError("a dialled call has a call that dialled it")
    try:
        ring(leg, timeout)
        if noun is not None and (url := noun.get("url")):
            documents.listen_to(leg, url, noun.get("method", "POST"), IN_WHISPER)
        parent.inbox.put(LegAnswered(leg))
        while True:
            leg.wait()
    except Over:
        leg.hang_up(reason="the other end hung up")
    except Moved as moved:
        leg.independent = True
        if leg.room:
            leg.room.leave(leg, "participant_updated_via_api")
        documents.run(leg, moved.source)
    except (Failure, documents.Leave):
        leg.hang_up("failed", "its document could not be had")
    except HungUp:
        pass
    finally:
        parent.inbox.put(LegEnded(leg))


def _first_answer(call: "Call", legs: "list[Call]") -> "tuple[Call | None, str]":
    """The leg that answered first, or None and why the last one did not."""
    left, status = set(legs), "failed"
    while left:
        match call.wait():
            case LegAnswered(leg) if leg in left and not leg.over:
                return leg, ""
            case LegEnded(leg) if leg in left:
                left.discard(leg)
                status = leg.status if leg.status != "completed" else "no-answer"
    return None, status


def _talk(call: "Call", verb: Element, leg: "Call") -> None:
    """Both hear each other until one hangs up, the time is over, or the caller presses * where that is allowed."""
    call.take_up()
    bridge = Bridge(call, leg)
    until = monotonic() + number(verb, "timeLimit", LONGEST_S)
    try:
        while (left := until - monotonic()) > 0:
            signal = call.wait(left)
            if signal == Pressed("*") and flag(verb, "hangupOnStar", False):
                return
    except Over:
        return
    finally:
        bridge.leave(call, "participant_hung_up")
        out_of(bridge, call)


# A conference


def _confer(call: "Call", verb: Element, noun: Element) -> dict[str, str]:
    """Stay in a conference until it ends or the network takes the call out."""
    call.take_up()
    conference = call.network.conference((noun.text or "").strip())
    if len(conference.participants) >= int(number(noun, "maxParticipants", conference.most)):
        return {"DialCallStatus": "failed", "DialBridged": "false"}
    if conference.callback is None and not conference.participants and (url := noun.get("statusCallback")):
        events = frozenset(noun.get("statusCallbackEvent", "").split())
        method = noun.get("statusCallbackMethod", "POST")
        conference.callback = Callback(urljoin(call.base, url), events, method)
    one = Participant(
        call,
        starts=flag(noun, "startConferenceOnEnter", True),
        ends=flag(noun, "endConferenceOnExit", False),
        muted=flag(noun, "muted", False),
        label=noun.get("participantLabel"),
    )
    began = monotonic()
    conference.join(one)
    reason = "participant_hung_up"
    try:
        _stay(call, verb, noun, conference, one)
    except Moved:
        reason = "participant_updated_via_api"
        raise
    except Over:
        pass
    finally:
        conference.leave(call, reason)
        out_of(conference, call)
    return {
        "DialCallStatus": "answered",
        "DialBridged": "true",
        "DialCallDuration": str(round(monotonic() - began)),
    }


def _stay(call: "Call", verb: Element, noun: Element, conference: "Conference", one: Participant) -> None:
    while True:
        try:
            if one.hold:
                _music(call, one.hold_source.url or None, one.hold_source.method)
            elif conference.status == "init":
                _music(call, noun.get("waitUrl"), noun.get("waitMethod", "POST"))
            elif call.wait() == Pressed("*") and flag(verb, "hangupOnStar", False):
                return
        except (Started, Changed):
            continue  # the music stops, or begins


def _music(call: "Call", url: str | None, method: str) -> None:
    """What one hears alone in a conference, or on hold, until Started or Changed comes. None: Twilio's own music."""
    try:
        while url:
            documents.listen_to(call, url, method, {"Say", "Play", "Pause", "Redirect"})
            call.sleep(1)
    except Failure as failure:
        call.network.warn(call.sid, f"{failure.code} {failure.reason}", failure.url)
    if url is None:
        call.tell("heard", kind="play", text="", url="music", language="", voice="", seconds=30)
    while True:
        call.wait()
