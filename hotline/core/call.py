"""A phone call from ring to end: what each word from the network means for the contact, the queue and the dispatcher.

Every function here may be called twice, late or out of order. The caller's leg and contact are locked before.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from hotline.core import consent, disposition, flow, handoff, instead, legs, queue, reservation, talk, third
from hotline.core import contact as contacts
from hotline.core.contact import CallLeg, Contact
from hotline.core.disposition import Ending
from hotline.core.outbox import promise
from hotline.core.queue import QueueEntry
from hotline.core.reservation import Reservation
from hotline.core.words import Channel, EntryState, LegRole, LegState, Outcome, ReservationEnd

CALLBACK_ATTEMPTS = 3
CALLING = timedelta(seconds=75)  # to call someone back: the ring, "press 1", and both in one conference
TELLING = timedelta(seconds=4)  # for the person's connection to say itself whether it ended


def leg_changed(session: Session, leg: CallLeg, state: LegState, at: datetime, why: str | None = None) -> None:
    """The network says how a phone connection stands, and perhaps why it ended. Final states are final."""
    if leg.state == LegState.ENDED:
        return
    leg.seen_at = at
    if state is not LegState.ENDED:
        if not (leg.state == LegState.TALKING and state is LegState.RINGING):
            leg.state = state
        return
    leg.state, leg.ended_at = state, at
    if leg.role == LegRole.CALLER:
        _caller_left(session, leg.contact, at)
    elif leg.role == LegRole.THIRD:
        talk.third_left(session, leg, why, at)
    else:
        _other_end_left(session, leg, at)


def finish(session: Session, contact: Contact, at: datetime) -> None:
    """The dispatcher says that the talk is over: everyone still on the line hears a goodbye."""
    held = reservation.reservation_of(session, contact.id)
    entry = queue.live_entry(session, contact.id)
    if held is None or entry is None or held.bridged_at is None:
        return
    held.finished_at = at
    reservation.finish(session, entry, at)
    handoff.over(session, contact, at)
    contacts.end(session, contact, at)
    if contact.channel == Channel.REPORT:  # how it ended stands with the report
        disposition.close(session, contact, Ending("report"), held.dispatcher.username, at)
    third.dismiss(session, third.open_ones(session, contact.id), at)
    _move_all(session, contact, at)


def let_go(session: Session, contact: Contact, at: datetime) -> None:
    """The dispatcher closes a callback or a message without a talk: whoever is being rung for it is let go."""
    entry = queue.live_entry(session, contact.id)
    if entry is not None:
        reservation.finish(session, entry, at)
    handoff.over(session, contact, at)
    contacts.end(session, contact, at)
    _move_all(session, contact, at)


def drop_callback(session: Session, contact: Contact, at: datetime) -> bool:
    """Nobody calls this person back: it is not safe for them. False: no call was promised."""
    entry = queue.live_entry(session, contact.id)
    if entry is None or entry.channel != Channel.CALLBACK or entry.state != EntryState.WAITING:
        return False
    if handoff.only_in_writing(session, contact, entry):
        return True
    reservation.finish(session, entry, at)
    contacts.end(session, contact, at)
    return True


def give_back(session: Session, held: Reservation, why: ReservationEnd, at: datetime) -> None:
    """The dispatcher will not take this person now: back in line, and everyone moved to where they belong."""
    contact = contacts.lock(session, held.contact_id)
    session.refresh(held)  # the person may have hung up while we waited for the lock
    if contact is None or held.ended_at is not None:
        return
    reservation.release(session, held, why, at)
    held.entry.front = held.entry.front or (held.bridged_at is not None and contact.channel != Channel.REPORT)
    handoff.waits_again(session, contact, at)
    if held.answered_at is not None:
        present = third.open_ones(session, contact.id)  # who is with the caller in an earlier talk stays there
        third.dismiss(session, [one for one in present if one.reservation_id == held.id], at)
    _clear(session, held, contact, at)


def ring_answered(session: Session, held: Reservation, call_sid: str, at: datetime) -> CallLeg | None:
    """The dispatcher's phone was answered. None: the reservation is over, or another ring was answered first."""
    contacts.lock(session, held.contact_id)
    session.refresh(held)
    leg = legs.of_ours(session, held, call_sid, LegRole.DISPATCHER, at)
    rival = any(other.state == LegState.TALKING for other in legs.rivals(session, held, leg))
    if rival or leg.state == LegState.ENDED or held.ended_at is not None:
        return None
    leg.state, leg.seen_at = LegState.TALKING, at
    return leg


