"""How outreach teams are reached: supervisors keep it; numbers are shown masked."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hotline.console import labels, report_teams
from hotline.console.guard import at, me, needs
from hotline.console.language import _
from hotline.core.number import text_number
from hotline.core.report.team import asking
from hotline.core.report.team import teams as outreach
from hotline.core.report.team.team_reach import TeamReach
from hotline.core.secret import masked
from hotline.texts import LANGUAGES
from hotline.web import commit, house, session

teams = Blueprint("teams", __name__, url_prefix="/teams")

MAIL_LENGTH = 200


@teams.get("")
@needs("supervisor")
def show() -> ResponseReturnValue:
    return _page()


@teams.post("/<team>")
@needs("supervisor")
def reach(team: str) -> ResponseReturnValue:
    """A new phone, mail or language; an empty field keeps what is there, the box takes both away."""
    if (found := outreach.book().team(team)) is None:
        abort(404)
    form, known, vault = request.form, session().get(TeamReach, team), house().vault
    typed, mail = form.get("phone", "").strip(), form.get("mail", "").strip()
    phone = text_number(typed) if typed else None
    if typed and phone is None:
        return _page(_("This phone cannot get texts."), 400)
    if mail and ("@" not in mail[1:-1] or len(mail) > MAIL_LENGTH or " " in mail):
        return _page(_("This is not a mail address."), 400)
    kept = known if "remove" not in form else None
    language = form.get("language", "")
    try:
        asking.change_reach(
            session(), vault, found, at(), by_id=me().id,
            phone=phone or (vault.open(kept.phone) if kept and kept.phone else None),
            mail=mail or (vault.open(kept.mail) if kept and kept.mail else None),
            language=language if language in LANGUAGES else "fr",
        )  # fmt: skip
        commit()
    except IntegrityError:
        session().rollback()
        return _page(_("Another team has this number already."), 409)
    flash(_("Saved."))
    return redirect(url_for("teams.show"), 303)


def _page(problem: str | None = None, code: int = 200) -> ResponseReturnValue:
    known = {one.team: one for one in session().scalars(select(TeamReach))}
    return render_template(
        "console/teams.html", teams=report_teams.names(), known=known, problem=problem, labels=labels,
        languages=LANGUAGES, phone={team: _hidden(one.phone) for team, one in known.items()},
        mail={team: _hidden(one.mail) for team, one in known.items()}, mail_length=MAIL_LENGTH,
    ), code  # fmt: skip


def _hidden(locked: bytes | None) -> str | None:
    """A number or an address, enough to tell it from another."""
    opened = house().vault.open(locked) if locked else None
    if opened is None or "@" not in opened:
        return masked(opened) if opened else None
    name, _at, house_of = opened.rpartition("@")
    return f"{name[:2]}•••@{house_of}"
