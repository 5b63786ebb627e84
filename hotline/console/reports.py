"""What people reported from the street: the newest first; what was said is opened for one report at a time."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from hotline.console import actions, labels, report_words
from hotline.console.guard import at, me
from hotline.core import access
from hotline.core import contact as contacts
from hotline.core import report as core
from hotline.core.report import Report
from hotline.web import commit, house, session

reports = Blueprint("reports", __name__)

SHOWN = 200  # the newest


@dataclass(frozen=True)
class Words:
    """What was said, readable; None where nothing was, or it is erased."""

    place: str | None
    seen: str | None
    condition: str | None
    reach: str | None


@reports.get("/reports")
def show() -> ResponseReturnValue:
    """The list has no words in it: code, commune, when, how many, how they are, how far it is."""
    return render_template(
        "console/reports.html", reports=core.newest(session(), SHOWN), spelled=core.spelled, words=report_words
    )


@reports.get("/reports/<report_id>")
def one(report_id: str) -> ResponseReturnValue:
    """One report with what was said. That somebody looked is put on record first."""
    report = session().get(Report, actions.number(report_id)) if actions.is_number(report_id) else None
    if report is None:
        abort(404)
    _on_record(report, at())
    return render_template(
        "console/report.html", report=report, said=_words(report), spelled=core.spelled, words=report_words,
        labels=labels,
    )  # fmt: skip


def _on_record(report: Report, moment: datetime) -> None:
    contact = contacts.lock(session(), report.contact_id) if report.contact_id else None
    if contact is not None:
        access.opened(session(), contact, me(), moment)
        commit()


def _words(report: Report) -> Words:
    locked = (report.place, report.seen_words, report.condition_words, report.reach)
    return Words(*(house().vault.open(one) if one else None for one in locked))
