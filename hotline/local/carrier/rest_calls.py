"""REST: make a call, look it up, move it, end it, forget it."""

import re
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from hotline.local.carrier.call import Call, Callback
from hotline.local.carrier.rest import ROOT, Json, Refusal, blueprint, date, missing, page
from hotline.local.carrier.twiml import Source

if TYPE_CHECKING:
    from hotline.local.carrier.state import Network

WITHHELD = {"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"}
ADDRESS = re.compile(r"client:[\w.@+\-]+|\+[1-9]\d{6,14}|1\d{2,3}|116\d{3}")  # the last: short national numbers
EVENTS = {"initiated", "ringing", "answered", "completed"}
MOST_TWIML = 4000


def calls(network: "Network") -> Blueprint:
    """Calls of the account."""
    part = blueprint("calls", network)

    @part.post(f"{ROOT}/Calls.json")
    def create() -> tuple[Response, int]:
        from_, to = _ends(network)
        source = _source()
        if source is None:
            raise Refusal(400, 21205, "Url parameter is required.")
        timeout = request.form.get("Timeout", 60, type=int)
        call = network.dial_out(from_, to, source, timeout, _callback(), request.form.get("FallbackUrl", ""))
        return jsonify(shown(call)), 201

    @part.get(f"{ROOT}/Calls.json")
    def listing() -> Response:
        wanted = {field: request.args[name] for name, field in FILTERS.items() if name in request.args}
        found = [call for call in map(shown, reversed(network.calls.values())) if wanted.items() <= call.items()]
        return page(network, "calls", "Calls.json", found)

    @part.get(f"{ROOT}/Calls/<sid>.json")
    def fetch(sid: str) -> Response:
        return jsonify(shown(_known(network, sid)))

    @part.post(f"{ROOT}/Calls/<sid>.json")
    def update(sid: str) -> Response:
        call = _known(network, sid)
        if "StatusCallback" in request.form:
            call.callback = _callback()
        if status := request.form.get("Status"):
            _end(call, status)
        elif source := _source():
            move(call, source)
        return jsonify(shown(call))

    @part.delete(f"{ROOT}/Calls/<sid>.json")
    def delete(sid: str) -> tuple[str, int]:
        if not _known(network, sid).over:
            raise Refusal(409, 20409, "A call that is going on cannot be deleted")
        del network.calls[sid]
        return "", 204

    return part


FILTERS = {"Status": "status", "To": "to", "From": "from", "ParentCallSid": "parent_call_sid"}


def move(call: Call, source: Source) -> None:
    """Give a call that is talking another document. Raises Refusal 21220 when it is not."""
    if call.status != "in-progress":
        raise Refusal(400, 21220, "Call is not in-progress. Cannot redirect.")
    if "FallbackUrl" in request.form:
        call.fallback = request.form["FallbackUrl"]
    call.move(source)


def _end(call: Call, status: str) -> None:
    if status not in {"completed", "canceled"}:
        raise Refusal(400, 20001, f"Status {status} is not supported")
    if call.over:
        raise Refusal(400, 21220, "Call is not in-progress. Cannot redirect.")
    if status == "canceled" and call.status == "in-progress":
        return  # Twilio leaves a call that was answered alone
    ringing = call.status in {"queued", "ringing"}
    call.hang_up("canceled" if ringing else "completed", "ended by the hotline")


def _ends(network: "Network") -> tuple[str, str]:
    """From and To, as far as Twilio would accept them."""
    to, from_ = request.form.get("To", ""), request.form.get("From", "")
    if not to:
        raise Refusal(400, 21201, "No 'To' number is specified")
    if not from_:
        raise Refusal(400, 21213, "A 'From' number is required")
    if not ADDRESS.fullmatch(to) or to in WITHHELD:
        raise Refusal(400, 21211, "The 'To' number is not a valid phone number")
    if from_.startswith("client:"):
        return from_, to
    number = network.numbers.get(from_)
    if number is None or not number.may_call_out:
        raise Refusal(400, 21210, "The source phone number provided is not yet verified for your account")
    return from_, to


def _source() -> Source | None:
    url, text = request.form.get("Url"), request.form.get("Twiml")
    if text:
        if len(text) > MOST_TWIML:
            raise Refusal(400, 21218, "Twiml is longer than 4000 characters")
        return Source(text=text)
    if not url:
        return None
    if not url.startswith(("http://", "https://")):
        raise Refusal(400, 21205, "Url is not a valid URL")
    return Source(url, request.form.get("Method", "POST"))


def _callback() -> Callback | None:
    url = request.form.get("StatusCallback")
    if not url:
        return None
    events = {event for value in request.form.getlist("StatusCallbackEvent") for event in value.split()}
    if not events <= EVENTS:
        raise Refusal(400, 21626, "StatusCallbackEvent is not valid")
    return Callback(url, frozenset(events or {"completed"}), request.form.get("StatusCallbackMethod", "POST"))


def _known(network: "Network", sid: str) -> Call:
    if sid not in network.calls:
        raise missing()
    return network.calls[sid]


def shown(call: Call) -> Json:
    """A call as the API shows it."""
    account = call.network.config.account_sid
    uri = f"/2010-04-01/Accounts/{account}/Calls/{call.sid}"
    return {
        "sid": call.sid,
        "account_sid": account,
        "parent_call_sid": call.parent.sid if call.parent else None,
        "to": call.to,
        "to_formatted": call.to,
        "from": call.from_,
        "from_formatted": call.from_,
        "phone_number_sid": None,
        "status": call.status,
        "date_created": date(call.created),
        "date_updated": date(call.ended or call.answered or call.created),
        "start_time": date(call.answered),
        "end_time": date(call.ended),
        "duration": str(call.duration) if call.over else None,
        "price": None,
        "price_unit": "USD",
        "direction": call.direction,
        "answered_by": None,
        "api_version": "2010-04-01",
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": "0",
        "trunk_sid": None,
        "uri": f"{uri}.json",
        "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
    }
