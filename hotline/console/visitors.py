"""Someone is at the desk: a visitor is put on record, and welcomed at once or in their turn."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import actions, labels
from hotline.console.guard import at, me
from hotline.console.language import _
from hotline.core import visitor
from hotline.texts import LANGUAGES
from hotline.web import commit, session

visitors = Blueprint("visitors", __name__)


@visitors.post("/visitors")
def arrive() -> ResponseReturnValue:
    """They are in line before anything else is tried: whoever cannot be welcomed now keeps their place."""
    language = request.form.get("language") or None
    if language is not None and language not in LANGUAGES:
        abort(400)
    try:
        entry = visitor.arrive(session(), me(), language, request.form.get("topic", ""), at())
    except ValueError:
        abort(400)
    commit()
    if request.form.get("then") != "welcome":
        flash(_("The visitor is in line."))
        return redirect(url_for("desk.show"), 303)
    try:
        actions.accept(str(entry.id))
    except actions.Refused as refusal:
        flash(f"{labels.refusal(refusal.error, refusal.more)} {_('The visitor is in line.')}")
    return redirect(url_for("desk.show"), 303)
