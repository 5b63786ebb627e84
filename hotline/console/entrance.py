"""The door: logging in and out."""

import structlog
from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from hotline.console.guard import at, me, token
from hotline.console.language import CONSOLE_LANGUAGES, _
from hotline.console.off_loop import off_loop
from hotline.core import dispatcher as dispatchers
from hotline.core import login
from hotline.core.dispatcher import Dispatcher
from hotline.core.words import Activity
from hotline.web import commit, house, session

log = structlog.get_logger()

entrance = Blueprint("entrance", __name__)


@entrance.get("/login")
def page() -> ResponseReturnValue:
    return _form()


@entrance.post("/login")
def enter() -> ResponseReturnValue:
    """The right name and password lead to the desk; everything else says the same sentence."""
    username = _typed().strip().lower()
    password = request.form.get("password", "")[:1000]
    hashes = house().vault.hashes(username)
    try:
        login.attempt(session(), hashes[0], at())
    except login.Throttled:
        log.warning("login throttled")
        return _form(_("Too many attempts. Please wait a quarter of an hour, or ask a colleague."), 429)
    found = dispatchers.by_username(session(), username)
    session().commit()  # nothing is held while the password is computed
    stored = found.password_hash if found is not None else None
    if not off_loop(lambda: login.password_fits(stored, password)) or found is None:
        return _form(_("The name or the password is not right."), 401)
    return _welcome(found, hashes)


@entrance.post("/logout")
def leave() -> ResponseReturnValue:
    login.end(session(), token())
    dispatchers.set_activity(session(), me().id, Activity.AWAY, at())
    _changed()
    cookie.clear()
    return redirect(url_for("entrance.page"), 303)


def _welcome(found: Dispatcher, hashes: list[bytes]) -> ResponseReturnValue:
    login.forget_attempts(session(), hashes)
    login.clean(session(), at())
    cookie.clear()  # a fresh session: nothing planted before the login survives it
    cookie["token"] = login.begin(session(), found, at())
    dispatchers.set_activity(session(), found.id, Activity.AVAILABLE, at())
    _changed()
    log.info("login", dispatcher=found.id)
    return redirect(url_for("desk.show"), 303)


def _changed() -> None:
    session().info["queue_changed"] = True
    commit()


def _form(problem: str | None = None, code: int = 200) -> ResponseReturnValue:
    return render_template("console/login.html", problem=problem, username=_typed(), languages=CONSOLE_LANGUAGES), code


def _typed() -> str:
    """The user name as it was typed, without what neither a database nor a page can hold."""
    return request.form.get("username", "").replace("\0", "")[:60]
