"""Round sheets: a team's open reports, numbered, for a printer or a phone; gone when the night is over."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import actions, labels, report_teams, report_words
from hotline.console.guard import at, me
from hotline.console.language import _
from hotline.core import report as core
from hotline.core.number import spaced
from hotline.core.report.team import round_sheet
from hotline.web import commit, house, session

rounds = Blueprint("rounds", __name__, url_prefix="/rounds")


@rounds.get("")
def show() -> ResponseReturnValue:
    """Choose a team, then which of its missions."""
    team = request.args.get("team", "")
    return render_template(
        "console/rounds.html", team=team, teams=report_teams.names(), team_name=report_teams.name,
        missions=round_sheet.open_of_team(session(), team) if team else (), spelled=core.spelled,
        words=report_words, hours=round_sheet.LASTS.seconds // 3600,
    )  # fmt: skip


@rounds.post("")
def make() -> ResponseReturnValue:
    """Those that were ticked and are still open, in the order of a walk."""
    team = request.form.get("team", "")
    chosen = [int(one) for one in request.form.getlist("mission") if actions.is_number(one)]
    sheet = round_sheet.make(session(), team, chosen, me().id, at())
    if sheet is None:
        flash(_("Choose at least one report that is still open."))
        return redirect(url_for("rounds.show", team=team or None), 303)
    commit()
    return redirect(url_for("rounds.sheet", sheet_id=sheet.id), 303)


@rounds.get("/<sheet_id>")
def sheet(sheet_id: str) -> ResponseReturnValue:
    """The sheet while it lasts; that somebody looks is on the timeline of each report on it."""
    found = round_sheet.find(session(), actions.number(sheet_id), at()) if actions.is_number(sheet_id) else None
    if found is None:
        abort(404)
    stops = round_sheet.stops(session(), house().vault, found)
    for stop in stops:
        core.decisions.looked(session(), stop.mission.report, me(), at())
    commit()
    return render_template(
        "console/round_sheet.html", sheet=found, stops=stops, team=report_teams.name(found.team),
        spelled=core.spelled, words=report_words, labels=labels, line=spaced(house().settings.number),
    )  # fmt: skip
