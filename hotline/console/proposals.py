"""What services and dispatchers propose: before and after, then accepted or put away."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hotline.console import preview
from hotline.console.actions import is_number
from hotline.console.guard import at, me, needs
from hotline.console.language import _
from hotline.core.directory import checking, edit, proposal
from hotline.core.directory.facts import as_json
from hotline.core.directory.files import WrongFile
from hotline.core.directory.proposal import Proposal
from hotline.web import commit, house, session

proposals = Blueprint("proposals", __name__, url_prefix="/directory/proposals")


@proposals.get("")
@needs("dispatcher")
def show() -> ResponseReturnValue:
    return render_template("console/proposals.html", waiting=proposal.waiting(session()))


@proposals.get("/<number>")
@needs("dispatcher")
def one(number: str) -> ResponseReturnValue:
    return _page(_known(number))


@proposals.post("/<number>/accept")
@needs("dispatcher")
def accept(number: str) -> ResponseReturnValue:
    made = _known(number)
    if not me().may(made.needs):
        abort(403)
    try:
        change = proposal.accept(session(), made, me(), at())
    except (edit.Meanwhile, edit.Gone, WrongFile):
        session().rollback()
        flash(_("This can no longer be accepted."))
        return _page(_known(number))
    if change is None:
        flash(_("It is so already, or somebody has decided."))
    elif made.service_id:
        _answers_checks(made, made.service_id)
        flash(_("Accepted."))
    commit()
    return redirect(url_for("proposals.show"), 303)


def _answers_checks(made: Proposal, service_id: str) -> None:
    """What a service writes answers its age, not what people found there; a colleague's call, what was open then."""
    if made.by == "partner":
        checking.close(session(), service_id, "corrected", None, at())
    elif known := [one.id for one in checking.open_of(session(), service_id) if one.at <= made.at]:
        checking.close(session(), service_id, "corrected", me(), at(), known[-1])


@proposals.post("/<number>/dismiss")
@needs("dispatcher")
def dismiss(number: str) -> ResponseReturnValue:
    made = _known(number)
    if not me().may(made.needs) and made.dispatcher_id != me().id:
        abort(403)
    if not proposal.dismiss(session(), made, me(), at()):
        flash(_("Somebody has decided already."))
    commit()
    return redirect(url_for("proposals.show"), 303)


def _known(number: str) -> Proposal:
    made = session().get(Proposal, int(number)) if is_number(number) else None
    if made is None or made.state != "open":
        abort(404)
    return made


def _page(made: Proposal) -> ResponseReturnValue:
    """Before and after. Where both changed the same thing, it is said who did and nothing can be accepted."""
    words = house().vault.open(made.words) if made.words else None
    now = edit.version(session(), made.organization_id).organization
    rows, card, meanwhile = [], None, None
    try:
        wanted = proposal.wanted_now(session(), made)
        rows = preview.rows(as_json(now) if now else None, as_json(wanted))
        card = preview.card(wanted, made.service_id)
    except edit.Meanwhile as quicker:
        rows, meanwhile = preview.rows(made.base, made.wanted), quicker.change
    except edit.Gone:
        abort(404)
    page = render_template(
        "console/proposal.html",
        made=made,
        words=words,
        decided=preview.Decided(rows=rows, card=card, meanwhile=meanwhile),
    )
    return page, 409 if meanwhile else 200
