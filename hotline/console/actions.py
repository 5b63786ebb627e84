"""What a dispatcher can do, the same for a click on a form and for a script; a refusal has one name."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hotline.console.guard import at, me
from hotline.core import access, again, call, disposition, handoff, note_check
from hotline.core import contact as contacts
from hotline.core import dispatcher as dispatchers
from hotline.core import queue as queues
from hotline.core import reservation as reservations
from hotline.core.contact import NOTE_LENGTH, Contact, Note
from hotline.core.disposition import Ending
from hotline.core.report import in_line
from hotline.core.reservation import Reservation
from hotline.core.words import TAKEN_WITHOUT_A_RING, Activity, LegRole, LegState, ReservationEnd
from hotline.web import commit, house, session

# Why a person cannot be held for me, in the contract's words.
REFUSALS: dict[type[Exception], str] = {
    reservations.Busy: "busy",
    reservations.NotAvailable: "not_available",
    reservations.NotYet: "not_yet",
    reservations.Gone: "gone",
    again.InLine: "in_line",
    again.NoNumber: "no_number",
}


class Refused(Exception):
    """It cannot be done now. `error` is one of the contract's words."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error, self.more = error, more


def is_number(text: str) -> bool:
    """Whether this can be an id of ours."""
    return text.isascii() and text.isdecimal() and len(text) <= 18


def number(text: str) -> int:
    """An id from a URL. What cannot be an id names nothing that exists."""
    if not is_number(text):
        raise Refused("gone")
    return int(text)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except reservations.AlreadyTaken as taken:
        raise Refused("already_taken", **({"by": taken.by} if taken.by else {})) from None
    except tuple(REFUSALS) as refusal:
        raise Refused(REFUSALS[type(refusal)]) from None


def accept(entry_id: str) -> Reservation:
    """Hold a person for me and ring me; `next` takes whoever should be served now."""
    with _refusals():
        if entry_id == "next":
            held = reservations.reserve_next(session(), me(), at())
        else:
            held = reservations.reserve(session(), number(entry_id), me(), at())
    if held is None:
        raise Refused("empty")
    commit()
    if held.entry.channel in TAKEN_WITHOUT_A_RING:
        handoff.met(session(), held, at())
        commit()
    return held


def call_again(contact_id: str) -> None:
    """Ring me, then the person who was cut off."""
    contact = locked(contact_id)
    with _refusals():
        again.call_again(session(), contact, me(), at())
    commit()


def give_back(entry_id: str) -> None:
    """Put the person I took back in line, at the place they had."""
    wanted = number(entry_id)
    held = reservations.of_entry(session(), wanted, me().id)
    if held is None:
        raise Refused("gone")
    call.give_back(session(), held, ReservationEnd.GIVEN_BACK, at())
    commit()


def set_activity(asked: object) -> str:
    """Available or away; `available` also ends the wrap-up."""
    if asked not in (Activity.AVAILABLE, Activity.AWAY):
        raise Refused("bad_request")
    chosen = Activity(str(asked))
    dispatchers.set_activity(session(), me().id, chosen, at())
    session().info["queue_changed"] = True
    commit()
    return chosen


def finish(contact_id: str) -> None:
    """End my talk with this person."""
    contact = locked(contact_id)
    held = reservations.reservation_of(session(), contact.id)
    if held is None or held.dispatcher_id != me().id or held.bridged_at is None:
        raise Refused("gone")
    _cared_for(contact)
    call.finish(session(), contact, at())
    commit()


def note(contact_id: str, text: str, *, ask: bool = False) -> None:
    """Write something down, encrypted. An empty note is no note. `ask`: one that tells who somebody is comes back."""
    written = text.replace("\r\n", "\n").strip()
    if len(written) > NOTE_LENGTH:
        raise Refused("too_long")
    if ask and (found := note_check.telling(written)):
        raise Refused("telling", found=found)
    contact = locked(contact_id)
    if not written:
        return
    session().add(Note(contact_id=contact.id, dispatcher_id=me().id, at=at(), text=house().vault.lock(written)))
    contacts.record(session(), contact.id, "noted", at(), dispatcher=me().username)
    commit()


def close(contact_id: str, ending: Ending, then: str) -> None:
    """Say how it ended; my talk ends with it. `then`: available, or away for a break."""
    try:
        ending.check()
    except ValueError:
        raise Refused("bad_request") from None
    contact = locked(contact_id)
    if not access.may_correct(session(), contact, me(), at()):
        raise Refused("not_yours")
    _cared_for(contact)
    _let_go(contact)
    disposition.close(session(), contact, ending, me().username, at())
    if then in (Activity.AVAILABLE, Activity.AWAY):
        dispatchers.set_activity(session(), me().id, Activity(then), at())
    session().info["queue_changed"] = True
    commit()


def _cared_for(contact: Contact) -> None:
    """A report is not left to nobody, nor the question whether 112 was called."""
    if (why := in_line.kept_open(session(), contact)) is not None:
        raise Refused(why)


def _let_go(contact: Contact) -> None:
    """Whoever still waits for a person, or is with a colleague, cannot be closed."""
    held = reservations.reservation_of(session(), contact.id)
    if held is not None and held.dispatcher_id == me().id and held.bridged_at is not None:
        call.finish(session(), contact, at())
        return
    if queues.live_entry(session(), contact.id) is None:
        return
    if held is not None and held.dispatcher_id != me().id:
        raise Refused("already_taken", by=held.dispatcher.username)
    if any(leg.role == LegRole.CALLER and leg.state != LegState.ENDED for leg in contact.legs):
        raise Refused("talking")
    call.let_go(session(), contact, at())


def locked(contact_id: str) -> Contact:
    """The contact with this id, locked. Raises Refused where there is none."""
    contact = contacts.lock(session(), number(contact_id))
    if contact is None:
        raise Refused("gone")
    access.check(session(), contact, me(), at())
    return contact
