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


def send(network: "Network", from_: str, to: str, body: str, callback: str = "") -> dict[str, Any]:
    """The hotline writes to a phone: delivered at once, with the states that Twilio reports."""
    message = _message(network, from_, to, body, "outbound-api", "queued")
    first = dict(message)

    def deliver() -> None:
        for status in ("sent", "delivered"):
            message["status"] = status
            if callback:
                network.notify(callback, _status(message), "POST", "")
        phone = network.phone(to)
        phone.messages.append(message)
        phone.feed.add(type="message", sender=from_, body=body, call="")

    network.beside(deliver)
    return first


def receive(network: "Network", from_: str, to: str, body: str) -> dict[str, Any]:
    """A person writes to the hotline. Its answer, if any, goes back to their phone. KeyError: not our number."""
    number = network.numbers[to]
    message = _message(network, from_, to, body, "inbound", "received")
    params = _status(message) | {
        "SmsMessageSid": message["sid"],
        "Body": body,
        "NumMedia": "0",
        "NumSegments": message["num_segments"],
        "SmsStatus": "received",
    }
    del params["MessageStatus"]

    def tell() -> None:
        try:
            answer = network.webhooks.ask(number.sms_url, params)
        except Failure as failure:
            network.warn("", f"{failure.code} {failure.reason}", failure.url)
            return
        for text in _answers(answer.body):
            send(network, to, from_, text)

    network.beside(tell)
    return message


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
    }
