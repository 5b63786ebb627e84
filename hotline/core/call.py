"""A phone call from ring to end: what each word from the network means for the contact, the queue and the dispatcher.

Every function here may be called twice, late or out of order. The caller's leg and contact are locked before.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hotline.core import contact as contacts
from hotline.core import dispatcher, flow, measure, queue, reservation
from hotline.core.contact import CallLeg, Contact
from hotline.core.number import callable_number
from hotline.core.outbox import promise
from hotline.core.queue import QueueEntry
from hotline.core.reservation import Reservation
from hotline.core.secret import Vault
from hotline.core.words import Channel, EntryState, LegRole, LegState, Outcome, ReservationEnd

CALLBACK_ATTEMPTS = 3
GAVE_UP = (None, Outcome.ABANDONED, Outcome.LOST_IN_MENU)
NOT_A_NUMBER = flow.Key("*")  # what was typed cannot be rung: asked again
TELLING = timedelta(seconds=4)  # for the person's connection to say itself whether it ended


def ring(session: Session, line: flow.Flow, vault: Vault, call_sid: str, raw: str | None, at: datetime) -> CallLeg:
    """Someone rings: open a contact, once for each CallSid. Returns the locked leg at its first node."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(call_sid))))
    leg = contacts.leg_by_sid(session, call_sid)
    if leg is not None:
        return leg
    number = callable_number(raw)
    contact = Contact(
        channel=Channel.VOICE,
        number=vault.lock(number) if number else None,
        number_hash=vault.hash(number) if number else None,
        opened_at=at,
    )
    visit = flow.visit_to_json(flow.begin(line, number_known=number is not None))
    leg = CallLeg(contact=contact, call_sid=call_sid, role=LegRole.CALLER, visit=visit, started_at=at, seen_at=at)
    leg.state = LegState.TALKING
    session.add(leg)
    session.flush()
    contacts.record(session, contact.id, "rang", at)
    return leg


def step(
    session: Session, line: flow.Flow, vault: Vault, leg: CallLeg, turn: int | None, answer: flow.Answer
) -> flow.Visit:
    """Move a caller on one answer and do what the new node promises. A repeat or a late answer changes nothing."""
    visit = flow.visit_from_json(leg.visit or {})
    if leg.state == LegState.ENDED or turn != visit.turn:
        return visit
    if flow.node_of(line, visit).kind == "callback" and _no_number(answer):
        answer = NOT_A_NUMBER
    moved = flow.advance(line, visit, visit.turn, answer)
    leg.visit = flow.visit_to_json(moved)
    if moved.turn == visit.turn:
        return moved
    _keep_promises(session, vault, leg, answer, flow.node_of(line, visit), flow.node_of(line, moved), moved)
    return moved


def _keep_promises(
    session: Session,
    vault: Vault,
    leg: CallLeg,
    answer: flow.Answer,
    before: flow.Node,
    after: flow.Node,
    moved: flow.Visit,
) -> None:
    """What the caller's way through the flow means for the contact and the queue."""
    at, contact = contacts.alive(session, leg), leg.contact
    contacts.choose(session, contact, moved.language, moved.topic, at)
    if before.kind == "callback" and moved.exit == "taken":
        leave_callback(session, vault, contact, answer, at)
    if before.kind == "voicemail" and moved.exit == "recorded":
        leave_voicemail(session, contact, at)
    if after.kind == "queue" and before.kind != "queue":
        queue.enter(session, contact, moved.topic or "person", at)
    if after.kind in ("transfer", "callback", "voicemail"):
        contact.asked_at = contact.asked_at or at


def give_a_visit(line: flow.Flow, leg: CallLeg, language: str | None) -> None:
    """Someone we call back stands in the flow too: where they go on if the talk is cut off."""
    if leg.visit is None:
        leg.visit = flow.visit_to_json(replace(flow.begin(line, number_known=True), language=language))


def _no_number(answer: flow.Answer) -> bool:
    return isinstance(answer, flow.Key) and len(answer.digits) > 1 and callable_number(answer.digits) is None


