"""What both web apps share: the house's parts, one database session a request, headers, errors, health."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import structlog
from flask import Flask, Response, current_app, g, jsonify, request
from redis import Redis
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from hotline import db, texts
from hotline.core import beat, flow
from hotline.core.secret import Vault
from hotline.gateways import live
from hotline.logs import configure
from hotline.settings import Settings

log = structlog.get_logger()

FLOWS = Path(__file__).parent.parent / "ivr_flows"
DOWN = (OperationalError, PoolTimeout)  # the database cannot be reached


@dataclass(frozen=True)
class House:
    """The parts that a process builds once."""

    settings: Settings
    sessions: sessionmaker[Session]
    vault: Vault
    redis: Redis
    flows: dict[str, flow.Flow]


def build(settings: Settings, *, pool_size: int = 20) -> House:
    """Everything a web app, a worker or the clock needs."""
    return House(
        settings=settings,
        sessions=db.sessions(db.connect(settings.database_url, pool_size=pool_size)),
        vault=Vault(settings.secret_key),
        redis=live.connect(settings.redis_url),
        flows=flow.load(FLOWS),
    )


def create_app(which: Literal["public", "console"], settings: Settings) -> Flask:
    configure(which)
    app = Flask(__name__)
    app.secret_key = settings.secret_key[0]
    app.config.update(
        SECRET_KEY_FALLBACKS=list(settings.secret_key[1:]),
        MAX_CONTENT_LENGTH=64 * 1024,
        MAX_FORM_MEMORY_SIZE=64 * 1024,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https:"),
    )
    app.extensions["hotline"] = build(settings)
    for language in texts.LANGUAGES:
        texts.catalogue(language)  # parsed now, not while a caller waits
    app.add_url_rule("/healthz", view_func=healthz)
    app.before_request(_nonce)
    app.after_request(_headers)
    app.teardown_appcontext(close_session)
    if which == "public":
        from hotline import site, voice

        site.register(app)
        voice.register(app)
    else:
        from hotline import console

        console.register(app)
    if settings.carrier_url:
        from hotline.local import phone

        phone.register(app, which)
    return app


def house() -> House:
    parts: House = current_app.extensions["hotline"]
    return parts


def session() -> Session:
    """This request's database session, opened at its first use and closed at its end."""
    if "db" not in g:
        g.db = house().sessions()
    opened: Session = g.db
    return opened


def commit() -> None:
    """Make it so; only then tell the workers and the open consoles."""
    opened = session()
    opened.commit()
    live.tell(house().redis, opened)


def healthz() -> tuple[Response, int]:
    """Ready or not, with the parts that are silent. 200 when calls and pages can be served."""
    try:
        silent = beat.silent(session(), db.now(session()))
    except DOWN:
        return jsonify(ready=False, database="down", assistant="off"), 503
    return jsonify(ready=True, database="up", silent=silent, assistant="off"), 200


def csp_nonce() -> str:
    nonce: str = g.nonce
    return nonce


def _nonce() -> None:
    g.nonce = secrets.token_urlsafe(16)


def _headers(response: Response) -> Response:
    response.headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'self'; script-src 'self' 'nonce-{g.get('nonce', '')}'; img-src 'self' data:;"
        f" object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    if request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "public, max-age=3600")
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def close_session(_: Any = None) -> None:
    """Whatever was not committed is undone; the next use opens a new session."""
    opened: Session | None = g.pop("db", None)
    if opened is not None:
        opened.close()
