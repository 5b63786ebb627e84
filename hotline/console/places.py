"""The bed board: what a dispatcher types, keeps, gives back; beside a person, or on a page of its own."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from hotline.console import actions, board, labels, place_labels
from hotline.console.guard import at, me
from hotline.console.language import _
from hotline.console.shown import brussels
from hotline.core import hold as holds
from hotline.core import offer, place, third
from hotline.core import reservation as reservations
from hotline.core.centre import Centre, lock, phone, staff_address
from hotline.core.dispatcher import Dispatcher
from hotline.core.hold import Full, Hold, Over, Shut
from hotline.db import now
from hotline.web import commit, house, session

places = Blueprint("places", __name__)

Act = Callable[[Session, int, Dispatcher, datetime], Hold]


@places.errorhandler(actions.Refused)
def refused(refusal: actions.Refused) -> ResponseReturnValue:
    session().rollback()
    flash(place_labels.refusal(refusal.error, refusal.more.get("name", "")))
    return _back(request.form.get("contact"))


@places.get("/places")
def show() -> ResponseReturnValue:
    """Every centre with its count, its holds and their deadlines."""
    shown = board.of(session(), house().vault, None, at())
    vault = house().vault
    return render_template(
        "console/places.html",
        board=shown,
        rows=[*shown.rows, *shown.others],
        holds=holds.open_holds(session(), at()),
        phones={row.centre.id: phone(vault, row.centre) for row in [*shown.rows, *shown.others]},
        addresses={row.centre.id: staff_address(vault, row.centre) for row in [*shown.rows, *shown.others]},
        now=at(),
        labels=labels,
        place_labels=place_labels,
    )


@places.post("/contacts/<contact_id>/housing")
def housing(contact_id: str) -> ResponseReturnValue:
    """What the person said: is the home lost, for whom, how many, what is needed."""
    contact, form = actions.locked(contact_id), request.form
    known = offer.search_of(session(), contact.id)
    people = form.get("people", "1")
    try:
        offer.answer(
            session(),
            contact.id,
            me(),
            at(),
            housing=form.get("housing") or (known.housing if known else None),
            audience=form.get("audience") or None,
            people=actions.number(people) if people.strip() else 1,
            wishes=form.getlist("wishes"),
        )
    except ValueError:
        raise actions.Refused("bad_request") from None
    commit()
    return _back(contact_id)


@places.post("/contacts/<contact_id>/bed-anyway")
def bed_anyway(contact_id: str) -> ResponseReturnValue:
    """The home is not lost yet, and a bed is needed all the same."""
    offer.bed_anyway(session(), actions.locked(contact_id).id)
    commit()
    return _back(contact_id)


@places.post("/centres/<centre_id>/keep")
def keep(centre_id: str) -> ResponseReturnValue:
    """Keep places for this person; they are taken as accepted."""
    contact = actions.locked(request.form.get("contact", ""))
    search = offer.search_of(session(), contact.id)
    if search is None or search.housing is None:
        raise actions.Refused("ask_first")
    search.bed_anyway = True
    centre = _centre(centre_id)
    moment = now(session())
    try:
        kept = holds.keep(session(), centre.id, contact.id, me(), moment, search.people)
    except Full:
        raise actions.Refused("full", name=centre.name) from None
    except Shut:
        raise actions.Refused("shut", name=centre.name) from None
    offer.accept(session(), kept, me(), moment)
    commit()
    flash(_("A place is kept at %(name)s until %(time)s.", name=centre.name, time=brussels(kept.kept_until)))
    return _back(str(contact.id))


@places.post("/centres/<centre_id>/refused")
def refuse(centre_id: str) -> ResponseReturnValue:
    """The person does not want this place: noted, without penalty."""
    contact, reason = actions.locked(request.form.get("contact", "")), request.form.get("reason") or None
    if reason is not None and reason not in offer.REFUSED:
        raise actions.Refused("bad_request")
    offer.refuse(session(), contact.id, _centre(centre_id), reason, me(), at())
    commit()
    return _back(str(contact.id))


@places.post("/contacts/<contact_id>/nothing-found")
def nothing_found(contact_id: str) -> ResponseReturnValue:
    contact, reason = actions.locked(contact_id), request.form.get("reason", "")
    if reason not in offer.NOTHING:
        raise actions.Refused("bad_request")
    offer.nothing_found(session(), contact.id, reason, me(), at())
    commit()
    flash(_("Noted: no place found."))
    return _back(contact_id)


@places.post("/centres/<centre_id>/free")
def tell(centre_id: str) -> ResponseReturnValue:
    """The free count, typed here. `kept`: how many the page showed as kept."""
    centre, form = _centre(centre_id), request.form
    count, kept = actions.number(form.get("free", "")), actions.number(form.get("kept", "0"))
    try:
        free = place.tell_free(session(), centre, count, "board", now(session()), dispatcher=me(), kept=kept)
    except place.TooMany:
        raise actions.Refused("too_many", name=centre.name) from None
    commit()
    flash(_("%(name)s: %(count)s free, noted.", name=centre.name, count=free))
    return _back(form.get("contact"))


@places.post("/holds/<hold_id>/ring")
def ring(hold_id: str) -> ResponseReturnValue:
    """Bring the centre into my talk with the person for whom it keeps a place: nobody is left with a bare number."""
    found = session().get(Hold, actions.number(hold_id))
    contact = actions.locked(str(found.contact_id)) if found else None
    talk = reservations.reservation_of(session(), contact.id) if contact else None
    number = phone(house().vault, found.centre) if found else None
    if talk is None or number is None or talk.dispatcher_id != me().id:
        raise actions.Refused("no_talk")
    try:
        third.ask(session(), house().vault, talk, third.Wanted("centre", number, must_accept=True), at())
    except (third.NotTalking, third.Enough):
        raise actions.Refused("no_talk") from None
    commit()
    return _back(request.form.get("contact"))


@places.post("/holds/<hold_id>/<change>")
def change(hold_id: str, change: str) -> ResponseReturnValue:
    """Arrived, given back, or kept longer."""
    known: dict[str, Act] = {"arrived": holds.arrive, "released": holds.release, "longer": holds.extend}
    if change not in known:
        raise actions.Refused("bad_request")
    found = session().get(Hold, actions.number(hold_id))
    if found is None:
        raise actions.Refused("over")
    lock(session(), found.centre_id)
    try:
        known[change](session(), found.id, me(), now(session()))
    except Over:
        commit()  # what ran out is noted
        flash(place_labels.refusal("over", ""))
        return _back(request.form.get("contact"))
    commit()
    return _back(request.form.get("contact"))


def _centre(centre_id: str) -> Centre:
    centre = lock(session(), actions.number(centre_id))
    if centre is None:
        raise actions.Refused("gone")
    return centre


def _back(contact_id: str | None) -> ResponseReturnValue:
    """To the page the click was made on."""
    if request.form.get("came_from") == "places":
        return redirect(url_for("places.show"), 303)
    return redirect(url_for("desk.show", contact=contact_id or None), 303)
