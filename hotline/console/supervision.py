"""For supervisors: everyone at work, what each does since when, who waits; and taking a person over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hotline.console import actions, board, figures, labels, place_labels
from hotline.console.guard import at, me, needs
from hotline.console.language import _
from hotline.core import access, queue, reservation, take_over
from hotline.core import contact as contacts
from hotline.core import dispatcher as dispatchers
from hotline.core.dispatcher import Dispatcher
from hotline.core.reservation import Reservation
from hotline.core.words import EntryState
from hotline.web import commit, house, session

supervision = Blueprint("supervision", __name__)


@dataclass(frozen=True)
class AtWork:
    """One colleague: what they do, since when, and whom they have."""

    who: Dispatcher
    doing: str  # an activity, or the state of their entry
    since: datetime | None
    held: Sequence[Reservation]


@supervision.get("/overview")
@needs("supervisor")
def show() -> ResponseReturnValue:
    entries = queue.live_entries(session(), at())
    return render_template(
        "console/overview.html",
        now=at(),
        people=everyone(session(), at()),
        waiting=[entry for entry in entries if entry.state == EntryState.WAITING],
        bar=figures.bar(session(), entries, at()),
        board=board.of(session(), house().vault, None, at()),
        place_labels=place_labels,
        labels=labels,
    )


@supervision.post("/contacts/<contact_id>/take-over")
@needs("supervisor")
def take(contact_id: str) -> ResponseReturnValue:
    """From here on the person is mine: my phone rings, theirs is told."""
    wanted = actions.number(contact_id) if actions.is_number(contact_id) else 0
    try:
        contact = contacts.lock(session(), wanted)
        if contact is not None:
            access.opened(session(), contact, me(), at())
        take_over.take_over(session(), wanted, me(), at())
    except reservation.Busy:
        flash(labels.refusal("busy", {}))
    except (reservation.Gone, reservation.AlreadyTaken, reservation.NotAvailable):
        flash(_("Nobody has this person any more."))
    else:
        commit()
        return redirect(url_for("desk.show"), 303)
    session().rollback()
    return redirect(url_for("supervision.show"), 303)


def everyone(session: Session, at: datetime) -> list[AtWork]:
    """All whose console is open: those with a person first, those who are away last."""
    open_ones = session.scalars(
        select(Reservation)
        .where(Reservation.ended_at.is_(None))
        .options(joinedload(Reservation.entry))
        .order_by(Reservation.id)
    ).all()
    held: dict[int, list[Reservation]] = {}
    for one in open_ones:
        held.setdefault(one.dispatcher_id, []).append(one)
    rows = [_at_work(person, held.get(person.id, [])) for person in dispatchers.present(session, at, held)]
    return sorted(rows, key=lambda row: (not row.held, row.doing == "away"))


def _at_work(person: Dispatcher, held: Sequence[Reservation]) -> AtWork:
    if not held:
        return AtWork(person, person.activity, person.activity_at, held)
    first = held[0]
    return AtWork(person, first.entry.state, first.bridged_at or first.made_at, held)
