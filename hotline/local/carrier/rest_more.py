"""REST: numbers of the account, recordings, text messages."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from hotline.local.carrier import messages as texts
from hotline.local.carrier.config import Number
from hotline.local.carrier.rest import ROOT, Json, Refusal, blueprint, date, missing, page
from hotline.local.carrier.rest_calls import ADDRESS, WITHHELD
from hotline.local.carrier.state import Recording

if TYPE_CHECKING:
    from hotline.local.carrier.state import Network

LONGEST = 1600  # characters of a text
NUMBER_FIELDS = {
    "VoiceUrl": "voice_url",
    "VoiceFallbackUrl": "voice_fallback_url",
    "StatusCallback": "status_callback",
    "SmsUrl": "sms_url",
}


def numbers(network: "Network") -> Blueprint:
    """The phone numbers that belong to the account, and what they ask when someone calls."""
    part = blueprint("numbers", network)

    @part.get(f"{ROOT}/IncomingPhoneNumbers.json")
    def listing() -> Response:
        wanted = request.args.get("PhoneNumber", "")
        found = [_number(network, one) for one in network.numbers.values() if wanted in one.phone_number]
        return page(network, "incoming_phone_numbers", "IncomingPhoneNumbers.json", found)

    @part.get(f"{ROOT}/IncomingPhoneNumbers/<sid>.json")
    def fetch(sid: str) -> Response:
        return jsonify(_number(network, known(sid)))

    @part.post(f"{ROOT}/IncomingPhoneNumbers/<sid>.json")
    def update(sid: str) -> Response:
        number = known(sid)
        for name, field in NUMBER_FIELDS.items():
            if name in request.form:
                setattr(number, field, request.form[name])
        return jsonify(_number(network, number))

    def known(sid: str) -> Number:
        for number in network.numbers.values():
            if number.sid == sid:
                return number
        raise missing()

    return part


def _number(network: "Network", number: Number) -> Json:
    now = date(datetime.now(UTC))
    account = network.config.account_sid
    return {
        "sid": number.sid,
        "account_sid": account,
        "friendly_name": number.phone_number,
        "phone_number": number.phone_number,
        "api_version": "2010-04-01",
        "beta": False,
        "origin": "twilio",
        "capabilities": {"voice": True, "sms": number.may_call_out, "mms": False, "fax": False},
        "date_created": now,
        "date_updated": now,
        "status": "in-use",
        "voice_method": "POST",
        "voice_fallback_method": "POST",
        "sms_method": "POST",
        "status_callback_method": "POST",
        "voice_url": number.voice_url,
        "voice_fallback_url": number.voice_fallback_url,
        "status_callback": number.status_callback,
        "sms_url": number.sms_url,
        "uri": f"/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{number.sid}.json",
    }


def recordings(network: "Network") -> Blueprint:
    """Messages left after the tone. The media is the words, as text."""
    part = blueprint("recordings", network)

    @part.get(f"{ROOT}/Recordings.json")
    def listing() -> Response:
        call = request.args.get("CallSid")
        found = [_recording(network, one) for one in network.recordings.values() if call in {None, one.call_sid}]
        return page(network, "recordings", "Recordings.json", found)

    @part.get(f"{ROOT}/Recordings/<sid>.json")
    def fetch(sid: str) -> Response:
        return jsonify(_recording(network, known(sid)))

    @part.get(f"{ROOT}/Recordings/<sid>")
    @part.get(f"{ROOT}/Recordings/<sid>.txt")
    def media(sid: str) -> Response:
        return Response(known(sid).words, mimetype="text/plain")

    @part.delete(f"{ROOT}/Recordings/<sid>.json")
    def delete(sid: str) -> tuple[str, int]:
        del network.recordings[known(sid).sid]
        return "", 204

    def known(sid: str) -> Recording:
        if sid not in network.recordings:
            raise missing()
        return network.recordings[sid]

    return part


def _recording(network: "Network", one: Recording) -> Json:
    account = network.config.account_sid
    return {
        "sid": one.sid,
        "account_sid": account,
        "call_sid": one.call_sid,
        "conference_sid": None,
        "api_version": "2010-04-01",
        "status": "completed",
        "channels": 1,
        "source": "RecordVerb",
        "duration": str(one.duration),
        "date_created": date(one.created),
        "date_updated": date(one.created),
        "start_time": date(one.created),
        "price": None,
        "price_unit": "USD",
        "error_code": None,
        "encryption_details": None,
        "media_url": one.url,
        "uri": f"/2010-04-01/Accounts/{account}/Recordings/{one.sid}.json",
        "subresource_uris": {},
    }


def messages(network: "Network") -> Blueprint:
    """Text messages that the hotline sends."""
    part = blueprint("messages", network)

    @part.post(f"{ROOT}/Messages.json")
    def create() -> tuple[Response, int]:
        to, from_, body = (request.form.get(name, "") for name in ("To", "From", "Body"))
        by_whatsapp = to.startswith(texts.WHATSAPP)
        if not ADDRESS.fullmatch(to.removeprefix(texts.WHATSAPP)) or to in WITHHELD:
            raise Refusal(400, 21211, "Invalid 'To' Phone Number")
        if not body:
            raise Refusal(400, 21602, "Message body is required.")
        if len(body) > LONGEST:
            raise Refusal(400, 21617, "The message body exceeds the 1600 character limit.")
        if to == from_:
            raise Refusal(400, 21266, "'To' and 'From' number cannot be the same")
        if (from_, to) in network.opted_out:
            raise Refusal(400, 21610, "Attempt to send to unsubscribed recipient")
        if by_whatsapp:
            if from_ != f"{texts.WHATSAPP}{network.config.whatsapp_number}":
                raise Refusal(400, 63007, "Twilio could not find a Channel with the specified From address")
            return jsonify(texts.send(network, from_, to, body, request.form.get("StatusCallback", ""))), 201
        number = network.numbers.get(from_)
        if number is None or not number.may_call_out:
            raise Refusal(400, 21606, "The 'From' phone number is not a message-capable number of your account")
        return jsonify(texts.send(network, from_, to, body, request.form.get("StatusCallback", ""))), 201

    @part.get(f"{ROOT}/Messages.json")
    def listing() -> Response:
        wanted = {name.lower(): request.args[name] for name in ("To", "From") if name in request.args}
        found = [one for one in reversed(network.messages.values()) if wanted.items() <= one.items()]
        return page(network, "messages", "Messages.json", found)

    @part.get(f"{ROOT}/Messages/<sid>.json")
    def fetch(sid: str) -> Response:
        return jsonify(known(sid))

    @part.delete(f"{ROOT}/Messages/<sid>.json")
    def delete(sid: str) -> tuple[str, int]:
        if known(sid)["status"] == "queued":
            raise Refusal(409, 20009, "Cannot delete message because delivery not complete")
        del network.messages[known(sid)["sid"]]
        return "", 204

    @part.get(f"{ROOT}/Messages/<sid>/Media.json")
    def pictures(sid: str) -> Response:
        found = [_picture(network, name) for name, of in network.media.items() if of == sid]
        return page(network, "media_list", f"Messages/{sid}/Media.json", found)

    @part.delete(f"{ROOT}/Messages/<sid>/Media/<name>.json")
    def delete_picture(sid: str, name: str) -> tuple[str, int]:
        if network.media.get(name) != sid:
            raise missing()
        del network.media[name]
        return "", 204

    def known(sid: str) -> Json:
        if sid not in network.messages:
            raise missing()
        return network.messages[sid]

    return part


def _picture(network: "Network", name: str) -> Json:
    account, now = network.config.account_sid, date(datetime.now(UTC))
    return {
        "sid": name,
        "account_sid": account,
        "parent_sid": network.media[name],
        "content_type": "image/jpeg",
        "date_created": now,
        "date_updated": now,
        "uri": f"/2010-04-01/Accounts/{account}/Messages/{network.media[name]}/Media/{name}.json",
    }
