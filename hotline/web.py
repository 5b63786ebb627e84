"""What both web apps share: the house's parts, one database session a request, headers, errors, health."""

import secrets
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, Request, Response, current_app, g, jsonify, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from redis import Redis
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from hotline import db
from hotline.core import beat, flow, models, plan
from hotline.core.report.team import teams
from hotline.core.secret import Vault
from hotline.gateways import live
from hotline.gateways.assistant import Assistant
from hotline.settings import Settings

log = structlog.get_logger()
assert models  # noqa: S101  # every table must be known: a row leads to others

FLOWS = Path(__file__).parent.parent / "ivr_flows"
PLAN = Path(__file__).parent.parent / "duty" / "escalation.yaml"
DOWN = (OperationalError, PoolTimeout)  # the database cannot be reached


@dataclass(frozen=True)
class House:
    """The parts that a process builds once."""

    settings: Settings
    sessions: sessionmaker[Session]
    vault: Vault
    redis: Redis
    flows: dict[str, flow.Flow]
    plan: plan.Plan
    assistant: Assistant


def build(settings: Settings, *, pool_size: int = 20) -> House:
    """Everything a web app, a worker or the clock needs."""
    teams.book()  # a mistake in their files stops the start, not a report
    return House(
        settings=settings,
        sessions=db.sessions(db.connect(settings.database_url, pool_size=pool_size)),
        vault=Vault(settings.secret_key),
        redis=live.connect(settings.redis_url),
        flows=flow.load(FLOWS),
        plan=plan.read(PLAN),
        assistant=Assistant(settings.rasa_url),
    )


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


@contextmanager
def change(house: House) -> Iterator[Session]:
    """A change outside a request: made so at the end of the block, and only then told, as by `commit`."""
    with house.sessions() as opened:
        yield opened
        opened.commit()
        live.tell(house.redis, opened)


def healthz() -> tuple[Response, int]:
    """Ready or not, with the parts that are silent. 200 when calls and pages can be served."""
    answers = house().assistant.answers()  # first: no transaction is open while the network is asked
    try:
        at = db.now(session())
        assistant = assistant_state(house().settings, session(), at, answers=answers)
        silent = beat.silent(session(), at)
    except DOWN:
        return jsonify(ready=False, database="down", assistant="ready" if answers else "down"), 503
    return jsonify(ready=True, database="up", silent=silent, assistant=assistant), 200


def assistant_state(conf: Settings, session: Session, at: datetime, *, answers: bool) -> str:
    """off (there is none here), training, ready, or down: it should answer and does not."""
    if conf.rasa_url is None:
        return "off"
    return "ready" if answers else beat.without_assistant(session, at)


class App(Flask):
    """Flask, but what nobody foresaw is logged without the error's own words: they may hold what a person wrote."""

    def log_exception(self, exc_info: Any) -> None:
        kind, _, trace = exc_info
        where = traceback.extract_tb(trace)[-1]
        log.error("unforeseen", endpoint=request.endpoint, error=kind.__name__, file=where.filename, line=where.lineno)


class Cookies(SecureCookieSessionInterface):
    """Flask's signed cookie; nothing is computed for a request without one, such as every webhook."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def csp_nonce() -> str:
    """What the page's own scripts carry: another one for each request."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    nonce: str = g.nonce
    return nonce


def policy(framed_by: str = "'none'") -> str:
    """What a page may load, and who may put it into a frame. Pictures from elsewhere: only tiles of a map."""
    return (
        f"default-src 'self'; script-src 'self' 'nonce-{csp_nonce()}'; img-src {images()};"
        f" object-src 'none'; base-uri 'none'; frame-ancestors {framed_by}; form-action 'self'"
    )


def images() -> str:
    """Where the pictures of this page may come from."""
    return " ".join(("'self'", "data:", *g.get("tiles_from", ())))


def add_headers(response: Response) -> Response:
    if response.mimetype != "text/xml":  # TwiML is for a machine
        response.headers.setdefault("Content-Security-Policy", policy())
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
