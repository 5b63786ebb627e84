"""Opening a closed contact with a reason, and the record of who opened what, for supervisors."""

from datetime import timedelta

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import actions, labels, report_words
from hotline.console.guard import at, is_json, me, needs
from hotline.console.language import _
from hotline.core import access
from hotline.core import contact as contacts
from hotline.core import dispatcher as dispatchers
from hotline.core.contact import Contact
from hotline.core.report import Report, spelled
from hotline.web import commit, session

opening = Blueprint("opening", __name__)

SHOWN = timedelta(days=30)


@opening.app_errorhandler(access.ReasonNeeded)
def reason_needed(needed: access.ReasonNeeded) -> ResponseReturnValue:
    """Whatever was asked about a closed contact: first the page that asks why."""
    if is_json():
        return jsonify(error="reason_needed"), 409
    return redirect(url_for("desk.show", contact=needed.contact_id), 303)


@opening.post("/contacts/<contact_id>/open")
def open_closed(contact_id: str) -> ResponseReturnValue:
    reason = request.form.get("reason", "")
    wanted = actions.number(contact_id) if actions.is_number(contact_id) else 0
    contact = contacts.lock(session(), wanted)
    if contact is None:
        abort(404)
    if reason not in access.REASONS:
        abort(400)
    access.open_closed(session(), contact, me(), reason, at())
    commit()
    return redirect(url_for("desk.show", contact=contact.id), 303)


@opening.get("/openings")
@needs("supervisor")
def show() -> ResponseReturnValue:
    """Who opened whose page, or a report, in the last 30 days; of one colleague or one contact where asked."""
    asked, contact = request.args.get("by", ""), request.args.get("contact", "")
    lines = access.openings(
        session(),
        at() - SHOWN,
        by=asked or None,
        contact_id=actions.number(contact) if actions.is_number(contact) else None,
    )
    return render_template(
        "console/openings.html",
        lines=lines,
        called=_called,
        people=dispatchers.names(session()),
        by=asked,
        contact=contact,
        labels=labels,
    )


def _called(of: Contact | Report) -> tuple[str, str, str]:
    """What was opened: its name, where it leads, and what it is about, with no word of what was said."""
    if isinstance(of, Contact):
        about = f"{labels.language(of.language)} · {labels.topic(of.topic)}"
        return str(of.id), url_for("opening.show", contact=of.id), about
    code = spelled(of.code) if of.code else str(of.id)
    return code, url_for("reports.one", report_id=of.id), f"{_('Report')} · {report_words.commune(of.commune)}"
