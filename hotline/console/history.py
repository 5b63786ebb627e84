"""What was changed in an organization, by whom, when, before and after; and as it was before, again."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import preview
from hotline.console.actions import is_number
from hotline.console.guard import at, me, needs
from hotline.console.language import _
from hotline.core.directory import edit, read
from hotline.web import commit, session

history = Blueprint("history", __name__, url_prefix="/directory")

SHOWN = 40  # changes on the page, the latest


@history.get("/<organization_id>/history")
@needs("dispatcher")
def show(organization_id: str) -> ResponseReturnValue:
    changes = [one for one in read.history(session(), organization_id) if not one.private]
    now = edit.version(session(), organization_id)
    if not changes and now.organization is None:
        abort(404)
    shown = [(one, preview.by(one), preview.rows(one.before, one.after)) for one in changes[:SHOWN]]
    return render_template("console/history.html", organization_id=organization_id, now=now, changes=shown)


@history.post("/<organization_id>/undo/<change_id>")
@needs("supervisor")
def undo(organization_id: str, change_id: str) -> ResponseReturnValue:
    """Everything as it was before this change: itself a change, which can be undone."""
    based = request.form.get("based_on", "")
    if not (is_number(change_id) and is_number(based)):
        abort(404)
    try:
        edit.undo(session(), int(change_id), int(based), me(), at())
    except edit.Gone:
        abort(404)
    except edit.Meanwhile as meanwhile:
        session().rollback()
        flash(_("%(name)s changed something meanwhile. Look again.", name=preview.by(meanwhile.change)))
    else:
        commit()
        flash(_("As it was before."))
    return redirect(url_for("history.show", organization_id=organization_id), 303)