def wait_round(session: Session, leg: CallLeg) -> flow.Waiting:
    """What can honestly be told to someone who waits. Reading it is a sign of life."""
    at = contacts.alive(session, leg)
    entry = session.scalar(
        select(QueueEntry).where(QueueEntry.contact_id == leg.contact_id, QueueEntry.state != EntryState.ENDED)
    )
    duty = dispatcher.count_on_duty(session, at)
    if entry is None:
        return flow.Waiting(position=1, bound_min=None, on_duty=duty, waited_s=0)
    before = queue.ahead(session, entry, at)
    return flow.Waiting(
        position=before + 1,
        bound_min=measure.bound_minutes(before, duty, dispatcher.count_free(session, at)),
        on_duty=duty,
        waited_s=int((at - entry.entered_at).total_seconds()),
    )


def leave_callback(session: Session, vault: Vault, contact: Contact, answer: flow.Answer, at: datetime) -> None:
    """The person wants to be called back: the same place in line, without holding the phone."""
    typed = answer.digits if isinstance(answer, flow.Key) and len(answer.digits) >= 9 else None
    number = callable_number(typed)
    if number is not None:
        contact.callback_number = vault.lock(number)
    if contact.number is None and contact.callback_number is None:
        return
    entry = queue.enter(session, contact, contact.topic or "person", at, channel=Channel.CALLBACK)
    entry.channel, entry.language = Channel.CALLBACK, contact.language
    contact.outcome = Outcome.CALLBACK
    contacts.record(session, contact.id, "callback", at)


def leave_voicemail(session: Session, contact: Contact, at: datetime) -> None:
    """The person left a message: it waits in line like a caller."""
    entry = queue.enter(session, contact, contact.topic or "person", at, channel=Channel.VOICEMAIL)
    entry.channel = Channel.VOICEMAIL
    contact.outcome = Outcome.VOICEMAIL
    contacts.record(session, contact.id, "voicemail", at)


def duty_phone_ended(
    session: Session, line: flow.Flow, leg: CallLeg, turn: int | None, talked_s: int, at: datetime
) -> None:
    """The talk with the duty phone is over; the wait ended when it began. Said late or twice: counted once."""
    visit, contact = flow.visit_from_json(leg.visit or {}), leg.contact
    if turn == visit.turn and flow.node_of(line, visit).kind == "transfer":
        helped_by_duty_phone(session, contact, talked_s, at)


def helped_by_duty_phone(session: Session, contact: Contact, talked_s: int, at: datetime) -> None:
    """Someone talked with the duty phone until now, by the flow or because the database was away."""
    if contact.bridged_at is None:
        contact.bridged_at = max(at - timedelta(seconds=talked_s), contact.asked_at or contact.opened_at)
        if contact.outcome in GAVE_UP:  # who hung up after the talk may be known to have left
            contact.outcome = Outcome.HELPED
        contacts.record(session, contact.id, "duty_phone", at)
    entry = queue.live_entry(session, contact.id)
    if entry is not None:
        reservation.finish(session, entry, at)


def leg_changed(session: Session, leg: CallLeg, state: LegState, at: datetime) -> None:
    """The network says how a phone connection stands. Final states are final."""
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
    contacts.end(session, contact, at)
    _move_all(session, contact, at)


def give_back(session: Session, held: Reservation, why: ReservationEnd, at: datetime) -> None:
    """The dispatcher will not take this person now: back in line, and everyone moved to where they belong."""
    contact = contacts.lock(session, held.contact_id)
    if contact is None or held.ended_at is not None:
        return
    reservation.release(session, held, why, at)
    held.entry.front = held.entry.front or held.bridged_at is not None
    _clear(session, held, contact, at)


def ring_answered(session: Session, held: Reservation, call_sid: str, at: datetime) -> CallLeg | None:
    """The dispatcher's phone was answered. None: the reservation is over, or another ring was answered first."""
    contacts.lock(session, held.contact_id)
    session.refresh(held)
    leg = _other_leg(session, held, call_sid, LegRole.DISPATCHER, at)
    rival = any(other.state == LegState.TALKING for other in _rivals(session, held, leg))
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
        promise(session, "ring_person", at, reservation=held.id)
        return
    _move_all(session, held.entry.contact, at, LegRole.CALLER)


