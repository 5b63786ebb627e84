"""Text messages between people and the hotline."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from hotline.local.carrier.rest import date
from hotline.local.carrier.sids import sid
from hotline.local.carrier.twiml import Failure, words

if TYPE_CHECKING:
    from hotline.local.carrier.state import Network

SEGMENT = 160
WHATSAPP = "whatsapp:"  # before a number: an address of that channel
WINDOW_S = 24 * 3600.0  # so long after the person's last word WhatsApp takes free text
OUTSIDE = "63016"
STEP_S = 0.02  # between two states: callbacks may overtake each other, as in life
UNDELIVERED = {"undelivered": "30003", "landline": "30006", "unknown": "30005"}  # what a phone's behaviour means
# The provider itself honours these words, tells the hotline all the same, and answers the person.
STOP = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit"}
START = {"start", "unstop"}
STOPPED = "You have successfully been unsubscribed. You will not receive any more messages from this number."
STARTED = "You have successfully been re-subscribed to messages from this number."


def send(network: "Network", from_: str, to: str, body: str, callback: str = "") -> dict[str, Any]:
    """The hotline writes to a phone: on its way at once, with the states that Twilio reports."""
    message = _message(network, from_, to, body, "outbound-api", "queued")
    first = dict(message)
    network.beside(lambda: _deliver(network, message, callback))
    return first


def _deliver(network: "Network", message: dict[str, Any], callback: str) -> None:
    phone = network.phone(message["to"].removeprefix(WHATSAPP))
    for status in _ways_of(network, message["to"], phone.texts):
        message["status"] = status
        if status == "undelivered":
            message["error_code"] = int(UNDELIVERED[phone.texts])
        if status == "failed":
            message["error_code"] = int(OUTSIDE)
        if status == "delivered":
            phone.messages.append(message)
            phone.feed.add(
                type="message", sender=message["from"], body=message["body"], call="", message=message["sid"]
            )
        if callback:
            network.notify(callback, _status(message), "POST", "")
        network.pause(STEP_S)


def _ways_of(network: "Network", to: str, behaviour: str) -> tuple[str, ...]:
    """WhatsApp tells of reading too, and takes free text only for a day after the person's last word."""
    if not to.startswith(WHATSAPP):
        return _ways(behaviour)
    if network.time() - network.whatsapp_heard.get(to, -WINDOW_S) >= WINDOW_S:
        return "queued", "failed"
    return (*_ways(behaviour), "read") if behaviour == "delivered" else _ways(behaviour)


def _ways(behaviour: str) -> tuple[str, ...]:
    """What becomes of a text to a phone that is on, off (`silent`: nobody knows), or cannot get it."""
    if behaviour == "silent":
        return "queued", "sent"
    return "queued", "sent", "undelivered" if behaviour in UNDELIVERED else "delivered"


def receive(network: "Network", from_: str, to: str, body: str, media: int = 0) -> dict[str, Any]:
    """A person writes to the hotline. Its answer, if any, goes back to their phone. KeyError: not our number.

    `to` may be our WhatsApp address: then they write from theirs.
    """
    by_whatsapp = to.startswith(WHATSAPP)
    if by_whatsapp:
        from_ = f"{WHATSAPP}{from_.removeprefix(WHATSAPP)}"
        network.whatsapp_heard[from_] = network.time()
    url = _url(network, to)
    message = _message(network, from_, to, body, "inbound", "received")
    params = (
        _status(message)
        | {
            "SmsMessageSid": message["sid"],
            "Body": body,
            "NumMedia": str(media),
            "NumSegments": message["num_segments"],
            "SmsStatus": "received",
        }
        | ({"ProfileName": "Test", "WaId": from_.removeprefix(f"{WHATSAPP}+")} if by_whatsapp else {})
        | _media(network, message, media)
        | ({} if by_whatsapp else _opt_out(network, from_, to, body))
    )
    del params["MessageStatus"]

    def tell() -> None:
        try:
            answer = network.webhooks.ask(url, params)
        except Failure as failure:
            network.warn("", f"{failure.code} {failure.reason}", failure.url)
            return
        for text in _answers(answer.body):
            send(network, to, from_, text)

    network.beside(tell)
    return message


def _url(network: "Network", to: str) -> str:
    """What is asked when somebody writes there. KeyError: not ours."""
    if to.startswith(WHATSAPP):
        if to.removeprefix(WHATSAPP) != network.config.whatsapp_number:
            raise KeyError(to)
        return f"{network.config.public_url}/messaging/incoming"
    return network.numbers[to].sms_url


def _media(network: "Network", message: dict[str, Any], count: int) -> dict[str, str]:
    """Pictures that came with a text: the hotline is told where they lie."""
    params: dict[str, str] = {"MessageType": "image"} if count else {}
    message["num_media"] = str(count)
    base = f"{network.config.base_url}{message['uri'].removesuffix('.json')}/Media"
    for number in range(count):
        name = sid("ME")
        network.media[name] = message["sid"]
        params |= {f"MediaUrl{number}": f"{base}/{name}", f"MediaContentType{number}": "image/jpeg"}
    return params


def _opt_out(network: "Network", person: str, ours: str, body: str) -> dict[str, str]:
    """STOP and START change what the provider itself lets through."""
    word = body.strip().casefold()
    if word in STOP:
        send(network, ours, person, STOPPED)
        network.opted_out.add((ours, person))
        return {"OptOutType": "STOP"}
    if word in START:
        network.opted_out.discard((ours, person))
        send(network, ours, person, STARTED)
        return {"OptOutType": "START"}
    return {}


def _answers(body: bytes) -> list[str]:
    try:
        root = ElementTree.fromstring(body)  # noqa: S314  # our own hotline wrote it
    except ElementTree.ParseError:
        return []
    return [words(verb) for verb in root if verb.tag == "Message"]


def _message(network: "Network", from_: str, to: str, body: str, direction: str, status: str) -> dict[str, Any]:
    name, now = sid("SM"), date(datetime.now(UTC))
    account = network.config.account_sid
    message: dict[str, Any] = {
        "sid": name,
        "account_sid": account,
        "from": from_,
        "to": to,
        "body": body,
        "direction": direction,
        "status": status,
        "num_segments": str(-(-len(body) // SEGMENT) or 1),
        "num_media": "0",
        "date_created": now,
        "date_updated": now,
        "date_sent": now,
        "error_code": None,
        "error_message": None,
        "price": None,
        "price_unit": "USD",
        "messaging_service_sid": None,
        "api_version": "2010-04-01",
        "uri": f"/2010-04-01/Accounts/{account}/Messages/{name}.json",
        "subresource_uris": {},
    }
    network.messages[name] = message
    return message


def _status(message: dict[str, Any]) -> dict[str, str]:
    return {
        "MessageSid": message["sid"],
        "SmsSid": message["sid"],
        "AccountSid": message["account_sid"],
        "From": message["from"],
        "To": message["to"],
        "ApiVersion": "2010-04-01",
        "MessageStatus": message["status"],
        "SmsStatus": message["status"],
    } | ({"ErrorCode": str(message["error_code"])} if message["error_code"] else {})
