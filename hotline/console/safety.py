"""What is safe for the person, as they tell it to a dispatcher: calls, texts, hours, a word that we say first."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import actions
from hotline.console.guard import at
from hotline.console.language import _
from hotline.core import call, consent
from hotline.web import commit, house, session

safety = Blueprint("safety", __name__)

ANSWERS = {"both": (True, True), "call": (True, False), "none": (False, False)}


@safety.post("/contacts/<contact_id>/safety")
def save(contact_id: str) -> ResponseReturnValue:
    """Keep what was said. No call that they said is not safe stays promised."""
    contact = actions.locked(contact_id)
    said = ANSWERS.get(request.form.get("safe", ""))
    if said is not None:
        consent.allow(session(), contact, at(), call=said[0], text=said[1])
    consent.keep_window(session(), contact, request.form.get("window") or None, at())
    consent.keep_word(session(), house().vault, contact, request.form.get("word", ""), at())
    if not consent.may_call(contact) and call.drop_callback(session(), contact, at()):
        flash(_("We will not call this person back. They can call again and keep their place with their code."))
    commit()
    return redirect(url_for("desk.show", contact=contact_id), 303)
