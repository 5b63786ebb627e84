"""What every voice view needs: the flow, the numbers, an XML answer."""

from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from flask import Response, request

from hotline.core import flow
from hotline.voice.twiml import Numbers
from hotline.web import house

LATE = timedelta(seconds=2)


def line() -> flow.Flow:
    """The flow that answers the 0800."""
    return house().flows["line"]


def numbers() -> Numbers:
    settings = house().settings
    return Numbers(settings.public_url, settings.caller_id, settings.duty_phone)


def xml(document: str) -> Response:
    return Response(document, mimetype="text/xml")


def turn() -> int | None:
    return request.args.get("turn", type=int)


def happened(at: datetime) -> datetime:
    """When it happened what we are told now: the provider's time, in whole seconds, if we hear of it late."""
    with suppress(ValueError):
        said = parsedate_to_datetime(request.form.get("Timestamp", ""))
        if said.tzinfo is not None and at - said > LATE:
            return said
    return at


def reservation_id() -> int:
    """The reservation in the address, or 0, which is none."""
    wanted = request.args.get("reservation", 0, type=int)
    return wanted if 0 < wanted < 2**63 else 0
