"""My settings: languages, where I answer, my password, my other logins."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import labels
from hotline.console.guard import at, me, token
from hotline.console.language import CONSOLE_LANGUAGES, _
from hotline.console.off_loop import off_loop
from hotline.core import login
from hotline.core.number import callable_number
from hotline.core.secret import masked
from hotline.texts import LANGUAGES
from hotline.web import commit, house, session

own = Blueprint("own", __name__)


@own.get("/settings")
def show() -> ResponseReturnValue:
    return _page()


@own.post("/settings")
def save() -> ResponseReturnValue:
    """Languages, where I answer, and the console's language. An empty phone number keeps the one we have."""
    asking, chosen = me(), [code for code in request.form.getlist("languages") if code in LANGUAGES]
    typed = request.form.get("phone", "").strip()
    number = callable_number(typed)
    answers_on = "phone" if request.form.get("answers_on") == "phone" else "browser"
    if typed and number is None:
        return _page(_("This is not a number that we can call."), 400)
    if answers_on == "phone" and number is None and asking.phone is None:
        return _page(_("To answer on your own phone, give its number."), 400)
    if request.form.get("console_language") in CONSOLE_LANGUAGES:
        asking.console_language = request.form["console_language"]
    if number is not None:
        asking.phone = house().vault.lock(number)
    asking.languages = chosen or None
    asking.answers_on = answers_on
    commit()
    flash(_("Saved."))
    return redirect(url_for("own.show"), 303)


@own.post("/settings/password")
def password() -> ResponseReturnValue:
    """A new password, for whoever knows the present one; other browsers are logged out."""
    old, new = request.form.get("old", "")[:1000], request.form.get("new", "")[:1000]
    if len(new) < login.PASSWORD_LENGTH:
        return _page(_("A password needs at least %(count)s characters.", count=login.PASSWORD_LENGTH), 400)
    stored, moment, vault = me().password_hash, at(), house().vault
    try:
        login.attempt(session(), vault.hash(me().username), moment)
    except login.Throttled:
        return _page(_("Too many attempts. Please wait a quarter of an hour, or ask a colleague."), 429)
    session().commit()  # nothing is held while the password is computed
    if not off_loop(lambda: login.password_fits(stored, old)):
        return _page(_("The present password is not right."), 400)
    fresh = off_loop(lambda: login.hash_password(new))
    login.set_password(session(), me().id, fresh, but=token())
    login.forget_attempts(session(), vault.hashes(me().username))
    commit()
    flash(_("Your password is changed. Other browsers are logged out."))
    return redirect(url_for("own.show"), 303)


@own.post("/settings/end-others")
def end_others() -> ResponseReturnValue:
    login.end_all(session(), me().id, but=token())
    commit()
    flash(_("Other browsers are logged out."))
    return redirect(url_for("own.show"), 303)


def _page(problem: str | None = None, code: int = 200) -> ResponseReturnValue:
    number = house().vault.open(me().phone) if me().phone else None  # type: ignore[arg-type]  # checked
    return render_template(
        "console/own.html",
        me=me(),
        problem=problem,
        phone=masked(number) if number else None,
        offered=LANGUAGES,
        consoles=CONSOLE_LANGUAGES,
        logins=login.count(session(), me().id, at()),
        labels=labels,
    ), code
