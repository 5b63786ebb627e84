"""A person who cannot wait is served sooner; what is wrong on record is set right by a supervisor."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import actions, labels
from hotline.console.guard import at, me, needs
from hotline.console.language import _
from hotline.core import access, correction, erasure
from hotline.core import contact as contacts
from hotline.core.contact import Contact
from hotline.texts import LANGUAGES
from hotline.web import commit, house, session

corrections = Blueprint("corrections", __name__)


@corrections.post("/contacts/<contact_id>/priority")
def raise_priority(contact_id: str) -> ResponseReturnValue:
    """Any dispatcher may raise it; only a supervisor may lower it, under "correct"."""
    contact = _locked(contact_id)
    try:
        correction.raise_priority(session(), contact, request.form.get("priority", ""), me(), at())
    except ValueError:
        abort(400)
    except correction.Lower:
        flash(_("Only a supervisor can lower a priority."))
        return _back(contact)
    commit()
    flash(_("Priority: %(priority)s", priority=labels.priority(contact.priority)))
    return _back(contact)


@corrections.post("/contacts/<contact_id>/correct")
@needs("supervisor")
def correct(contact_id: str) -> ResponseReturnValue:
    contact, language = _locked(contact_id), request.form.get("language") or None
    if language is not None and language not in (*LANGUAGES, contact.language):
        abort(400)
    right = correction.Right(language, request.form.get("topic") or None, request.form.get("priority", ""))
    try:
        correction.correct(session(), contact, right, me(), at())
    except ValueError:
        abort(400)
    commit()
    flash(_("Corrected. What it was before is on record."))
    return _back(contact)


@corrections.post("/contacts/<contact_id>/erase")
@needs("supervisor")
def erase(contact_id: str) -> ResponseReturnValue:
    """The person asks that we forget them: this contact, or all of the same number."""
    contact = _locked(contact_id)
    if request.form.get("sure") != "yes":
        flash(_("Tick that you are sure, then erase."))
        return _back(contact)
    everywhere = request.form.get("which") != "one"
    try:
        done = erasure.forget(session(), house().vault, contact.id, me().username, at(), everywhere=everywhere)
    except erasure.StillHere:
        flash(_("This person is in line or in a talk. First that, then this."))
        return _back(contact)
    commit()
    if done is not None:
        flash(_("Erased contacts: %(count)s. Records at the provider are deleted too.", count=done.erased))
    return _back(contact)


def _locked(contact_id: str) -> Contact:
    contact = contacts.lock(session(), int(contact_id)) if actions.is_number(contact_id) else None
    if contact is None:
        abort(404)
    access.check(session(), contact, me(), at())
    return contact


def _back(contact: Contact) -> ResponseReturnValue:
    return redirect(url_for("desk.show", contact=contact.id), 303)
