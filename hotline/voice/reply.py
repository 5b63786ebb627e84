"""What every voice view needs: the flow, the numbers, an XML answer."""

from flask import Response, request

from hotline.core import flow
from hotline.voice.twiml import Numbers
from hotline.web import house


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


def reservation_id() -> int:
    """The reservation in the address, or 0, which is none."""
    wanted = request.args.get("reservation", 0, type=int)
    return wanted if 0 < wanted < 2**63 else 0
