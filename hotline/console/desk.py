"""The desk: the one screen a dispatcher works on, and its plain forms."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from hotline.console import (
    actions,
    board,
    ending,
    figures,
    find,
    labels,
    open_work,
    partner_words,
    person,
    place_labels,
    talk,
    talk_words,
    writing,
    written,
)
from hotline.console.guard import at, me, sorry
from hotline.console.language import _
from hotline.core import access, consent, queue, reservation, take_over
from hotline.core.contact import NOTE_LENGTH
from hotline.core.conversation import LENGTH
from hotline.core.dispatcher import Dispatcher
from hotline.core.queue import QueueEntry
from hotline.core.report import in_line
from hotline.core.words import WRITTEN, Channel, EntryState, Priority, Topic
from hotline.texts import LANGUAGES
from hotline.web import commit, house, session

desk = Blueprint("desk", __name__)

PARTS = {"live": "console/live.html", "person": "console/person.html"}


@talk.talk.errorhandler(actions.Refused)
@writing.writing.errorhandler(actions.Refused)
@find.find.errorhandler(actions.Refused)
@desk.errorhandler(actions.Refused)
def refused(refusal: actions.Refused) -> ResponseReturnValue:
    if refusal.error == "bad_request":
        return sorry(_("That could not be done. Please go back and try again."), 400)
    if refusal.error == "telling":
        return _shown(
            draft=request.form.get("text", ""), telling=refusal.more["found"], typed=ending.read(request.form)
        )
    flash(labels.refusal(refusal.error, refusal.more))
    return _back((request.view_args or {}).get("contact_id"))


@desk.get("/")
def show() -> ResponseReturnValue:
    """The whole screen; with `part`, only what a script puts in place of what it shows."""
    part = request.args.get("part", "")
    if part and part not in PARTS:
        abort(404)
    return _shown(part)


def _shown(part: str = "", **more: Any) -> str:
    shown = _person(live=part == "live")
    beds = board.of(session(), house().vault, shown.contact if shown else None, at())
    shown_talk = talk.view(shown)
    shown_writing = written.view(shown, request.args.get("reply", ""))
    template = PARTS.get(part, "console/desk.html")
    return render_template(
        template, person=shown, board=beds, talk=shown_talk, writing=shown_writing, **_screen(), **more
    )


@desk.post("/queue/<entry_id>/accept")
def accept(entry_id: str) -> ResponseReturnValue:
    held = actions.accept(entry_id)
    if held.entry.channel == Channel.REPORT and (found := in_line.report_of(session(), held.contact_id)) is not None:
        return redirect(url_for("reports.one", report_id=found.id), 303)
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
    actions.note(contact_id, request.form.get("text", ""), ask="anyway" not in request.form)
    return _back(contact_id)


@desk.post("/contacts/<contact_id>/close")
def close(contact_id: str) -> ResponseReturnValue:
    """A note that was typed but not sent yet is kept too."""
    actions.note(contact_id, request.form.get("text", ""), ask="anyway" not in request.form)
    actions.close(contact_id, ending.read(request.form), request.form.get("then", ""))
    return redirect(url_for("desk.show"), 303)


def _back(contact_id: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("desk.show", contact=contact_id or request.args.get("contact")), 303)


def _person(*, live: bool) -> person.Person | None:
    """The person asked for, else the one I work on. Looking is put on record; a closed one asks why first."""
    asked = (request.view_args or {}).get("contact_id") or request.args.get("contact", "")
    chosen = actions.number(asked) if actions.is_number(asked) else person.current(session(), me(), at())
    try:
        shown = person.show(session(), house().vault, chosen, me(), at(), live=live) if chosen is not None else None
    except access.ReasonNeeded as needed:
        g.reason_for = needed.contact_id
        return None
    if shown is not None and shown.looked:
        commit()
    return shown


def _screen() -> dict[str, Any]:
    entries = queue.live_entries(session(), at(), after_report=reservation.had_a_report(session(), me().id))
    return {
        "me": me(),
        "now": at(),
        "waiting": [entry for entry in entries if entry.state == EntryState.WAITING],
        "served": [entry for entry in entries if entry.state != EntryState.WAITING],
        "names": _names(entries),
        "doing": {entry.dispatcher_id: entry.state for entry in entries if entry.dispatcher_id is not None},
        "bar": figures.bar(session(), entries, at()),
        "open_work": open_work.of_desk(),
        "current": person.current(session(), me(), at()),
        "reason_for": g.get("reason_for"),
        "taken_by": take_over.taken_from(session(), me().id, at()),
        "topics": tuple(Topic),
        "priorities": tuple(Priority),
        "labels": labels,
        "phonebook": talk.book,
        "talk_words": talk_words,
        "ending": ending,
        "written": written,
        "my_talks": written.my_talks(),
        "message_length": LENGTH,
        "is_written": lambda entry: entry is not None and entry.channel in WRITTEN,
        "languages": LANGUAGES,
        "vulnerabilities": partner_words.vulnerabilities(),
        "place_labels": place_labels,
        "windows": list(consent.WINDOWS),
        "note_length": NOTE_LENGTH,
        "note_days": house().settings.keep_notes_days,
        "refusals": labels.refusals(),
        "softphone": "simulated" if house().settings.carrier_url else "twilio",
    }


def _names(entries: list[QueueEntry]) -> dict[int, str]:
    ids = {entry.dispatcher_id for entry in entries if entry.dispatcher_id is not None}
    if not ids:
        return {}
    rows = session().execute(select(Dispatcher.id, Dispatcher.username).where(Dispatcher.id.in_(ids)))
    return {row.id: row.username for row in rows}
