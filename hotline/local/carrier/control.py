"""The control API: what people do with their phones, and how good the network is. Loopback only, JSON only."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, request

from hotline.local.carrier import messages
from hotline.local.carrier.call import Call
from hotline.local.carrier.faults import Fault
from hotline.local.carrier.feed import Feed
from hotline.local.carrier.phones import Behaviour
from hotline.local.carrier.rest import Refusal, missing
from hotline.local.carrier.signals import Answered, Refused

if TYPE_CHECKING:
    from hotline.local.carrier.state import Network

LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
LONGEST_POLL_S = 25.0
WITHHELD = "anonymous"
Json = dict[str, Any]


def control(network: "Network") -> Blueprint:
    """Phones, calls, faults and the developers' log."""
    part = Blueprint("control", __name__, url_prefix="/control")

    @part.before_request
    def only_from_here() -> None:
        """No page of another site can reach this: the host is checked, and forms are not JSON."""
        if request.host.rsplit(":", 1)[0] not in LOOPBACK:
            raise Refusal(403, 20003, "Only from this machine")
        if request.method in {"POST", "PUT"} and not request.is_json:
            raise Refusal(415, 20001, "JSON only")

    _phones(part, network)
    _calls(part, network)
    _network(part, network)
    return part


def _phones(part: Blueprint, network: "Network") -> None:
    @part.get("/phones/<address>")
    def phone(address: str) -> Response:
        found = network.phone(address)
        calls = [call_shown(call) for call in found.calls]
        return jsonify(address=address, calls=calls, messages=found.messages, last=found.feed.last)

    @part.get("/phones/<address>/events")
    def events(address: str) -> Response:
        return feed_shown(network.phone(address).feed)

    @part.post("/phones/<address>/dial")
    def dial(address: str) -> tuple[Response, int]:
        body: Json = request.get_json()
        to = body.get("to") or network.config.number
        if to not in network.numbers:
            raise Refusal(404, 21211, "No such number")
        from_ = body.get("from") or (WITHHELD if body.get("withheld") else address)
        call = network.dial_in(address, from_, to, float(body.get("patience", 0)), body.get("script", []))
        return jsonify(call_shown(call)), 201

    @part.put("/phones/<address>/behaviour")
    def behave(address: str) -> Response:
        body: Json = request.get_json()
        phone = network.phone(address)
        phone.patience = float(body.pop("patience", phone.patience))
        phone.texts = str(body.pop("texts", phone.texts))
        if "on_ring" in body:
            phone.behaviour = Behaviour(**body)
        return jsonify(asdict(phone.behaviour))

    @part.post("/phones/<address>/messages")
    def write(address: str) -> tuple[Response, int]:
        body: Json = request.get_json()
        to = body.get("to") or network.config.sms_number
        media = int(body.get("media", 0))
        return jsonify(messages.receive(network, address, to, str(body["body"]), media)), 201


def _calls(part: Blueprint, network: "Network") -> None:
    def act(path: str, action: Callable[[Call, Json], None]) -> None:
        @part.post(f"/calls/<sid>/{path}", endpoint=path)
        def do(sid: str) -> Response:
            call = network.calls.get(sid)
            if call is None:
                raise missing()
            if not call.over:
                action(call, request.get_json())
            return jsonify(call_shown(call))

    @part.get("/calls/<sid>")
    def show(sid: str) -> Response:
        if sid not in network.calls:
            raise missing()
        return jsonify(call_shown(network.calls[sid]))

    @part.get("/calls")
    def everything() -> Response:
        return jsonify(calls=[call_shown(call) for call in network.calls.values() if not call.over])

    act("keys", lambda call, body: call.press(str(body["digits"]), bool(body.get("patient"))))
    act("say", lambda call, body: call.say(str(body["text"]), body.get("confidence", 0.9), bool(body.get("patient"))))
    act("silence", lambda call, body: call.be_silent())
    act("answer", lambda call, body: call.inbox.put(Answered()))
    act("reject", lambda call, body: call.inbox.put(Refused("busy")))
    act("hang-up", lambda call, body: hang_up(call))


def _network(part: Blueprint, network: "Network") -> None:
    @part.get("/log")
    def log() -> Response:
        return feed_shown(network.log)

    @part.get("/faults")
    def faults() -> Response:
        return jsonify(faults=[asdict(fault) for fault in network.faults.active])

    @part.post("/faults")
    def worsen() -> tuple[Response, int]:
        fault = Fault(**request.get_json())
        network.faults.active.append(fault)
        return jsonify(asdict(fault)), 201

    @part.delete("/faults")
    def mend() -> tuple[str, int]:
        network.faults.mend()
        return "", 204

    @part.post("/reset")
    def reset() -> tuple[str, int]:
        network.reset()
        return "", 204

    @part.put("/settings")
    def settings() -> Response:
        body: Json = request.get_json()
        network.config.speed = float(body.get("speed", network.config.speed))
        network.config.calls_per_s = body.get("calls_per_s", network.config.calls_per_s)
        return jsonify(speed=network.config.speed, calls_per_s=network.config.calls_per_s)

    @part.get("/settings")
    def shown() -> Response:
        config = network.config
        return jsonify(number=config.number, sms_number=config.sms_number, speed=config.speed)


def hang_up(call: Call) -> None:
    """The person at the phone ends the call, or no longer wants it while it still rings."""
    if call.direction == "inbound" and call.answered is None:
        call.hang_up("canceled", "the person hung up")
    elif call.answered is None:
        call.inbox.put(Refused("busy"))
    else:
        call.hang_up(reason="the person hung up")


def call_shown(call: Call) -> Json:
    """A call as its person sees it."""
    if call.over:
        state = "ended"
    elif call.room:
        state = "connected"
    elif call.waiting_in:
        state = "waiting"
    else:
        state = {"in-progress": "talking", "queued": "ringing"}.get(call.status, call.status)
    return {
        "sid": call.sid,
        "state": state,
        "status": call.status,
        "direction": "outgoing" if call.direction == "inbound" else "incoming",
        "from": call.from_,
        "to": call.to,
        "since": call.created.isoformat(timespec="milliseconds"),
        "listening": call.listening,
        "queue": call.waiting_in,
    }


def feed_shown(feed: Feed) -> Response:
    """A feed as JSON (?after=ID&wait=seconds&url=part&call=SID), or as server-sent events when these are asked for."""
    header = request.headers.get("Last-Event-ID", "")
    after = int(header) if header.isdigit() else request.args.get("after", 0, type=int)
    if after > feed.last:
        after = 0  # the network was restarted since
    if "text/event-stream" in request.headers.get("Accept", ""):
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return Response(_stream(feed, after), mimetype="text/event-stream", headers=headers)
    wait = min(request.args.get("wait", 0.0, type=float), LONGEST_POLL_S)
    items = feed.after(after, wait)
    last = items[-1]["id"] if items else after
    url, call = request.args.get("url", ""), request.args.get("call", "")
    return jsonify(events=[i for i in items if url in i.get("url", "") and call in i["call"]], last=last)


def _stream(feed: Feed, after: int) -> Iterator[str]:
    yield "retry: 1000\n\n"
    for item in feed.follow(after):
        if item is None:
            yield ": still here\n\n"
        else:
            yield f"id: {item['id']}\ndata: {json.dumps(item, ensure_ascii=False)}\n\n"
