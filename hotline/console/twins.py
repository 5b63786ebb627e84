"""On the page of a report: other reports that may be of the same person, and what a dispatcher says of that."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import actions
from hotline.console.guard import at, me
from hotline.console.language import _
from hotline.core.report import Report, stored
from hotline.core.report.twin import merging
from hotline.core.report.twin.merging import CannotMerge, Proposal
from hotline.texts import mark
from hotline.web import commit, house, session

twins = Blueprint("twins", __name__, url_prefix="/reports/<report_id>")

SPEAKS = {
    "near": mark("near each other"),
    "rather_near": mark("near each other"),
    **dict.fromkeys(("same_spot", "same_inside", "same_side"), mark("beside the same thing")),
    "same_line": mark("the same line"),
    "same_number": mark("the same number of people"),
    "several": mark("several people"),
    "about_the_number": mark("several people"),
    "same_children": mark("children with them"),
    "same_animals": mark("animals with them"),
    "same_state": mark("in the same state"),
    "same_wound": mark("in the same state"),
    "same_language": mark("the same language heard"),
    "same_who": mark("described alike"),
    "same_age": mark("described alike"),
    **dict.fromkeys(("same_coat", "same_top", "same_hat", "same_hat_colour"), mark("the same clothes")),
    **dict.fromkeys(("same_thing", "same_common_thing"), mark("the same things with them")),
    **dict.fromkeys(("same_mark", "same_trait"), mark("the same marks")),
}
PLACE = mark("the same place")


@dataclass(frozen=True)
class Likeness:
    """What stands in the box: proposals, and the reports that are one with this already."""

    proposals: Sequence[Proposal]
    merged: Sequence[Report]


@twins.app_template_global("likeness_of")
def likeness_of(report: Report) -> Likeness:
    """What may be, and what is, of the same person as this report."""
    found = merging.proposals(session(), house().vault, report)
    return Likeness(found, stored.merged_into(session(), report.id))


@twins.app_template_global("why_alike")
def why_alike(proposal: Proposal) -> str:
    """What speaks for it, in words."""
    words = [_(SPEAKS[one]) for one in proposal.likely.reasons if one in SPEAKS]
    return ", ".join(dict.fromkeys(words)) or _(PLACE)


@twins.post("/same/<other_id>")
def same(report_id: str, other_id: str) -> ResponseReturnValue:
    """They are one person, or (`not`) they are not."""
    one, other = _ids(report_id, other_id)
    try:
        if "not" in request.form:
            merging.not_the_same(session(), *_known(one, other), me().username, at())
        else:
            one = merging.merge(session(), one, other, me().username, at()).id
    except CannotMerge:
        flash(_("One of the two is closed by now: they stay apart."))
    return _back(one)


@twins.post("/apart")
def apart(report_id: str) -> ResponseReturnValue:
    """It was somebody else after all."""
    (one,) = _ids(report_id)
    try:
        merging.take_apart(session(), one, me().username, at())
    except CannotMerge:
        abort(404)
    return _back(one)


def _ids(*given: str) -> tuple[int, ...]:
    if not all(actions.is_number(one) for one in given):
        abort(404)
    return tuple(actions.number(one) for one in given)


def _known(one: int, other: int) -> tuple[int, int]:
    if one == other or session().get(Report, one) is None or session().get(Report, other) is None:
        raise CannotMerge
    return one, other


def _back(report_id: int) -> ResponseReturnValue:
    commit()
    return redirect(url_for("reports.one", report_id=report_id), 303)