def joined(session: Session, held: Reservation, leg: CallLeg, at: datetime, since: datetime | None = None) -> None:
    """A voice entered the conference, now or at `since`. When both are in, the wait is over."""
    leg.seen_at = at
    if leg.state != LegState.ENDED:
        leg.state = LegState.TALKING
    if not reservation.joined(session, held, person=leg.role != LegRole.DISPATCHER, at=min(since or at, at)):
        return
    contact = held.entry.contact
    contact.bridged_at = contact.bridged_at or held.bridged_at
    contact.outcome = contact.outcome or Outcome.HELPED
    contacts.record(session, contact.id, "bridged", at, dispatcher=held.dispatcher.username)


def conversation(session: Session, contact_id: int) -> Reservation | None:
    """The talk this contact should be in now: an open reservation whose dispatcher is on the line."""
    held = reservation.reservation_of(session, contact_id)
    return held if held is not None and held.answered_at is not None else None


def talk_over(session: Session, line: flow.Flow, leg: CallLeg, turn: int | None, at: datetime) -> flow.Visit | None:
    """The conference let the caller go. None: the talk was finished, say goodbye; otherwise they wait again, first."""
    visit = flow.visit_from_json(leg.visit or {})
    if leg.state == LegState.ENDED or queue.live_entry(session, leg.contact_id) is None:
        return None
    held = reservation.reservation_of(session, leg.contact_id)
    if held is not None and held.answered_at is not None:
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
    if entry is not None and entry.channel in (Channel.CALLBACK, Channel.VOICEMAIL):
        return
    if entry is not None:
        reservation.finish(session, entry, at)
    contacts.end(session, contact, at)
    _move_all(session, contact, at, LegRole.DISPATCHER)


def _other_end_left(session: Session, leg: CallLeg, at: datetime) -> None:
    """A dispatcher's line, or the line to someone we called back, is gone."""
    held = session.get(Reservation, leg.reservation_id) if leg.reservation_id else None
    if held is None or held.ended_at is not None or _rivals(session, held, leg):
        return
    contact = held.entry.contact
    if leg.role == LegRole.CALLED_BACK:
        _called_back_left(session, held, contact, at)
    elif held.bridged_at is not None:
        # Who left first is for the person's own connection to say: it ends too, or asks what follows (talk_over).
        _ask_all(session, contact, at + TELLING)
    else:
        reservation.release(session, held, ReservationEnd.NOT_ANSWERED, at)
        _clear(session, held, contact, at)


def _called_back_left(session: Session, held: Reservation, contact: Contact, at: datetime) -> None:
    entry = held.entry
    if held.bridged_at is not None:
        reservation.finish(session, entry, at)
        contacts.end(session, contact, at)
    else:
        callback_failed(session, held, at)
    _move_all(session, contact, at, LegRole.DISPATCHER)


def callback_failed(session: Session, held: Reservation, at: datetime) -> None:
    """Nobody answered where we called back: again later, at most CALLBACK_ATTEMPTS times."""
    entry = held.entry
    entry.attempts += 1
    contacts.record(session, entry.contact_id, "callback_not_answered", at, attempt=entry.attempts)
    if entry.attempts >= CALLBACK_ATTEMPTS:
        reservation.finish(session, entry, at)
        contacts.end(session, entry.contact, at)
        return
    entry.not_before = at + queue.REST
    reservation.release(session, held, ReservationEnd.NOT_ANSWERED, at)


def _ask_all(session: Session, contact: Contact, due: datetime) -> None:
    """Have the provider asked about each person's connection, unless it speaks for itself before."""
    for leg in _live(session, contact):
        if leg.role != LegRole.DISPATCHER:
            promise(session, "ask", due, leg=leg.id)


