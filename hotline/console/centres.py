"""Centres as a supervisor describes them: added, changed, given a code or a link, taken off the board."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from hotline.console import actions, labels, place_labels
from hotline.console.guard import at, needs
from hotline.console.language import _
from hotline.core import centre as centres_
from hotline.core import centre_details, place
from hotline.core.centre import AUDIENCES, Centre, Telling
from hotline.core.centre_details import LANGUAGES, Wrong
from hotline.web import commit, house, session

centres = Blueprint("centres", __name__, url_prefix="/centres")

TELLINGS = 20  # shown on a centre's page, the latest


@centres.get("")
@needs("supervisor")
def show() -> ResponseReturnValue:
    return render_template(
        "console/centres.html", centres=centres_.centres(session()), labels=labels, place_labels=place_labels
    )


@centres.get("/new")
@needs("supervisor")
def new() -> ResponseReturnValue:
    return _page(None, {"capacity": 0, "buffer": 0, "keep_minutes": 120, "audience": [], "language": "fr"})


@centres.post("/new")
@needs("supervisor")
def add() -> ResponseReturnValue:
    return _save(None)


@centres.get("/<int:centre_id>")
@needs("supervisor")
def edit(centre_id: int) -> ResponseReturnValue:
    centre = _centre(centre_id)
    return _page(centre, _described(centre))


@centres.post("/<int:centre_id>")
@needs("supervisor")
def change(centre_id: int) -> ResponseReturnValue:
    return _save(_centre(centre_id))


@centres.post("/<int:centre_id>/pin")
@needs("supervisor")
def new_pin(centre_id: int) -> ResponseReturnValue:
    """A fresh number code, shown once on the answer; nothing but its hash is kept."""
    centre = _centre(centre_id)
    code = place.new_pin(house().vault, centre)
    commit()
    return _page(centre, _described(centre), code=code)


@centres.post("/<int:centre_id>/link")
@needs("supervisor")
def new_link(centre_id: int) -> ResponseReturnValue:
    """A fresh link, shown once on the answer."""
    centre = _centre(centre_id)
    token = place.new_link(centre, at())
    commit()
    return _page(centre, _described(centre), link=f"{house().settings.public_url}/free/{token}")


@centres.post("/<int:centre_id>/remove")
@needs("supervisor")
def remove(centre_id: int) -> ResponseReturnValue:
    centre = _centre(centre_id)
    if request.form.get("sure") != "yes":
        return redirect(url_for("centres.edit", centre_id=centre.id), 303)
    name = centre.name
    centre_details.retire(session(), centre.id, at())
    commit()
    flash(_("%(name)s is off the board.", name=name))
    return redirect(url_for("centres.show"), 303)


def _save(centre: Centre | None) -> ResponseReturnValue:
    form = request.form
    given: dict[str, object] = {name: form.get(name, "") for name in centre_details.FIELDS}
    given |= {"audience": form.getlist("audience"), "address_hidden": "address_hidden" in form}
    try:
        details = centre_details.read(given)
        saved = centre_details.write(session(), house().vault, details, at(), centre.id if centre else None)
    except Wrong as wrong:
        session().rollback()
        return _page(_centre(centre.id) if centre else None, given, wrong=wrong.field, code_=400)
    commit()
    flash(_("Saved."))
    return redirect(url_for("centres.edit", centre_id=saved.id), 303)


def _centre(centre_id: int) -> Centre:
    centre = session().get(Centre, centre_id) if actions.is_number(str(centre_id)) else None
    if centre is None or centre.closed_at is not None:
        abort(404)
    return centre


def _described(centre: Centre) -> dict[str, object]:
    """What the form shows of a centre."""
    described: dict[str, object] = {name: getattr(centre, name) for name in centre_details.FIELDS}
    vault = house().vault
    return described | {"address": centres_.staff_address(vault, centre), "phone": centres_.phone(vault, centre)}


def _page(
    centre: Centre | None,
    given: dict[str, object],
    *,
    wrong: str | None = None,
    code: str | None = None,
    link: str | None = None,
    code_: int = 200,
) -> ResponseReturnValue:
    told = select(Telling).where(Telling.centre_id == (centre.id if centre else 0)).order_by(Telling.id.desc())
    return render_template(
        "console/centre.html",
        centre=centre,
        given=given,
        wrong=wrong,
        code=code,
        link=link,
        told=session().scalars(told.limit(TELLINGS)).all(),
        audiences=AUDIENCES,
        languages=LANGUAGES,
        labels=labels,
        place_labels=place_labels,
    ), code_
