"""A text that came in, and how far one of ours has come."""

import structlog
from flask import Response, request

from hotline.core import sms, text_in
from hotline.core.words import Channel, SmsState
from hotline.db import now
from hotline.settings import Settings
from hotline.web import commit, house, session

log = structlog.get_logger()

WHATSAPP = "whatsapp:"  # before a number, in Twilio's addresses
LONGEST = 1600  # characters: more is not a text

# Twilio's words for how far a text has come, mapped once. An unknown word changes nothing.
STATES = {
    "accepted": SmsState.QUEUED,
    "scheduled": SmsState.QUEUED,
    "queued": SmsState.QUEUED,
    "sending": SmsState.QUEUED,
    "sent": SmsState.SENT,
    "delivered": SmsState.DELIVERED,
    "read": SmsState.DELIVERED,
    "undelivered": SmsState.UNDELIVERED,
    "failed": SmsState.FAILED,
    "canceled": SmsState.FAILED,
}


def incoming() -> Response:
    """Somebody wrote to us. What we answer, if anything, is owed in the outbox: the document is always empty."""
    text_in.hear(session(), house().vault, _text(), now(session()))
    commit()
    return nothing_to_say()


def status() -> Response:
    """How far one of our texts has come. It may be heard of here before the answer to our sending it."""
    form, said = request.form, request.form.get("MessageStatus", "")
    state = STATES.get(said)
    if state is None:
        log.warning("unknown word", about="text", word=said[:20])
        return Response(status=204)
    code = form.get("ErrorCode", "")
    sms.told(session(), _sms_id(), form["MessageSid"], state, code if code.isdigit() else None, now(session()))
    commit()
    return Response(status=204)


def nothing_to_say() -> Response:
    return Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', mimetype="text/xml")


def ours(settings: Settings) -> tuple[str, ...]:
    """Our addresses for texts, in the provider's words."""
    number = settings.whatsapp_number
    return (settings.sms_number, *([f"{WHATSAPP}{number}"] if number else []))


def _text() -> text_in.Text:
    """What came in, in our words. A place on a map is words too."""
    form = request.form
    sender = form.get("From", "")
    words = {"STOP": "STOP", "START": "START"}.get(form.get("OptOutType", ""), form.get("Body", ""))
    if form.get("Latitude") and form.get("Longitude"):
        words = f"{words} {form['Latitude'][:20]}, {form['Longitude'][:20]}"
    return text_in.Text(
        sid=form["MessageSid"],
        sender=sender.removeprefix(WHATSAPP),
        words=words[:LONGEST],
        channel=Channel.WHATSAPP if sender.startswith(WHATSAPP) else Channel.SMS,
        pictures=form.get("NumMedia", "0") not in ("", "0"),
    )


def _sms_id() -> int:
    """The text in the address, or 0, which is none."""
    wanted = request.args.get("sms", 0, type=int)
    return wanted if 0 < wanted < 2**63 else 0


ROUTES = {"/incoming": incoming, "/status": status}
