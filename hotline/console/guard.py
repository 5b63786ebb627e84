"""The door of the console: who is asking, in which language, and that every change carries a CSRF token."""

from datetime import datetime

import structlog
from flask import Flask, Response, g, jsonify, redirect, render_template, request, url_for
from flask import session as cookie
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException

from hotline import db
from hotline.console.language import _
from hotline.core import dispatcher as dispatchers
from hotline.core import login
from hotline.core.dispatcher import Dispatcher
from hotline.web import DOWN, csp_nonce, house, session

log = structlog.get_logger()

OPEN = frozenset({"static", "healthz", "entrance.page", "entrance.enter"})

# What Twilio's softphone talks to and the sounds it plays. Source: Twilio Voice JavaScript SDK, README, "CSP".
TWILIO_CONNECT = (
    "https://eventgw.twilio.com wss://voice-js.roaming.twilio.com https://media.twiliocdn.com https://sdk.twilio.com"
)
TWILIO_MEDIA = "mediastream: https://media.twiliocdn.com https://sdk.twilio.com"


def register(app: Flask) -> None:
    """Put the door in front of every route of the app; the open ones are named in OPEN."""
    app.config.update(
        SESSION_COOKIE_NAME="console",  # cookies ignore ports: never the public app's
        WTF_CSRF_TIME_LIMIT=None,  # as long as the login: consoles stay open for a whole shift
    )
    app.session_interface = Cookie()
    app.before_request(_who)  # before CSRF, so that a stranger hears "log in", not "bad token"
    CSRFProtect(app)
    app.after_request(_headers)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _refused)
    for error in DOWN:
        app.register_error_handler(error, _database_down)


class Cookie(SecureCookieSessionInterface):
    """The login cookie is only sent encrypted, except on this very computer, where no proxy stands before us."""

    def get_cookie_secure(self, app: Flask) -> bool:
        host = request.host.rsplit(":", 1)[0]
        direct = not any(name.lower().startswith(("x-forwarded", "forwarded")) for name, _value in request.headers)
        return super().get_cookie_secure(app) and not (direct and host in ("127.0.0.1", "localhost", "[::1]"))


def me() -> Dispatcher:
    """The dispatcher who is asking."""
    asking: Dispatcher = g.me
    return asking


def token() -> str:
    """The token this browser shows."""
    shown: str = cookie["token"]
    return shown


def at() -> datetime:
    """The database's time, read once a request."""
    if "at" not in g:
        g.at = db.now(session())
    moment: datetime = g.at
    return moment


def is_json() -> bool:
    """Whether a program asks, not a person."""
    return request.path.startswith(("/api/", "/stream", "/local/"))


def _who() -> ResponseReturnValue | None:
    if request.endpoint in OPEN:
        return None
    found = login.holder(session(), cookie.get("token"), at())
    if found is None:
        return _log_in_first()
    g.me = found
    if found.seen_at is None or (at() - found.seen_at).total_seconds() >= 10:
        dispatchers.seen(session(), found.id, at())
        session().commit()
    return None


def _log_in_first() -> ResponseReturnValue:
    if is_json():
        return jsonify(error="login"), 401
    return redirect(url_for("entrance.page"), 303)


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    if is_json():
        return jsonify(error="csrf"), 400
    return sorry(_("This page was too old. Please try again."), 400)


def _refused(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error  # a redirect
    if is_json():
        return jsonify(error=error.name.lower().replace(" ", "_")), code
    if code == 404:
        return sorry(_("This page does not exist, or no longer."), 404)
    if code >= 500:
        return sorry(_("Something went wrong on our side. Calls go on; please try again."), code)
    return sorry(_("That could not be done. Please go back and try again."), code)


def _database_down(error: Exception) -> ResponseReturnValue:
    log.error("database down", error=type(error).__name__)
    if is_json():
        return jsonify(error="database"), 503
    return sorry(_("The database does not answer. Callers are put through to the duty phone."), 503)


def sorry(sentence: str, code: int) -> ResponseReturnValue:
    """A page that says in plain words what went wrong."""
    return render_template("console/sorry.html", sentence=sentence), code


def _headers(response: Response) -> Response:
    """What the console needs beyond the headers of every page; the CSRF check reads the referrer on https."""
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Frame-Options", "DENY")
    if house().settings.carrier_url is None:
        response.headers.setdefault("Content-Security-Policy", _with_twilio(csp_nonce()))
    return response


def _with_twilio(nonce: str) -> str:
    """The policy of every page, and Twilio's hosts; no script comes from there: the SDK is ours to serve."""
    return (
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; img-src 'self' data:; object-src 'none';"
        f" base-uri 'none'; frame-ancestors 'none'; form-action 'self';"
        f" connect-src 'self' {TWILIO_CONNECT}; media-src 'self' {TWILIO_MEDIA}"
    )
