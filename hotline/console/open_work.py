"""Open work: what is not over when a shift is, and the click that hands it over."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import actions, labels
from hotline.console.guard import at, me
from hotline.console.language import _
from hotline.core import dispatcher as dispatchers
from hotline.core import open_work as works
from hotline.core import rota, staff
from hotline.core.dispatcher import Dispatcher
from hotline.core.open_work import NOTE_LENGTH, Item
from hotline.web import commit, house, session

open_work = Blueprint("open_work", __name__, url_prefix="/open-work")

SOON = rota.WEEK / 168 / 4  # a quarter of an hour before a shift ends its open work is asked for


@open_work.get("")
def show() -> ResponseReturnValue:
    """Mine, everybody's, and what colleagues have."""
    items = works.everything(session(), at())
    works.seen(session(), me().id, at())
    page = render_template(
        "console/open_work.html",
        me=me(),
        now=at(),
        mine=[item for item in items if item.holder == me().id],
        desk=[item for item in items if item.holder is None],
        others=[item for item in items if item.holder not in (None, me().id)],
        people=colleagues(),
        names={person.id: person.username for person in staff.everyone(session())},
        read=read,
        labels=labels,
        note_length=NOTE_LENGTH,
    )
    commit()
    return page


@open_work.post("/hand")
def hand() -> ResponseReturnValue:
    """All that is mine, or what was ticked, to a colleague or to whoever is at the desk."""
    note = request.form.get("note", "").strip()
    if len(note) > NOTE_LENGTH:
        abort(400)
    to = dispatchers.by_username(session(), request.form.get("to", "")) if request.form.get("to") else None
    if request.form.get("to") and to is None:
        abort(400)
    ticked = {int(one) for one in request.form.getlist("contact") if actions.is_number(one)}
    items = [item for item in works.of(session(), me().id, at()) if not ticked or item.contact.id in ticked]
    count = works.hand_over(session(), items, me(), to, house().vault.lock(note) if note else None, at())
    commit()
    if not count:
        flash(_("You have no open work."))
    elif to is not None:
        flash(_("%(name)s has your open work now: %(count)s.", name=to.username, count=count))
    else:
        flash(_("Your open work is everybody's now: %(count)s.", count=count))
    return redirect(url_for("open_work.show"), 303)


@open_work.post("/<contact_id>/take")
def take(contact_id: str) -> ResponseReturnValue:
    if not actions.is_number(contact_id):
        abort(404)
    if not works.take(session(), int(contact_id), me(), at()):
        flash(_("This is no longer open."))
    commit()
    return redirect(url_for("open_work.show"), 303)


def of_desk() -> dict[str, object]:
    """What the desk shows of it: how much is mine and everybody's, and whether my shift ends soon or is over."""
    items = works.everything(session(), at())
    mine = [item for item in items if item.holder == me().id]
    shift = rota.current(session(), me().id, at())
    ended = rota.last_ended(session(), me().id, at()) if shift is None else None
    ends = shift.ends_at if shift is not None and shift.ends_at - at() <= SOON else ended
    return {
        "mine": len(mine),
        "new": sum(item.handed is not None and item.handed.seen_at is None for item in mine),
        "desk": sum(item.holder is None for item in items),
        "left": sum(item.is_left for item in items if item.holder is None),
        "shift_ends": ends if mine else None,
    }


def colleagues() -> list[Dispatcher]:
    """To whom work may be handed: who is on duty or on shift now or next first, then everyone else but me."""
    near = [shift.dispatcher_id for shift in rota.between(session(), at(), at() + SOON * 4)]
    near += [person.id for person in dispatchers.on_duty(session(), at())]
    people = [person for person in staff.everyone(session()) if person.id != me().id]
    return sorted(people, key=lambda person: (person.id not in near, person.username))


def read(item: Item) -> str | None:
    """The note at the last hand-over."""
    return house().vault.open(item.handed.note) if item.handed is not None and item.handed.note else None
