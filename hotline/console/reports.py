"""What people reported from the street: who needs a person first; what was said is opened for one report at a time."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline import street_map
from hotline.console import actions, labels, report_form, report_lines, report_map, report_teams, report_words
from hotline.console.guard import at, me
from hotline.console.language import locale
from hotline.core import access, gazetteer, phonebook, staff
from hotline.core import contact as contacts
from hotline.core import report as core
from hotline.core.dispatcher import Dispatcher
from hotline.core.number import spaced
from hotline.core.phonebook import Entry
from hotline.core.queue import QueueEntry
from hotline.core.report import Facts, Report, coach, decisions, given, in_line, listed, stored
from hotline.core.report.facts import CALLED
from hotline.core.report.team import mission, outcome
from hotline.web import commit, house, session

reports = Blueprint("reports", __name__)


@reports.get("/reports")
def show() -> ResponseReturnValue:
    """The list has no words in it: code, commune, since when, how many, how they are, how far it is."""
    asked = request.args
    chosen = asked.get("show", "") if asked.get("show") in listed.SHOWS else "open"
    commune, team = asked.get("commune") or None, asked.get("team") or None
    return _list(listed.reports(session(), at(), chosen, commune, team), chosen=chosen, commune=commune, team=team)


@reports.post("/reports/find")
def find() -> ResponseReturnValue:
    """The report that somebody asks about, by its code or by where it is; neither stands in an address."""
    words = request.form.get("words", "")[: report_form.LONG].strip()
    code = core.code_in(words)
    if code is not None:
        found = stored.by_code(session(), code, at())
        if found is not None:
            return redirect(url_for("reports.one", report_id=found.id), 303)
        return _list((), sought=words)
    where = coach.understood(gazetteer.current(session()), Facts(place=words), locale())
    places = [one for one in where.places if one.kind not in gazetteer.AREAS]
    rows = listed.near(session(), at(), [one.point for one in places])
    return _list(rows, sought=words, places=[coach.shown(one, locale()) for one in places])


def _list(rows: Sequence[listed.Listed], chosen: str = "open", **more: Any) -> ResponseReturnValue:
    return render_template(
        "console/reports.html", rows=rows, chosen=chosen, now=at(), communes=listed.communes(session(), at()),
        teams=report_teams.names(), most=listed.MOST, map=report_map.drawing(rows, locale()), side=report_map.SIDE,
        spelled=core.spelled, words=report_words, labels=labels, team_name=report_teams.name,
        called=report_words.commune, names={person.id: person.username for person in staff.everyone(session())},
        longest=report_form.LONG, **more,
    )  # fmt: skip


@reports.get("/reports/<report_id>")
def one(report_id: str) -> ResponseReturnValue:
    """One report with what was said. That somebody looks is put on record first."""
    report = session().get(Report, actions.number(report_id)) if actions.is_number(report_id) else None
    if report is None:
        abort(404)
    _on_record(report)
    vault = house().vault
    missions = mission.of(session(), report.id)
    entry, done = in_line.entry_of(session(), report.id), stored.is_done(report)
    return render_template(
        "console/report.html", report=report, said=core.facts_of(vault, report), spelled=core.spelled,
        aloud=core.aloud, words=report_words, labels=labels, lines=core.timeline(session(), report.id),
        sentence=partial(report_lines.event, phonebook=phonebook.names(session())),
        missions=missions, added={one.id: _added(one) for one in missions},
        team_name=report_teams.name, why_team=report_teams.why, teams=report_teams.names(),
        asks_112=in_line.asks_112(report), called=CALLED, why_closed=decisions.WHY_CLOSED,
        lists=report_form.lists(), form=report_form, sent="sent" in request.args, me=me(), entry=entry,
        holder=_holder(entry), kept_open=_kept_open(entry), is_over=done, reason=report_teams.reason,
        refusals=() if done else outcome.refused_near(session(), report, at()),
        tiles=street_map.tiles("console"),
        options=() if done else given.options(session(), vault, report, at()),
        to_call=() if done else _to_call(report), now=at(), last_news=decisions.last_news(session(), report.id),
    )  # fmt: skip


def _to_call(report: Report) -> Sequence[tuple[Entry, str]]:
    """Whom a dispatcher may call about this report, each with the number as it is written."""
    vault = house().vault
    entries = phonebook.by_keys(session(), given.to_call(session(), vault, report, at()))
    return [(entry, spaced(vault.open(entry.number) or "")) for entry in entries]


def _on_record(report: Report) -> None:
    """On the report's own timeline, and on that of the talk it came from while that is open."""
    new = decisions.looked(session(), report, me(), at())
    contact = contacts.lock(session(), report.contact_id) if report.contact_id else None
    if contact is not None and contact.closed_at is None:
        new = access.opened(session(), contact, me(), at()) or new
    if new:
        commit()


def _kept_open(entry: QueueEntry | None) -> bool:
    """Whether whoever has it cannot be done with it yet."""
    return entry is not None and in_line.kept_open(session(), entry.contact) is not None


def _holder(entry: QueueEntry | None) -> Dispatcher | None:
    """Who looks at this report now."""
    return session().get(Dispatcher, entry.dispatcher_id) if entry is not None and entry.dispatcher_id else None


def _added(one: mission.Mission) -> str | None:
    """What a team added in words."""
    return house().vault.open(one.words) if one.words else None
