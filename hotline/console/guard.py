"""The door of the console: who is asking, what they may do, and that every change carries a CSRF token."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import structlog
from flask import Flask, Response, abort, current_app, g, jsonify, redirect, render_template, request, url_for
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
from hotline.web import DOWN, csp_nonce, house, images, session

log = structlog.get_logger()

View = TypeVar("View", bound=Callable[..., Any])

OPEN = frozenset({"static", "healthz", "entrance.page", "entrance.enter"})
LARGE, LARGE_PARTS = 1024 * 1024, 5000  # bytes and fields of a form with texts in ten languages
ENROLMENT = frozenset({"second_factor.show", "second_factor.confirm", "entrance.leave"})

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


def needs(role: str) -> Callable[[View], View]:
    """Only people of this role, or of one above it, are let in: `@needs("supervisor")` on a view.

    What carries nothing is for everyone who is logged in; tests/console/test_rights.py lists those.
    """

    def mark(view: View) -> View:
        view.needs = role  # type: ignore[attr-defined]  # a function takes any attribute
        return view

    return mark


def large(view: View) -> View:
    """A form with many texts in many languages: more may be sent to this view than to others."""
    view.large = True  # type: ignore[attr-defined]  # a function takes any attribute
    return view


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
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "large", False):
        request.max_content_length, request.max_form_memory_size, request.max_form_parts = LARGE, LARGE, LARGE_PARTS
    if not found.may(getattr(view, "needs", "dispatcher")):
        log.warning("forbidden", dispatcher=found.id, endpoint=request.endpoint)
        abort(403)
    if must_enrol(found) and request.endpoint not in ENROLMENT:
        return _enrol_first()
    if found.seen_at is None or (at() - found.seen_at).total_seconds() >= 10:
        dispatchers.seen(session(), found.id, at())
        session().commit()
    if request.method == "POST" and dispatchers.worth_writing(found, at()):
        dispatchers.acted(session(), found.id, at())
        session().commit()
    return None


def _log_in_first() -> ResponseReturnValue:
    if is_json():
        return jsonify(error="login"), 401
    return redirect(url_for("entrance.page"), 303)


def must_enrol(who: Dispatcher) -> bool:
    """Whether the house demands a second factor of this person, who has none yet."""
    return house().settings.require_second_factor and who.may("supervisor") and who.second_factor_at is None


def _enrol_first() -> ResponseReturnValue:
    if is_json():
        return jsonify(error="second_factor"), 403
    return redirect(url_for("second_factor.show"), 303)


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
    if code == 403:
        return sorry(_("This is for supervisors or administrators. Ask one of them if you need it."), 403)
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
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; img-src {images()}; object-src 'none';"
        f" base-uri 'none'; frame-ancestors 'none'; form-action 'self';"
        f" connect-src 'self' {TWILIO_CONNECT}; media-src 'self' {TWILIO_MEDIA}"
    )
