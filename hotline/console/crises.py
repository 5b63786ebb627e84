"""The crisis state: everyone sees who began it, why and since when; a supervisor begins and ends it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import actions, labels, place_labels
from hotline.console.guard import at, me, needs
from hotline.console.language import _
from hotline.core import crisis
from hotline.web import commit, session

crises = Blueprint("crises", __name__, url_prefix="/crisis")


@crises.get("")
def show() -> ResponseReturnValue:
    return render_template(
        "console/crisis.html",
        going_on=crisis.going_on(session()),
        earlier=crisis.earlier(session()),
        kinds=crisis.KINDS,
        why_length=crisis.WHY_LENGTH,
        labels=labels,
        place_labels=place_labels,
    )


@crises.post("")
@needs("supervisor")
def start() -> ResponseReturnValue:
    kind, why = request.form.get("kind", ""), " ".join(request.form.get("why", "").split())
    if kind not in crisis.KINDS or not why:
        abort(400)
    crisis.start(session(), kind, why, me(), at())
    commit()
    flash(_("The crisis state is on. Buffer places are open."))
    return redirect(url_for("crises.show"), 303)


@crises.post("/<crisis_id>/end")
@needs("supervisor")
def end(crisis_id: str) -> ResponseReturnValue:
    if not actions.is_number(crisis_id):
        abort(404)
    crisis.end(session(), int(crisis_id), me(), at())
    commit()
    flash(_("The crisis state is over. Nobody is sent away; buffer places are no longer given."))
    return redirect(url_for("crises.show"), 303)
