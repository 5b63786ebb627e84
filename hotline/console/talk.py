"""During a talk: hold, bring others in, leave, hand over, give back with a note, call again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import actions
from hotline.console.actions import Refused
from hotline.console.guard import at, me
from hotline.console.language import _, locale
from hotline.console.person import Person
from hotline.core import again, call, phonebook, reservation, third
from hotline.core import contact as contacts
from hotline.core import talk as talks
from hotline.core.directory import read as directory
from hotline.core.directory.facts import in_language
from hotline.core.dispatcher import Dispatcher
from hotline.core.measure import BRUSSELS
from hotline.core.number import callable_number, is_mobile, spaced
from hotline.core.phonebook import Entry
from hotline.core.reservation import Reservation
from hotline.core.secret import masked
from hotline.core.third import ThirdPerson, Wanted
from hotline.core.words import ReservationEnd, Topic
from hotline.texts import LANGUAGES
from hotline.web import commit, house, session

talk = Blueprint("talk", __name__)

ONE_CLICK = 3  # interpreters offered beside the talk; the others are in the list
RECENT_S = 120  # for so long it is shown that somebody did not come
REFUSALS = {
    third.NotTalking: "not_talking",
    third.Enough: "enough",
    reservation.Busy: "colleague_busy",
    reservation.NotAvailable: "colleague_busy",
}


@dataclass(frozen=True)
class Guest:
    """A third person as the page shows them. `why`: they did not come, or no longer."""

    id: int
    kind: str
    name: str
    since: datetime
    is_here: bool
    why: str | None


@dataclass(frozen=True)
class Talk:
    """What the page shows of a talk. `held` None: it is not mine, or over."""

    held: Reservation | None
    is_on_hold_for_long: bool
    guests: Sequence[Guest]
    missed: Sequence[Guest]
    interpreters: Sequence[Entry]
    colleagues: Sequence[Dispatcher]
    successor: str | None  # the colleague who gets the talk when I leave
    asked: ThirdPerson | None  # I am asked into this talk, or have joined it
    may_call_again: bool

    @property
    def may_leave(self) -> bool:
        return any(guest.is_here for guest in self.guests)


def view(shown: Person | None) -> Talk | None:
    """The talk of the person in the middle of the screen."""
    if shown is None:
        return None
    thirds = third.all_of(session(), shown.contact.id)
    held = shown.held if shown.held and shown.is_mine(me()) and third.on_the_phone(shown.held) else None
    mine = held is not None or (shown.held is None and any(one.asked_by_id == me().id for one in thirds))
    open_ones = [one for one in thirds if one.left_at is None]
    recent = [one for one in thirds if one.joined_at is None and one.left_at and _just_now(one.left_at)]
    asked = next((one for one in open_ones if one.colleague_id == me().id), None)
    joined = next((one.colleague for one in open_ones if one.is_here and one.colleague), None)
    return Talk(
        held=held,
        is_on_hold_for_long=bool(held and held.on_hold_at and at() - held.on_hold_at >= talks.LONG_HOLD),
        guests=[_guest(one) for one in open_ones] if mine else [],
        missed=[_guest(one) for one in recent] if mine else [],
        interpreters=_interpreters(shown, open_ones) if held else [],
        colleagues=talks.colleagues(session(), me(), at()) if held else [],
        successor=joined.username if joined else None,
        asked=asked,
        may_call_again=shown.entry is None and again.may_call(shown.contact, at()),
    )


def book() -> Sequence[Entry]:
    """The phonebook, for the list at hand."""
    return phonebook.everyone(session())


@talk.post("/contacts/<contact_id>/hold")
def hold(contact_id: str) -> ResponseReturnValue:
    _do(lambda: talks.hold(session(), _mine(contact_id), at()))
    return _back(contact_id)


@talk.post("/contacts/<contact_id>/resume")
def resume(contact_id: str) -> ResponseReturnValue:
    _do(lambda: talks.resume(session(), _mine(contact_id), at()))
    return _back(contact_id)


@talk.post("/talk/add")
def add() -> ResponseReturnValue:
    """Ring somebody to join my talk: from the list, or a number. With `hold` the person waits meanwhile."""
    held = reservation.open_reservation(session(), me().id)
    if held is None:
        raise Refused("not_talking")
    held = _mine(str(held.contact_id))
    wanted, name = _wanted()

    def act() -> None:
        third.ask(session(), house().vault, held, wanted, at())
        if request.form.get("hold"):
            talks.hold(session(), held, at())

    _do(act)
    flash(_("Calling: %(name)s", name=name))
    return _back()


@talk.post("/contacts/<contact_id>/hand-over")
def hand_over(contact_id: str) -> ResponseReturnValue:
    """Ring a colleague; the person stays with me until they are there."""
    wanted = session().get(Dispatcher, actions.number(request.form.get("colleague", "")))
    if wanted is None:
        raise Refused("gone")
    _do(lambda: talks.ask_colleague(session(), house().vault, _mine(contact_id), wanted, at()))
    flash(_("Calling: %(name)s", name=wanted.username))
    return _back(contact_id)


@talk.post("/contacts/<contact_id>/thirds/<third_id>/let-go")
def let_go(contact_id: str, third_id: str) -> ResponseReturnValue:
    """Thank a third person, or stop ringing them. After the caller hung up it ends my own line too."""
    contact = contacts.lock(session(), actions.number(contact_id))
    one = session().get(ThirdPerson, actions.number(third_id))
    if contact is None or one is None or one.contact_id != contact.id:
        raise Refused("gone")
    held = reservation.reservation_of(session(), contact.id)
    if me().id not in (held.dispatcher_id if held else one.asked_by_id, one.colleague_id):
        raise Refused("gone")
    session().refresh(one)
    _do(lambda: talks.let_third_go(session(), one, at()))
    return _back(contact_id)


@talk.post("/contacts/<contact_id>/leave")
def leave(contact_id: str) -> ResponseReturnValue:
    """The others talk on without me; a colleague who is there has the talk from now on."""
    _do(lambda: talks.leave(session(), _mine(contact_id), at()))
    return _back(contact_id)


@talk.post("/contacts/<contact_id>/give-back")
def give_back(contact_id: str) -> ResponseReturnValue:
    """Back in line, first, with a note for the next colleague and perhaps another language or topic."""
    held = _mine(contact_id)
    language, topic = request.form.get("language") or None, request.form.get("topic") or None
    if language not in (None, *LANGUAGES) or topic not in (None, *Topic):
        raise Refused("bad_request")
    actions.note(contact_id, request.form.get("note", ""))
    held = _mine(contact_id)
    contacts.choose(session(), held.entry.contact, language, topic, at())
    held.entry.language, held.entry.topic = language or held.entry.language, topic or held.entry.topic
    call.give_back(session(), held, ReservationEnd.GIVEN_BACK, at())
    commit()
    return redirect(url_for("desk.show"), 303)


@talk.post("/contacts/<contact_id>/call-again")
def call_again(contact_id: str) -> ResponseReturnValue:
    """Ring me, then the person who was cut off. A closed contact asks why first."""
    actions.call_again(contact_id)
    return _back(contact_id)


def _mine(contact_id: str) -> Reservation:
    """My talk with this person, locked."""
    contact = contacts.lock(session(), actions.number(contact_id))
    held = reservation.reservation_of(session(), contact.id) if contact is not None else None
    if held is None or held.dispatcher_id != me().id:
        raise Refused("not_talking")
    return held


def _do(act: Callable[[], object]) -> None:
    try:
        act()
    except tuple(REFUSALS) as refusal:
        session().rollback()
        raise Refused(REFUSALS[type(refusal)]) from None
    commit()


def _wanted() -> tuple[Wanted, str]:
    """Whom the form means. A typed 112 is the 112 of the list; a number of the directory may be a short one too."""
    chosen, typed = request.form.get("phonebook", ""), request.form.get("number", "").strip()
    service = _of_the_directory(request.form.get("service", ""), typed)
    if service is not None:
        return service
    entry = phonebook.get(session(), actions.number(chosen)) if chosen else None
    entry = entry or (phonebook.by_number(session(), house().vault, typed) if typed and not chosen else None)
    if entry is not None:
        number = house().vault.open(entry.number)
        if number is not None:
            return Wanted(entry.kind, number, entry.id, must_accept=entry.must_accept), entry.name
    number = callable_number(typed)
    if number is None:
        raise Refused("not_dialable")
    return Wanted(third.TYPED, number, must_accept=is_mobile(number)), masked(number)


def _of_the_directory(service_id: str, typed: str) -> tuple[Wanted, str] | None:
    """A number that the directory knows for this service; None: it does not, or it cannot be rung."""
    day = at().astimezone(BRUSSELS).date()
    found = directory.service(session(), service_id, day, staff=True) if service_id else None
    number = phonebook.dialable(typed)
    if found is None or number is None or typed not in {one.number for one in found.service.phones}:
        return None
    return Wanted("service", number, must_accept=is_mobile(number)), in_language(found.service.name, locale())[0]


def _interpreters(shown: Person, present: Sequence[ThirdPerson]) -> Sequence[Entry]:
    """Interpreters for this person who are open now, unless one is asked already."""
    if any(one.kind == "interpreter" for one in present):
        return []
    able = [entry for entry in book() if entry.kind == "interpreter" and entry.is_open(at())]
    if shown.contact.language is not None and me().speaks(shown.contact.language) and me().languages:
        return []
    return phonebook.interpreters(able, shown.contact.language, at())[:ONE_CLICK]


def _guest(one: ThirdPerson) -> Guest:
    number = (house().vault.open(one.number) if one.number else None) or ""
    shown = spaced(number) if one.kind == "service" and number else masked(number) if number else ""
    name = one.colleague.username if one.colleague else one.entry.name if one.entry else shown
    return Guest(one.id, one.kind, name, one.joined_at or one.asked_at, one.is_here, one.end)


def _just_now(moment: datetime) -> bool:
    return (at() - moment).total_seconds() < RECENT_S


def _back(contact_id: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("desk.show", contact=request.args.get("contact") or contact_id), 303)
