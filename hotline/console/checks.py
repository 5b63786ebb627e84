"""What waits for a look: a dispatcher rings the service, asks, and confirms, corrects or puts the check away."""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console.directory import Line, lines, today
from hotline.console.guard import at, me
from hotline.console.language import _, locale
from hotline.core.directory import checking, confirm, edit, read, why
from hotline.core.directory.checking import Waiting
from hotline.core.directory.read import Found
from hotline.web import commit, session

checks = Blueprint("checks", __name__, url_prefix="/directory")

SHOWN = 25  # services on the page: nobody rings more in a shift


@dataclass(frozen=True)
class Card:
    """A service that waits, with what is known of it. `found` None: it is gone meanwhile."""

    waiting: Waiting
    found: Found | None
    lines: list[Line]
    doubt: str

    @property
    def last(self) -> int:
        """The newest check that is on the page: what comes later is not answered by a click here."""
        return self.waiting.checks[-1].id


@checks.get("/checks")
def show() -> ResponseReturnValue:
    waiting = checking.waiting(session())
    cards = [_card(one) for one in waiting[:SHOWN]]
    return render_template("console/checks.html", cards=cards, more=len(waiting) - len(cards))


def _card(waiting: Waiting) -> Card:
    found = read.service(session(), waiting.service_id, today(), staff=True)
    doubt = why.doubt(found.service.trust, locale(), at()) if found else ""
    return Card(waiting, found, lines(found, at()) if found else [], doubt)


@checks.post("/service/<service_id>/confirm")
def confirmed(service_id: str) -> ResponseReturnValue:
    """They were rung: it is as described, and what is ticked is right."""
    keys = set(request.form.getlist("key"))
    try:
        edit.at_once(
            session(), service_id, "call", me(), at(),
            lambda it, day: confirm.confirmed(it, service_id, keys, "call", day),
        )  # fmt: skip
    except edit.Gone:
        session().rollback()
        flash(
            _("Only another organisation's list speaks of this service. Write it down anew, with what you were told.")
        )
        return _next()
    checking.close(session(), service_id, "confirmed", me(), at(), _last())
    commit()
    flash(_("Thank you. Confirmed today."))
    return _next()


@checks.post("/service/<service_id>/dismiss")
def dismiss(service_id: str) -> ResponseReturnValue:
    """Nothing is wrong, or nothing can be found out."""
    if not checking.close(session(), service_id, "dismissed", me(), at(), _last()):
        flash(_("Somebody has looked already."))
    commit()
    return _next()


def _last() -> int | None:
    last = request.form.get("last", "")
    if last and not (last.isascii() and last.isdecimal() and len(last) <= 18):
        abort(400)
    return int(last) if last else None


def _next() -> ResponseReturnValue:
    return redirect(url_for("checks.show"), 303)
