"""The desk: the one screen a dispatcher works on, and its plain forms."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from hotline.console import actions, figures, labels, person
from hotline.console.guard import at, me
from hotline.core import queue
from hotline.core.contact import NOTE_LENGTH
from hotline.core.dispatcher import Dispatcher
from hotline.core.queue import QueueEntry
from hotline.core.words import EntryState
from hotline.web import commit, house, session

desk = Blueprint("desk", __name__)

PARTS = {"live": "console/live.html", "person": "console/person.html"}


@desk.errorhandler(actions.Refused)
def refused(refusal: actions.Refused) -> ResponseReturnValue:
    if refusal.error == "bad_request":
        abort(400)
    flash(labels.refusal(refusal.error, refusal.more))
    return _back()


@desk.get("/")
def show() -> ResponseReturnValue:
    """The whole screen; with `part`, only what a script puts in place of what it shows."""
    part = request.args.get("part", "")
    if part and part not in PARTS:
        abort(404)
    shown = _person(looks=part != "live")
    return render_template(PARTS.get(part, "console/desk.html"), person=shown, **_screen())


@desk.post("/queue/<entry_id>/accept")
def accept(entry_id: str) -> ResponseReturnValue:
    actions.accept(entry_id)
    return redirect(url_for("desk.show"), 303)


@desk.post("/queue/<entry_id>/give-back")
def give_back(entry_id: str) -> ResponseReturnValue:
    actions.give_back(entry_id)
    return redirect(url_for("desk.show"), 303)


@desk.post("/activity")
def activity() -> ResponseReturnValue:
    actions.set_activity(request.form.get("activity"))
    return _back()


@desk.post("/contacts/<contact_id>/finish")
def finish(contact_id: str) -> ResponseReturnValue:
    actions.finish(contact_id)
    return _back(contact_id)


@desk.post("/contacts/<contact_id>/notes")
def note(contact_id: str) -> ResponseReturnValue:
    actions.note(contact_id, request.form.get("text", ""))
    return _back(contact_id)


@desk.post("/contacts/<contact_id>/close")
def close(contact_id: str) -> ResponseReturnValue:
    """A note that was typed but not sent yet is kept too."""
    actions.note(contact_id, request.form.get("text", ""))
    actions.close(contact_id, request.form.get("disposition", ""), request.form.get("then", ""))
    return redirect(url_for("desk.show"), 303)


def _back(contact_id: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("desk.show", contact=contact_id or request.args.get("contact")), 303)


def _person(*, looks: bool) -> person.Person | None:
    """The person asked for, else the one I work on. Looking is put on record."""
    asked = request.args.get("contact", "")
    chosen = actions.number(asked) if actions.is_number(asked) else person.current(session(), me(), at())
    shown = person.show(session(), house().vault, chosen, at()) if chosen is not None else None
    if shown is not None and looks and person.opened(session(), shown.contact.id, me(), at()):
        commit()
    return shown


def _screen() -> dict[str, Any]:
    entries = queue.live_entries(session(), at())
    return {
        "me": me(),
        "now": at(),
        "waiting": [entry for entry in entries if entry.state == EntryState.WAITING],
        "served": [entry for entry in entries if entry.state != EntryState.WAITING],
        "names": _names(entries),
        "doing": {entry.dispatcher_id: entry.state for entry in entries if entry.dispatcher_id is not None},
        "bar": figures.bar(session(), entries, at()),
        "current": person.current(session(), me(), at()),
        "labels": labels,
        "note_length": NOTE_LENGTH,
        "refusals": labels.refusals(),
        "softphone": "simulated" if house().settings.carrier_url else "twilio",
    }


def _names(entries: list[QueueEntry]) -> dict[int, str]:
    ids = {entry.dispatcher_id for entry in entries if entry.dispatcher_id is not None}
    if not ids:
        return {}
    rows = session().execute(select(Dispatcher.id, Dispatcher.username).where(Dispatcher.id.in_(ids)))
    return {row.id: row.username for row in rows}
