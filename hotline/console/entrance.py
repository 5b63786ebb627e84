"""The door: logging in and out."""

import structlog
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from hotline.console.guard import at, me, must_enrol, token
from hotline.console.language import CONSOLE_LANGUAGES, _
from hotline.console.off_loop import off_loop
from hotline.core import dispatcher as dispatchers
from hotline.core import login, second_factor, staff_log
from hotline.core.dispatcher import Dispatcher
from hotline.core.words import Activity
from hotline.web import commit, house, session

log = structlog.get_logger()

FEW_CODES = 4  # then a dispatcher is told at each login

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
    if not off_loop(lambda: login.password_fits(stored, password)) or found is None or not _code_fits(found):
        return _form(_("The name, the password or the code is not right."), 401)
    return _welcome(found, hashes)


@entrance.post("/logout")
def leave() -> ResponseReturnValue:
    login.end(session(), token())
    dispatchers.set_activity(session(), me().id, Activity.AWAY, at())
    _changed()
    cookie.clear()
    return redirect(url_for("entrance.page"), 303)


def _code_fits(found: Dispatcher) -> bool:
    """Asked after the password, so that nobody learns here whether a name has a second factor."""
    if found.second_factor_at is None:
        return True
    how = second_factor.fits(session(), house().vault, found, request.form.get("otp", "")[:60], at())
    if how == "recovery":
        staff_log.record(session(), "recovery_used", found, found, at())
    return how is not None


def _welcome(found: Dispatcher, hashes: list[bytes]) -> ResponseReturnValue:
    login.forget_attempts(session(), hashes)
    login.clean(session(), at())
    cookie.clear()  # a fresh session: nothing planted before the login survives it
    cookie["token"] = login.begin(session(), found, at())
    dispatchers.set_activity(session(), found.id, Activity.AWAY if must_enrol(found) else Activity.AVAILABLE, at())
    _changed()
    log.info("login", dispatcher=found.id)
    if found.second_factor_at is not None and (left := second_factor.codes_left(session(), found)) < FEW_CODES:
        flash(_("Recovery codes left: %(count)s. Make new ones under My settings.", count=left))
    return redirect(url_for("desk.show"), 303)


def _changed() -> None:
    session().info["queue_changed"] = True
    commit()


def _form(problem: str | None = None, code: int = 200) -> ResponseReturnValue:
    return render_template("console/login.html", problem=problem, username=_typed(), languages=CONSOLE_LANGUAGES), code


def _typed() -> str:
    """The user name as it was typed, without what neither a database nor a page can hold."""
    return request.form.get("username", "").replace("\0", "")[:60]
