"""Only Twilio may speak to a channel of its own: every webhook's signature is checked against the public URL."""

import hmac
import re
from collections.abc import Callable
from functools import cache

import structlog
from flask import Response, request
from twilio.request_validator import RequestValidator
from werkzeug.exceptions import RequestEntityTooLarge

from hotline.settings import Settings
from hotline.web import house

log = structlog.get_logger()
validator = cache(RequestValidator)  # one for each auth token
SID = re.compile(r"[A-Za-z0-9_-]{1,64}")
NO_CALL = "none"  # a conference's start and end belong to no call


def guard(about: str, ours: Callable[[Settings], tuple[str, ...]]) -> Callable[[], Response | None]:
    """The door of one channel. `about`: the field that says what a webhook is about; `ours`: its phone numbers.

    Refused is what is unsigned, wrongly signed, of another account, or for a number that is not ours: 403, empty.
    """

    def refuse() -> Response | None:
        settings = house().settings
        try:
            reason = _refusal(settings, about, ours(settings))
        except RequestEntityTooLarge:  # only a stranger's can be: Twilio sends at most 64 kB
            reason = "size"
        if reason is None:
            return None
        log.warning("webhook refused", path=request.path, reason=reason)
        return Response(status=403)

    return refuse


def _refusal(settings: Settings, about: str, ours: tuple[str, ...]) -> str | None:
    signature = request.headers.get("X-Twilio-Signature")
    if not signature or request.mimetype != "application/x-www-form-urlencoded":
        return "unsigned"
    url = settings.public_url + str(request.environ.get("RAW_URI", request.full_path))
    if not any(_fits(validator(token), url, signature) for token in settings.auth_token):
        return "signature"
    if request.form.get("AccountSid") != settings.account_sid:
        return "account"
    nothing = NO_CALL if about == "CallSid" and "ConferenceSid" in request.form else ""
    if not SID.fullmatch(request.form.get(about, nothing)):
        return about
    return None if _for_us(ours) else "number"


def _for_us(ours: tuple[str, ...]) -> bool:
    """What comes in is for one of our numbers, what goes out comes from ours; some callbacks name neither."""
    to = request.form.get("To")
    if to in ours:
        return True
    if request.path.endswith("/incoming") or request.form.get("Direction") == "inbound":
        return False
    return to is None or request.form.get("From") in ours


def _fits(signer: RequestValidator, url: str, signature: str) -> bool:
    """The signature of this very URL; else of the same with or without its port, which Twilio may leave out."""
    fields = _Fields(request.form.to_dict(flat=False))
    computed: str = signer.compute_signature(url, fields)
    return hmac.compare_digest(computed.encode(), signature.encode()) or bool(signer.validate(url, fields, signature))


class _Fields(dict[str, list[str]]):
    """A form as Twilio's library reads it quickest: it asks `getall` first, and that for each of 25 fields."""

    getall = dict.__getitem__