def accepted(session: Session, held: Reservation, at: datetime) -> None:
    """The dispatcher is really there (the browser, or 1 was pressed): bring the person."""
    if held.answered_at is not None or held.ended_at is not None:
        return
    reservation.answered(session, held, at)
    contacts.record(session, held.contact_id, "answered", at)
    if held.entry.channel in (Channel.CALLBACK, Channel.VOICEMAIL):
        held.entry.reserved_until = at + CALLING
        promise(session, "ring_person", at, reservation=held.id)
        return
    for role in (LegRole.CALLER, LegRole.THIRD):  # whom an earlier dispatcher added stays with them
        _move_all(session, held.entry.contact, at, role)


def joined(session: Session, held: Reservation, leg: CallLeg, at: datetime, since: datetime | None = None) -> None:
    """A voice entered the conference, now or at `since`. When both are in, the wait is over."""
    leg.seen_at = at
    if leg.state != LegState.ENDED:
        leg.state = LegState.TALKING
    if leg.role == LegRole.THIRD:
        if leg.third_id is not None and leg.state != LegState.ENDED:
            third.joined(session, session.get_one(third.ThirdPerson, leg.third_id), leg, held, at)
        return
    leg.reservation_id = max(leg.reservation_id or 0, held.id)  # heard late of the talk before, it moves nobody back
    since = max(min(since or at, at), held.answered_at or held.made_at)  # theirs are whole seconds
    if not reservation.joined(session, held, person=leg.role != LegRole.DISPATCHER, at=since):
        return
    contact = held.entry.contact
    contact.bridged_at = contact.bridged_at or held.bridged_at
    if contact.outcome in instead.GAVE_UP:  # they may have left before we heard that they talked
        contact.outcome = Outcome.HELPED
    contacts.record(session, contact.id, "bridged", at, dispatcher=held.dispatcher.username)


def conversation(session: Session, leg: CallLeg) -> Reservation | None:
    """The talk this connection should be in now: an open reservation whose dispatcher is on the line.

    A connection that we started belongs to the reservation it was started for, never to a later one.
    """
    held = reservation.reservation_of(session, leg.contact_id)
    if held is None or held.answered_at is None:
        return third.without_us(session, leg.contact) if leg.role == LegRole.CALLER else None
    return held if leg.role == LegRole.CALLER or leg.reservation_id == held.id else None


def in_place(session: Session, leg: CallLeg) -> bool:
    """Whether this voice is in the conference already: to be moved there once more would end it for the other."""
    if leg.role == LegRole.THIRD:
        return third.in_place(session, leg)
    held = conversation(session, leg)
    if held is None:
        return False
    return (held.dispatcher_joined_at if leg.role == LegRole.DISPATCHER else held.person_joined_at) is not None


def talk_over(
    session: Session, line: flow.Flow, leg: CallLeg, turn: int | None, at: datetime, of: int = 0
) -> flow.Visit | None:
    """The conference let the caller go. None: the talk was finished, say goodbye; otherwise they wait again, first.

    `of`: the reservation of that conference; what is said late about an earlier one does not touch the present talk.
    """
    visit = flow.visit_from_json(leg.visit or {})
    held = reservation.reservation_of(session, leg.contact_id)
    if of >= (leg.reservation_id or 1) and leg.state != LegState.ENDED:
        leg.reservation_id = None
        if held is None or held.id == of or held.answered_at is None:  # else they follow the caller to the next one
            present = third.open_ones(session, leg.contact_id)
            third.dismiss(session, [one for one in present if one.reservation_id <= of], at)
    if leg.state == LegState.ENDED or queue.live_entry(session, leg.contact_id) is None:
        return None
    if of and held is not None and held.id != of:
        return visit
    if held is not None and held.answered_at is not None:
        if held.bridged_at and not held.dispatcher.has_console(at):
            reservation.finish(session, held.entry, at)
            contacts.end(session, leg.contact, at)
            return None
        why = ReservationEnd.LINE_LOST if held.bridged_at else ReservationEnd.NOT_ANSWERED
        reservation.release(session, held, why, at)
    _waits_on_the_line(session, leg)
    if turn == visit.turn:
        visit = flow.advance(line, visit, visit.turn, flow.Done("lost"))
        leg.visit = flow.visit_to_json(visit)
    return visit


def _waits_on_the_line(session: Session, leg: CallLeg) -> None:
    """Someone we called back whose talk was cut off is a caller from here on."""
    entry = queue.live_entry(session, leg.contact_id)
    if entry is not None and leg.role == LegRole.CALLED_BACK:
        leg.role, entry.channel = LegRole.CALLER, Channel.VOICE


def _caller_left(session: Session, contact: Contact, at: datetime) -> None:
    entry = queue.live_entry(session, contact.id)
    # Who asked to be called back while a dispatcher was answering already has had the talk on this very line.
    here = entry is not None and entry.state == EntryState.BRIDGED and not legs.person_there(session, contact)
    if entry is not None and entry.channel in (Channel.CALLBACK, Channel.VOICEMAIL) and not here:
        return
    if _told_half(contact):
        promise(session, "half_told", at, contact=contact.id)
    _is_gone(session, contact, entry, at)


