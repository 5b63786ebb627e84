"""Who sends a form, as far as it takes to tell two of them apart; and that the form is one of ours."""

import secrets
from ipaddress import IPv4Address, ip_address, ip_network

from flask import request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from hotline.web import house

OPEN_S = 12 * 3600  # a page left open overnight still sends


def connection() -> str:
    """The address a form comes from. Behind proxies of ours (HOTLINE_PROXIES) it is what the outermost of them saw.

    Any other part of X-Forwarded-For is the sender's own word, and not believed.
    """
    ours = house().settings.proxies
    said = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    return _network(said[-ours] if ours and len(said) >= ours else request.remote_addr or "")


def _network(address: str) -> str:
    """One subscriber: an IPv6 phone has a whole /64 to itself and takes another address of it every day."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address) or found.ipv4_mapped:
        return str(getattr(found, "ipv4_mapped", None) or found)
    return str(ip_network((found.packed[:8] + bytes(8), 64)))


def form_token(about: str) -> str:
    """What the form carries: it was asked for here, for this thing, not long ago. No cookie is needed."""
    token: str = _signer().dumps([about, secrets.token_urlsafe(9)])
    return token


def form_id(token: str, about: str) -> str | None:
    """The form's own name, the same when it is sent twice. None: it is not ours, for something else, or too old."""
    try:
        meant, name = _signer().loads(token, max_age=OPEN_S)
    except (BadSignature, ValueError, TypeError):
        return None
    return str(name) if meant == about else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer([*reversed(house().settings.secret_key)], salt="site form")
