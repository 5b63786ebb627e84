"""A service as staff see it: all that is known with its worth; what to note about it with one click."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import actions, directory_words
from hotline.console.guard import at, me
from hotline.console.language import _, locale
from hotline.core.directory import checking, confirm, door, edit, read, trust, why
from hotline.core.directory.checking import Report
from hotline.core.directory.facts import Fact, Source, facts, trusts
from hotline.core.directory.read import Found
from hotline.core.measure import BRUSSELS
from hotline.web import commit, house, session

directory = Blueprint("directory", __name__, url_prefix="/directory")


@dataclass(frozen=True)
class Line:
    """One fact for a page. `ticked`: taken as asked, unless said otherwise; a contradiction is chosen on purpose."""

    key: str
    kind: str
    told: str
    doubt: str
    sources: list[str]
    ticked: bool
    checked: str = ""  # when it was last verified


def lines(found: Found, moment: datetime) -> list[Line]:
    """Every fact of a service, for staff."""
    return [_line(fact, found, moment) for fact in facts(found.service)]


def _line(fact: Fact, found: Found, moment: datetime) -> Line:
    worth = trust.of(fact, found.service)
    known = found.organization.sources
    sources = [directory_words.source(known[key].kind) for key in worth.sources if key in known]
    ticked = worth.assurance in trust.PUBLIC
    kind, told = directory_words.kind(fact), directory_words.told(fact)
    doubt, checked = why.doubt(worth, locale(), moment), why.checked_on(worth, locale())
    return Line(confirm.key(fact), kind, told, doubt, sources, ticked, "" if doubt else checked)


def sources(found: Found) -> list[Source]:
    """Where the facts of a service were read, each page once, the newest first."""
    keys = {key for worth in trusts(found.service) for key in worth.sources}
    read_there = [one for key, one in found.organization.sources.items() if key in keys]
    return sorted(read_there, key=lambda one: one.read_on, reverse=True)


def today() -> date:
    return at().astimezone(BRUSSELS).date()


def known(service_id: str) -> Found:
    """The service with all that staff may know; nothing of that name: not found."""
    found = read.service(session(), service_id, today(), staff=True)
    if found is None:
        abort(404)
    return found


@directory.app_context_processor
def _shown() -> dict[str, object]:
    return {
        "directory_words": directory_words,
        "checks_of": lambda service: checking.open_of(session(), service.id),
        "service_sources": sources,
        "service_lines": lambda found: lines(found, at()),
        "found_choices": checking.FOUND,
        "check_words": lambda check: checking.words(house().vault, check),
        "once": lambda: secrets.token_hex(8),
    }


@directory.get("/service/<service_id>")
def service(service_id: str) -> ResponseReturnValue:
    found = known(service_id)
    doubt = why.doubt(found.service.trust, locale(), at())
    contact = request.args.get("contact", "")
    return render_template(
        "console/directory_service.html", found=found, doubt=doubt, today=today(),
        contact_id=contact if actions.is_number(contact) else None,
    )  # fmt: skip


@directory.post("/service/<service_id>/found")
def note(service_id: str) -> ResponseReturnValue:
    """A caller stood before a closed door: one click. From a contact, two callers count as two people."""
    known(service_id)
    contact = request.form.get("contact", "")
    who = f"contact {contact}" if actions.is_number(contact) else f"dispatcher {me().id}"
    what = request.form.get("found", "")
    told = Report(service_id, what, who=who, words=_words(), key=_once(), dispatcher_id=me().id)
    try:
        checking.report(session(), house().vault, told, at())
    except ValueError:
        abort(400)
    commit()
    flash(_("Noted: somebody looks at it."))
    return _back(service_id)


@directory.post("/service/<service_id>/closed")
def closed(service_id: str) -> ResponseReturnValue:
    """Closed today, or until a day."""
    try:
        last = date.fromisoformat(request.form.get("until") or today().isoformat())
        change = edit.at_once(
            session(), service_id, "call", me(), at(), lambda it, day: door.closed(it, service_id, day, last)
        )
    except ValueError:
        flash(_("This day cannot be read, or it is over."))
        return _back(service_id)
    return _changed(service_id, change is not None)


@directory.post("/service/<service_id>/open")
def opened(service_id: str) -> ResponseReturnValue:
    change = edit.at_once(session(), service_id, "call", me(), at(), lambda it, day: door.opened(it, service_id, day))
    return _changed(service_id, change is not None)


@directory.post("/service/<service_id>/room")
def room(service_id: str) -> ResponseReturnValue:
    """Full now, a waiting list, or places again."""
    state = request.form.get("state", "")
    if state not in ("places", "waiting_list", "full"):
        abort(400)
    change = edit.at_once(
        session(), service_id, "call", me(), at(), lambda it, day: door.room(it, service_id, state, day)  # type: ignore[arg-type]  # one of the three
    )  # fmt: skip
    return _changed(service_id, change is not None)


@directory.errorhandler(edit.Gone)
def third_party(_error: edit.Gone) -> ResponseReturnValue:
    session().rollback()
    flash(_("Only another organisation's list speaks of this service. Write it down anew, with what you were told."))
    return _back((request.view_args or {})["service_id"])


def _changed(service_id: str, really: bool) -> ResponseReturnValue:
    commit()
    flash(_("Saved.") if really else _("It was so already."))
    return _back(service_id)


def _back(service_id: str) -> ResponseReturnValue:
    contact = request.form.get("contact", "")
    if actions.is_number(contact):
        return redirect(url_for("desk.show", contact=contact), 303)
    return redirect(url_for("directory.service", service_id=service_id), 303)


def _words() -> str:
    return " ".join(request.form.get("words", "").replace("\0", " ").split())[: checking.WORDS]


def _once() -> str | None:
    once = request.form.get("once", "")[:32]
    return f"desk:{me().id}:{once}" if once else None
