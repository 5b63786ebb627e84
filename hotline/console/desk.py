"""The desk: the one screen a dispatcher works on."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import actions
from hotline.console.guard import at, me
from hotline.console.language import _
from hotline.core import queue
from hotline.web import session

desk = Blueprint("desk", __name__)


@desk.errorhandler(actions.Refused)
def refused(refusal: actions.Refused) -> ResponseReturnValue:
    flash(refusal.error)
    return redirect(url_for("desk.show"), 303)


@desk.get("/")
def show() -> ResponseReturnValue:
    return render_template("console/desk.html", me=me(), entries=queue.live_entries(session(), at()))


@desk.post("/queue/<entry_id>/accept")
def accept(entry_id: str) -> ResponseReturnValue:
    actions.accept(entry_id)
    return redirect(url_for("desk.show"), 303)


@desk.post("/activity")
def activity() -> ResponseReturnValue:
    actions.set_activity(request.form.get("activity"))
    return redirect(url_for("desk.show"), 303)
