"""Partners: supervisors keep the list; dispatchers note what is said of the person a contact is about."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import actions, partner_words
from hotline.console.guard import at, me, needs
from hotline.console.language import _
from hotline.core import access, declaration
from hotline.core import contact as contacts
from hotline.core import partner as partner_book
from hotline.core.number import callable_number
from hotline.core.partner import Partner
from hotline.core.secret import masked
from hotline.web import commit, house, session

partners = Blueprint("partners", __name__)


@partners.post("/contacts/<contact_id>/declare")
@needs("dispatcher")
def declare(contact_id: str) -> ResponseReturnValue:
    """The person is a minor, pregnant, ill …: they go sooner."""
    contact = contacts.lock(session(), actions.number(contact_id)) if actions.is_number(contact_id) else None
    if contact is None:
        abort(404)
    access.check(session(), contact, me(), at())
    try:
        declaration.declare(session(), contact, request.form.get("what", ""), at(), me().username)
    except ValueError:
        abort(400)
    commit()
    return redirect(url_for("desk.show", contact=contact.id), 303)


@partners.get("/partners")
@needs("supervisor")
def show() -> ResponseReturnValue:
    return _page()


@partners.post("/partners")
@needs("supervisor")
def add() -> ResponseReturnValue:
    """A new partner, with the number they call from where there is one."""
    typed = request.form.get("number", "").strip()
    if typed and callable_number(typed) is None:
        return _page(_("This is not a number that we can call."), 400)
    try:
        partner = partner_book.add(session(), request.form.get("name", ""), request.form.get("kind", ""), at())
    except ValueError:
        return _page(_("A partner needs a name and a kind."), 400)
    return _number(partner, typed) if typed else _kept()


@partners.post("/partners/<int:partner_id>")
@needs("supervisor")
def describe(partner_id: int) -> ResponseReturnValue:
    try:
        partner_book.describe(_known(partner_id), request.form.get("name", ""), request.form.get("kind", ""))
    except ValueError:
        return _page(_("A partner needs a name and a kind."), 400)
    return _kept()


@partners.post("/partners/<int:partner_id>/numbers")
@needs("supervisor")
def number(partner_id: int) -> ResponseReturnValue:
    return _number(_known(partner_id), request.form.get("number", ""))


@partners.post("/partners/<int:partner_id>/numbers/<int:number_id>/remove")
@needs("supervisor")
def remove_number(partner_id: int, number_id: int) -> ResponseReturnValue:
    partner = _known(partner_id)
    partner.numbers[:] = [one for one in partner.numbers if one.id != number_id]
    return _kept()


@partners.post("/partners/<int:partner_id>/pin")
@needs("supervisor")
def pin(partner_id: int) -> ResponseReturnValue:
    """A new PIN, shown on this page and never again."""
    partner = _known(partner_id)
    fresh = partner_book.new_pin(session(), house().vault, partner)
    commit()
    return _page(shown_once=(partner.name, fresh))


@partners.post("/partners/<int:partner_id>/retire")
@needs("supervisor")
def retire(partner_id: int) -> ResponseReturnValue:
    partner_book.retire(_known(partner_id))
    return _kept()


def _known(partner_id: int) -> Partner:
    partner = session().get(Partner, partner_id) if partner_id < 2**63 else None
    if partner is None:
        abort(404)
    return partner


def _number(partner: Partner, typed: str) -> ResponseReturnValue:
    found = callable_number(typed)
    if found is None:
        return _page(_("This is not a number that we can call."), 400)
    try:
        partner_book.add_number(session(), house().vault, partner, found)
    except partner_book.NumberTaken as taken:
        session().rollback()
        return _page(_("This number belongs to %(name)s already.", name=taken.name), 409)
    return _kept()


def _kept() -> ResponseReturnValue:
    commit()
    flash(_("Saved."))
    return redirect(url_for("partners.show"), 303)


def _page(
    problem: str | None = None, code: int = 200, shown_once: tuple[str, str] | None = None
) -> ResponseReturnValue:
    book, vault = partner_book.everyone(session()), house().vault
    return render_template(
        "console/partners.html",
        me=me(),
        problem=problem,
        shown_once=shown_once,
        partners=book,
        numbers={one.id: masked(vault.open(one.number) or "") for partner in book for one in partner.numbers},
        kinds=partner_words.kinds(),
        name_length=partner_book.NAME_LENGTH,
    ), code
