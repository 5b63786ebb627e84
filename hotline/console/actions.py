"""What a dispatcher can do, the same for a click on a form and for a script; a refusal has one name."""

from typing import Any

from hotline.console.guard import at, me
from hotline.core import dispatcher as dispatchers
from hotline.core import reservation as reservations
from hotline.core.reservation import Reservation
from hotline.core.words import Activity, ReservationEnd
from hotline.web import commit, session


class Refused(Exception):
    """It cannot be done now. `error` is one of the contract's words."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error, self.more = error, more


def number(text: str) -> int:
    """An id from a URL. What cannot be an id names nothing that exists."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise Refused("gone")
    return int(text)


def accept(entry_id: str) -> Reservation:
    """Hold a person for me and ring me; `next` takes whoever should be served now."""
    try:
        if entry_id == "next":
            reservation = reservations.reserve_next(session(), me(), at())
        else:
            reservation = reservations.reserve(session(), number(entry_id), me(), at())
    except reservations.AlreadyTaken as taken:
        raise Refused("already_taken", **({"by": taken.by} if taken.by else {})) from None
    except reservations.Busy:
        raise Refused("busy") from None
    except reservations.NotAvailable:
        raise Refused("not_available") from None
    except reservations.Gone:
        raise Refused("gone") from None
    if reservation is None:
        raise Refused("empty")
    commit()
    return reservation


def give_back(entry_id: str) -> None:
    """Put the person who is being rung through to me back in line, at the place they had."""
    wanted = number(entry_id)
    reservation = reservations.open_reservation(session(), me().id)
    if reservation is None or reservation.entry_id != wanted or reservation.bridged_at:
        raise Refused("gone")
    reservations.release(session(), reservation, ReservationEnd.GIVEN_BACK, at())
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