def _told_half(contact: Contact) -> bool:
    """Whether they spoke of somebody in the street, and neither sent it nor talked with a person."""
    unheard = contact.outcome != Outcome.ASSISTANT_ONLY and contact.bridged_at is None
    return unheard and any(leg.visit and leg.visit.get("sealed") for leg in contact.legs)


def _is_gone(session: Session, contact: Contact, entry: QueueEntry | None, at: datetime) -> None:
    """The person hung up: it is over, for the dispatcher too, unless a third person still talks with them."""
    if entry is not None:
        reservation.finish(session, entry, at)
    handoff.over(session, contact, at)
    contacts.end(session, contact, at)
    if not talk.person_left(session, contact, at):
        _move_all(session, contact, at, LegRole.DISPATCHER)


def _other_end_left(session: Session, leg: CallLeg, at: datetime) -> None:
    """A dispatcher's line, or the line to someone we called back, is gone."""
    held = session.get(Reservation, leg.reservation_id) if leg.reservation_id else None
    if held is None or held.ended_at is not None or legs.rivals(session, held, leg):
        talk.nobody_left(session, leg.contact, at)
        return
    contact = held.entry.contact
    if leg.role == LegRole.CALLED_BACK:
        if held.bridged_at is not None or not legs.person_there(session, contact):  # else they called us meanwhile
            _called_back_left(session, held, contact, at)
    elif held.bridged_at is not None and talk.line_lost(session, held, at):
        return
    elif held.bridged_at is not None:
        # Who left first is for the person's own connection to say: it ends too, or asks what follows (talk_over).
        if legs.person_there(session, contact):
            _ask_all(session, contact, at + TELLING)
        else:
            reservation.finish(session, held.entry, at)
            contacts.end(session, contact, at)
    else:
        reservation.release(session, held, ReservationEnd.NOT_ANSWERED, at)
        _clear(session, held, contact, at)


def _called_back_left(session: Session, held: Reservation, contact: Contact, at: datetime) -> None:
    if held.bridged_at is not None:
        _is_gone(session, contact, held.entry, at)
    else:
        callback_failed(session, held, at)


def callback_failed(session: Session, held: Reservation, at: datetime) -> None:
    """Nobody answered where we called back: again later, at most CALLBACK_ATTEMPTS times. The dispatcher is told."""
    entry = held.entry
    for role in (LegRole.DISPATCHER, LegRole.CALLED_BACK):
        _move_all(session, entry.contact, at, role)
    entry.attempts += 1
    contacts.record(session, entry.contact_id, "callback_not_answered", at, attempt=entry.attempts)
    if entry.attempts >= CALLBACK_ATTEMPTS:
        reservation.finish(session, entry, at)
        handoff.over(session, entry.contact, at)
        contacts.end(session, entry.contact, at)
        return
    entry.not_before = consent.next_time(entry.contact.call_window, at + queue.REST)
    reservation.release(session, held, ReservationEnd.NOT_ANSWERED, at)


def _ask_all(session: Session, contact: Contact, due: datetime) -> None:
    """Have the provider asked about each person's connection, unless it speaks for itself before."""
    for leg in legs.alive(session, contact):
        if leg.role != LegRole.DISPATCHER:
            promise(session, "ask", due, leg=leg.id)


def rung(session: Session, held: Reservation) -> bool:
    """Whether the dispatcher's phone rings or was answered: a worker that died may have started the ring already."""
    return held.answered_at is not None or legs.dispatcher_there(session, held)


def _clear(session: Session, held: Reservation, contact: Contact, at: datetime) -> None:
    """After a pick-up that came to nothing: everyone goes where they belong. A caller who was not moved stays put."""
    for role in (LegRole.DISPATCHER, LegRole.CALLED_BACK, LegRole.CALLER):
        if role is not LegRole.CALLER or held.answered_at is not None:
            _move_all(session, contact, at, role)


def _move_all(session: Session, contact: Contact, at: datetime, role: LegRole | None = None) -> None:
    """Owe each live phone connection (of that role) the place where it belongs now; third persons are dismissed."""
    for leg in legs.alive(session, contact):
        if leg.role == role or (role is None and leg.role != LegRole.THIRD):
            promise(session, "move", at, leg=leg.id)


def ringing(session: Session, held: Reservation, call_sid: str, role: LegRole, at: datetime) -> CallLeg:
    """We started a call of our own for this reservation."""
    contacts.lock(session, held.contact_id)
    session.refresh(held)
    leg = legs.of_ours(session, held, call_sid, role, at)
    if held.ended_at is not None and leg.state != LegState.ENDED:
        promise(session, "move", at, leg=leg.id)  # it came to nothing while the ring was started
    return leg
