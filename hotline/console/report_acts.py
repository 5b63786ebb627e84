"""What a dispatcher does with a report: answers whether 112 was called, puts facts right, closes it."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import actions, report_form
from hotline.console.guard import at, me
from hotline.console.language import _
from hotline.core import gazetteer
from hotline.core import report as core
from hotline.core.report import Report, Status, decisions
from hotline.web import commit, house, session

report_acts = Blueprint("report_acts", __name__, url_prefix="/reports/<report_id>")


@report_acts.post("/112")
def called_112(report_id: str) -> ResponseReturnValue:
    """Has 112 been called, and by whom? Asked until it is answered."""
    report = locked(report_id)
    try:
        decisions.called_112(session(), report, request.form.get("who", ""), me(), at())
    except ValueError:
        abort(400)
    return done(report)


@report_acts.post("/facts")
def correct(report_id: str) -> ResponseReturnValue:
    """Facts that turned out otherwise, before a team goes or while it is there."""
    report = locked(report_id)
    if report.erased_at is not None:
        flash(_("What was said is erased: its time is over."))
        return done(report)
    book, vault = gazetteer.current(session()), house().vault
    told = report_form.read(request.form, core.facts_of(vault, report))
    changed = decisions.correct(session(), vault, book, report, told, me(), at())
    flash(_("Saved.") if changed else _("Nothing was changed."))
    return done(report)


@report_acts.post("/close")
def close(report_id: str) -> ResponseReturnValue:
    """Nothing more is to be done; whether 112 was called is known before."""
    report = locked(report_id)
    if decisions.asks_for_112(report):
        flash(_("First say whether 112 was called, and by whom."))
        return done(report)
    try:
        decisions.close(session(), report, request.form.get("why", ""), me(), at())
    except ValueError:
        abort(400)
    return done(report)


def locked(report_id: str) -> Report:
    """The report, its row locked."""
    report = core.lock(session(), actions.number(report_id)) if actions.is_number(report_id) else None
    if report is None:
        abort(404)
    return report


def is_over(report: Report) -> bool:
    """Whether nothing can be asked of a team any more."""
    return report.status == Status.CLOSED or report.erased_at is not None


def done(report: Report) -> ResponseReturnValue:
    """Make it so, and back to the page of the report."""
    session().info["queue_changed"] = True
    commit()
    return redirect(url_for("reports.one", report_id=report.id), 303)
