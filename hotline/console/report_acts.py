"""What a dispatcher does with a report: says who called 112, puts facts right, gives it to a team, closes it.

Locks: the contact of its entry in the line, then the report. What is decided leaves the line by itself.
"""

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import actions, report_form, report_teams
from hotline.console.guard import at, me
from hotline.console.language import _
from hotline.core import gazetteer
from hotline.core import report as core
from hotline.core.report import Report, decisions, given, in_line, onward
from hotline.core.report.given import CannotGo
from hotline.web import commit, house, session

report_acts = Blueprint("report_acts", __name__, url_prefix="/reports/<report_id>")


@report_acts.post("/112")
def called_112(report_id: str) -> ResponseReturnValue:
    """Has 112 been called, and by whom? Asked until it is answered."""
    report = locked(report_id)
    try:
        in_line.answer_112(session(), report, request.form.get("who", ""), me().username, at())
    except ValueError:
        abort(400)
    return done(report)


@report_acts.post("/facts")
def correct(report_id: str) -> ResponseReturnValue:
    """Facts that turned out otherwise, before a team goes or while it is there."""
    report = locked(report_id)
    if report.erased_at is not None:
        flash(_("What was said is erased: its time is over."))
        return kept(report)
    book, vault = gazetteer.current(session()), house().vault
    told = report_form.read(request.form, core.facts_of(vault, report))
    changed = decisions.correct(session(), vault, book, report, told, me(), at())
    if changed:
        onward.look_again(session(), vault, report, at())
    flash(_("Saved.") if changed else _("Nothing was changed."))
    return kept(report)


@report_acts.post("/give")
def give(report_id: str) -> ResponseReturnValue:
    """Another team, by hand; without one, the next by the rules."""
    report, team = locked(report_id), request.form.get("team", "")
    if missed(report):
        return kept(report)
    try:
        if team:
            given.give(session(), house().vault, report, team, me(), at())
        elif given.next_team(session(), house().vault, report, at()) is None:
            flash(_("No other team can go there now. It needs a person."))
    except CannotGo as why:
        over = why.why == "over"
        flash(_("This report is over.") if over else f"{report_teams.name(team)}: {report_teams.reason(why.why)}")
        session().rollback()
        return kept(report)
    return done(report)


@report_acts.post("/security")
def security(report_id: str) -> ResponseReturnValue:
    """The person in the street said that police or station security may come."""
    report = locked(report_id)
    onward.agree_to_security(session(), report, me().username, at())
    return kept(report)


@report_acts.post("/close")
def close(report_id: str) -> ResponseReturnValue:
    """Nothing more is to be done; whether 112 was called is known before."""
    report = locked(report_id)
    if missed(report):
        return kept(report)
    if in_line.asks_112(report):
        flash(_("First say whether 112 was called, and by whom."))
        return kept(report)
    try:
        decisions.close(session(), report, request.form.get("why", ""), me(), at())
    except ValueError:
        abort(400)
    return done(report)


def locked(report_id: str) -> Report:
    """The report, its row locked, and before it the contact with which it waits in the line."""
    if not actions.is_number(report_id):
        abort(404)
    g.in_line = given.contact_in_line(session(), actions.number(report_id))
    report = core.lock(session(), actions.number(report_id))
    if report is None:
        abort(404)
    return report


def missed(report: Report) -> bool:
    """A team answered, or a colleague decided, since this page was shown: it is said, and not overruled."""
    seen = request.form.get("seen", "")
    if not actions.is_number(seen) or actions.number(seen) >= decisions.last_news(session(), report.id):
        return False
    flash(_("Meanwhile something happened to this report. Look at it, then decide again."))
    return True


def done(report: Report) -> ResponseReturnValue:
    """Something was decided: where nothing is left open the report leaves the line."""
    session().flush()
    if given.settle(session(), g.in_line, me(), at()):
        flash(_("This report is off your desk."))
    return kept(report)


def kept(report: Report) -> ResponseReturnValue:
    """Make it so, and back to the page of the report."""
    session().info["queue_changed"] = True
    commit()
    return redirect(url_for("reports.one", report_id=report.id), 303)