def rung(session: Session, held: Reservation) -> bool:
    """Whether the dispatcher's phone rings or was answered: a worker that died may have started the ring already."""
    return held.answered_at is not None or _dispatcher_there(session, held)


def _dispatcher_there(session: Session, held: Reservation) -> bool:
    legs = _live(session, held.entry.contact)
    return any(leg.role == LegRole.DISPATCHER and leg.reservation_id == held.id for leg in legs)


def _live(session: Session, contact: Contact) -> list[CallLeg]:
    return list(
        session.scalars(select(CallLeg).where(CallLeg.contact_id == contact.id, CallLeg.state != LegState.ENDED))
    )


def _clear(session: Session, held: Reservation, contact: Contact, at: datetime) -> None:
    """After a pick-up that came to nothing: everyone goes where they belong. A caller who was not moved stays put."""
    for role in LegRole:
        if role is not LegRole.CALLER or held.answered_at is not None:
            _move_all(session, contact, at, role)


def _move_all(session: Session, contact: Contact, at: datetime, role: LegRole | None = None) -> None:
    """Owe each live phone connection (of that role) the place where it belongs now."""
    for leg in _live(session, contact):
        if role is None or leg.role == role:
            promise(session, "move", at, leg=leg.id)


def ringing(session: Session, held: Reservation, call_sid: str, role: LegRole, at: datetime) -> CallLeg:
    """We started a call of our own for this reservation."""
    contacts.lock(session, held.contact_id)
    return _other_leg(session, held, call_sid, role, at)


def _other_leg(session: Session, held: Reservation, call_sid: str, role: LegRole, at: datetime) -> CallLeg:
    session.execute(_new_leg(held.contact_id, call_sid, role, at, reservation_id=held.id))
    leg = contacts.leg_by_sid(session, call_sid)
    if leg is None:
        raise RuntimeError("a leg that was just stored is gone")
    return leg


def _rivals(session: Session, held: Reservation, leg: CallLeg) -> list[CallLeg]:
    """Other live connections in the same role: an earlier ring that was repeated."""
    return list(
        session.scalars(
            select(CallLeg).where(
                CallLeg.reservation_id == held.id,
                CallLeg.role == leg.role,
                CallLeg.state != LegState.ENDED,
                CallLeg.id != leg.id,
            )
        )
    )


def _new_leg(contact_id: int, call_sid: str, role: LegRole, at: datetime, **more: Any) -> Any:
    return (
        insert(CallLeg)
        .values(
            contact_id=contact_id,
            call_sid=call_sid,
            role=role,
            state=LegState.RINGING,
            started_at=at,
            seen_at=at,
            **more,
        )
        .on_conflict_do_nothing(index_elements=[CallLeg.call_sid])
        .returning(CallLeg.id)
    )


def found(session: Session, leg: CallLeg, state: LegState, at: datetime) -> None:
    """The provider was asked how a connection stands. A caller who should be waiting is brought back to the queue."""
    leg_changed(session, leg, state, at)
    if leg.state != LegState.TALKING or leg.visit is None:
        return
    entry = queue.live_entry(session, leg.contact_id)
    held = reservation.reservation_of(session, leg.contact_id)
    if held is not None and held.bridged_at is not None and not _dispatcher_there(session, held):
        reservation.release(session, held, ReservationEnd.LINE_LOST, at)
    if entry is not None and entry.state == EntryState.WAITING and entry.channel == Channel.VOICE:
        promise(session, "move", at, leg=leg.id)


def settle(session: Session, held: Reservation, present: Mapping[str, datetime], at: datetime) -> None:
    """Who is in the conference since when, told by the provider: both, and it is a pick-up; else back in line."""
    contacts.lock(session, held.contact_id)
    session.refresh(held)
    if held.ended_at is not None:
        return
    for sid, since in present.items():
        leg = contacts.leg_by_sid(session, sid)
        if leg is not None and leg.contact_id == held.contact_id:
            joined(session, held, leg, at, max(since, held.answered_at or since))  # theirs are whole seconds
    if held.bridged_at is None:
        give_back(session, held, ReservationEnd.LAPSED, at)
