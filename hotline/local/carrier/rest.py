"""What all of Twilio's REST answers share: who may ask, errors, lists, dates."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from hmac import compare_digest
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

if TYPE_CHECKING:
    from hotline.local.carrier.state import Network

ROOT = "/2010-04-01/Accounts/<account>"
MOST_A_PAGE = 1000
Json = dict[str, Any]


class Refusal(Exception):
    """A request that Twilio would refuse, in the shape it uses for that."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def missing() -> Refusal:
    return Refusal(404, 20404, f"The requested resource {request.path} was not found")


def blueprint(name: str, network: "Network") -> Blueprint:
    """A part of the API: asks for the account's credentials before everything else."""
    part = Blueprint(f"rest_{name}", __name__)

    @part.url_value_preprocessor
    def take_account(endpoint: str | None, values: Json | None) -> None:
        g.account = (values or {}).pop("account", "")

    @part.before_request
    def authenticate() -> None:
        config = network.config
        given = request.authorization
        user, secret = (given.username or "", given.password or "") if given else ("", "")
        known = {config.account_sid: config.auth_token, config.api_key_sid: config.api_key_secret}
        if user not in known or not compare_digest(secret.encode(), known[user].encode()):
            raise Refusal(401, 20003, "Authenticate")
        if g.account != config.account_sid:
            raise missing()

    @part.before_request
    def on_a_bad_network() -> None:
        g.met = network.faults.hit(request.path, only_named=True)
        if late := g.met.get("delay"):
            network.faults.delay(late)
        if "drop" in g.met:
            raise Refusal(503, 20503, "Service Unavailable")

    @part.after_request
    def lose(response: Response) -> Response:
        """Done, but the answer is an error of somebody on the way."""
        return Response("Bad gateway", 502) if "lose" in g.get("met", {}) else response

    return part


def refuse(refusal: Refusal) -> tuple[Response, int]:
    """The body of a refused request."""
    body = {
        "code": refusal.code,
        "message": refusal.message,
        "more_info": f"https://www.twilio.com/docs/errors/{refusal.code}",
        "status": refusal.status,
    }
    return jsonify(body), refusal.status


def refuse_http(error: HTTPException) -> tuple[Response, int]:
    status = error.code or 500
    return refuse(Refusal(status, 20404 if status == 404 else 20000 + status, error.name))


def page(network: "Network", name: str, path: str, items: Sequence[Json]) -> Response:
    """One page of a list."""
    size = min(max(request.args.get("PageSize", 50, type=int), 1), MOST_A_PAGE)
    at = max(request.args.get("Page", 0, type=int), 0)
    base = f"/2010-04-01/Accounts/{network.config.account_sid}/{path}"
    kept = {k: v for k, v in request.args.items() if k not in {"Page", "PageSize", "PageToken"}}

    def uri(number: int) -> str:
        return f"{base}?{urlencode(kept | {'PageSize': size, 'Page': number})}"

    return jsonify(
        {
            name: items[at * size : (at + 1) * size],
            "page": at,
            "page_size": size,
            "start": at * size,
            "end": min((at + 1) * size, len(items)) - 1,
            "uri": uri(at),
            "first_page_uri": uri(0),
            "next_page_uri": uri(at + 1) if (at + 1) * size < len(items) else None,
            "previous_page_uri": uri(at - 1) if at else None,
        }
    )


def date(at: datetime | None) -> str | None:
    """RFC 2822 in UTC."""
    return format_datetime(at.astimezone(UTC)) if at else None


def yes(name: str) -> bool | None:
    """A boolean form field; None when it was not sent."""
    value = request.form.get(name)
    return None if value is None else value.lower() == "true"
