"""A centre's own page behind its link: it says how many places are free. Reading changes nothing; sending does."""

from functools import partial

import structlog
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from hotline.core import place
from hotline.core.centre import Centre, lock
from hotline.db import now
from hotline.texts import LANGUAGES, mark, t
from hotline.web import DOWN, commit, session

log = structlog.get_logger()

free = Blueprint("free", __name__, url_prefix="/free")

OFFERED = ("fr", "nl", "en")
TOO_OLD = mark("This link no longer works. Please ask us for a new one.")
AWAY = mark("We cannot note it just now. Please try again in a few minutes, or call us.")


@free.errorhandler(404)
def too_old(_error: Exception) -> ResponseReturnValue:
    return _sorry(TOO_OLD), 404


def database_down(error: Exception) -> ResponseReturnValue:
    log.error("database down", error=type(error).__name__)
    return _sorry(AWAY), 503


@free.errorhandler(Exception)
def unforeseen(error: Exception) -> ResponseReturnValue:
    """The link in the address must not come into a log."""
    if isinstance(error, HTTPException):
        return error
    log.error("unforeseen", path="free", error=type(error).__name__)
    return _sorry(AWAY), 500


for down in DOWN:
    free.register_error_handler(down, database_down)


@free.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    return _page(_centre(token), token)


@free.post("/<token>")
def tell(token: str) -> ResponseReturnValue:
    """The count. Whoever holds the link may set it: the token in the address is the proof, so no other is asked."""
    centre = _centre(token)
    lock(session(), centre.id)
    count, kept = _number("free"), _number("kept") or 0
    if count is None:
        return _page(centre, token, wrong=True), 400
    try:
        place.tell_free(session(), centre, count, "link", now(session()), kept=kept)
    except place.TooMany:
        session().rollback()
        return _page(_centre(token), token, wrong=True), 400
    commit()
    return redirect(url_for("free.show", token=token, noted="yes", lang=request.args.get("lang")), 303)


def _centre(token: str) -> Centre:
    centre = place.centre_by_link(session(), token, now(session()))
    if centre is None:
        abort(404)
    return centre


def _number(name: str) -> int | None:
    typed = request.form.get(name, "").strip()
    return int(typed) if typed.isdecimal() and len(typed) <= 5 else None


def _sorry(sentence: str) -> str:
    """One sentence in the browser's language: behind a link that leads nowhere, the centre's own is not known."""
    asked = request.args.get("lang", "")
    locale = asked if asked in OFFERED else request.accept_languages.best_match(OFFERED) or "fr"
    words = partial(t, locale)
    return render_template("site/sorry.html", _=words, locale=locale, dir="ltr", sentence=words(sentence))


def _page(centre: Centre, token: str, *, wrong: bool = False) -> str:
    asked = request.args.get("lang", "")
    locale = asked if asked in OFFERED else centre.language
    at = now(session())
    return render_template(
        "site/free.html",
        _=partial(t, locale),
        locale=locale,
        dir="ltr",
        centre=centre,
        token=token,
        wrong=wrong,
        noted=request.args.get("noted") == "yes",
        fresh=place.is_fresh(centre, at),
        told=place.hour_told(centre),
        offered=[LANGUAGES[code] for code in OFFERED],
    )
