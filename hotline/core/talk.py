"""What a dispatcher does during a talk: hold, leave it to a third person, hand it to a colleague, and what follows.

The contact is locked before. Whoever is left alone on the line is brought back to the line, or thanked.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hotline.core import contact as contacts
from hotline.core import dispatcher as dispatchers
from hotline.core import flow, interruption, legs, queue, reservation, third
from hotline.core.contact import CallLeg, Contact, Event
from hotline.core.dispatcher import Dispatcher
from hotline.core.outbox import promise
from hotline.core.queue import QueueEntry
from hotline.core.reservation import Busy, NotAvailable, Reservation
from hotline.core.secret import Vault
from hotline.core.third import NotTalking, ThirdPerson
from hotline.core.words import WRITTEN, Activity, Channel, EntryState, LegRole, LegState, ReservationEnd, ThirdEnd

LONG_HOLD = timedelta(seconds=60)  # then the dispatcher is reminded


def hold(session: Session, held: Reservation, at: datetime) -> None:
    """The person hears a kind sentence and the hold sound until the dispatcher is back. Raises NotTalking."""
    if not third.on_the_phone(held):
        raise NotTalking
    if held.on_hold_at is None:
        held.on_hold_at, held.reminded_at = at, None
        contacts.record(session, held.contact_id, "on_hold", at, dispatcher=held.dispatcher.username)
        promise(session, "hold", at, reservation=held.id)
        session.info["queue_changed"] = True


def resume(session: Session, held: Reservation, at: datetime) -> None:
    """Back from hold. Said twice, or after the talk: nothing changes."""
    if held.on_hold_at is not None:
        held.on_hold_at = None
        contacts.record(session, held.contact_id, "off_hold", at, dispatcher=held.dispatcher.username)
        promise(session, "hold", at, reservation=held.id)
        session.info["queue_changed"] = True


def on_hold_for_long(session: Session, at: datetime) -> Sequence[Reservation]:
    """Talks whose person is on hold for LONG_HOLD and whose dispatcher was not reminded yet."""
    return session.scalars(
        select(Reservation).where(
            Reservation.ended_at.is_(None), Reservation.on_hold_at < at - LONG_HOLD, Reservation.reminded_at.is_(None)
        )
    ).all()


def remind(session: Session, held: Reservation, at: datetime) -> None:
    """Every console looks again, and the dispatcher's says that somebody is on hold for long."""
    held.reminded_at = at
    session.info["queue_changed"] = True


def person_leg(session: Session, held: Reservation) -> CallLeg | None:
    """The phone connection of the person in this talk, while it talks."""
    contact = session.get_one(Contact, held.contact_id)
    present = [leg for leg in legs.alive(session, contact) if leg.state == LegState.TALKING]
    ours = [leg for leg in present if leg.role == LegRole.CALLED_BACK and leg.reservation_id == held.id]
    return next(iter(ours or [leg for leg in present if leg.role == LegRole.CALLER]), None)


# Leaving


def leave(session: Session, held: Reservation, at: datetime) -> None:
    """The dispatcher leaves: the talk goes on between the person and whom they added. Raises NotTalking without them.

    A colleague who is there gets the talk; otherwise it goes on without us, and the dispatcher is in wrap-up.
    """
    present = third.here(session, held.contact_id)
    if not third.on_the_phone(held) or not present:
        raise NotTalking
    resume(session, held, at)
    for one in third.open_ones(session, held.contact_id):
        if not one.is_here:
            third.let_go(session, one, ThirdEnd.LET_GO, at)
    mine = [leg for leg in legs.alive(session, held.entry.contact) if _is_ours(leg, held)]
    if not _pass_on(session, held, present, at):
        contacts.record(session, held.contact_id, "left_talk", at, dispatcher=held.dispatcher.username)
        _stays_a_caller(session, held)
        reservation.finish(session, held.entry, at)
    for leg in mine:
        promise(session, "leave", at, leg=leg.id, reservation=held.id)


def was_left(session: Session, contact_id: int) -> bool:
    """Whether a dispatcher left this talk to whom they had added: most likely the person was put through."""
    left = select(Event.id).where(Event.contact_id == contact_id, Event.kind == "left_talk")
    return session.scalar(left.limit(1)) is not None


def line_lost(session: Session, held: Reservation, at: datetime) -> bool:
    """The dispatcher's line broke while a third person was in the talk: nobody is cut off. False: there was none.

    A colleague who is there goes on with it. Anyone else stays with the caller, who is next for a dispatcher meanwhile.
    """
    present = third.here(session, held.contact_id)
    if not present:
        return False
    if held.on_hold_at is not None:
        resume(session, held, at)
    if not _pass_on(session, held, present, at):
        _stays_a_caller(session, held)
        reservation.release(session, held, ReservationEnd.LINE_LOST, at)
    promise(session, "exits", at, reservation=held.id)
    return True


def _stays_a_caller(session: Session, held: Reservation) -> None:
    """Someone we called back is a caller from here on: their own end decides, not the pick-up's."""
    leg = person_leg(session, held)
    if leg is not None and leg.role == LegRole.CALLED_BACK:
        leg.role, held.entry.channel = LegRole.CALLER, Channel.VOICE


def _is_ours(leg: CallLeg, held: Reservation) -> bool:
    return leg.role == LegRole.DISPATCHER and leg.reservation_id == held.id


# A colleague


def ask_colleague(
    session: Session, vault: Vault, held: Reservation, colleague: Dispatcher, at: datetime
) -> ThirdPerson:
    """Ring a colleague to join this talk. Raises NotAvailable or Busy; and as `third.ask`."""
    if colleague.id == held.dispatcher_id or colleague.id not in {one.id for one in dispatchers.on_duty(session, at)}:
        raise NotAvailable
    if colleague.activity != Activity.AVAILABLE:
        raise NotAvailable
    if reservation.open_reservation(session, colleague.id) is not None:
        raise Busy
    wanted = third.Wanted(third.COLLEAGUE, colleague_id=colleague.id)
    return third.ask(session, vault, held, wanted, at)


def colleagues(session: Session, me: Dispatcher, at: datetime) -> list[Dispatcher]:
    """Who could take a talk from me now."""
    busy = select(QueueEntry.dispatcher_id).where(
        QueueEntry.state != EntryState.ENDED,
        QueueEntry.dispatcher_id.is_not(None),
        QueueEntry.channel.not_in(WRITTEN),
    )
    taken = set(session.scalars(busy)) | set(
        session.scalars(select(ThirdPerson.colleague_id).where(ThirdPerson.left_at.is_(None)))
    )
    on_duty = dispatchers.on_duty(session, at)
    return [one for one in on_duty if one.id not in taken | {me.id} and one.activity == Activity.AVAILABLE]


def asked_into(session: Session, dispatcher_id: int) -> ThirdPerson | None:
    """The talk this dispatcher is asked to join, or has joined."""
    return session.scalar(
        select(ThirdPerson).where(ThirdPerson.colleague_id == dispatcher_id, ThirdPerson.left_at.is_(None))
    )


def _pass_on(session: Session, held: Reservation, present: Sequence[ThirdPerson], at: datetime) -> bool:
    """The pick-up is the colleague's now: the same conference, the same wait on record. False: none can have it."""
    joined = next((one for one in present if one.colleague is not None), None)
    if joined is None or joined.colleague is None:
        return False
    before, after = held.dispatcher, joined.colleague
    try:
        with session.begin_nested():
            held.entry.dispatcher_id = held.dispatcher_id = after.id
            session.flush()
    except IntegrityError:
        return False  # they took a call of their own meanwhile
    session.refresh(held, ["dispatcher"])
    for leg in legs.alive(session, held.entry.contact):
        if _is_ours(leg, held):
            leg.reservation_id = None  # they belong to no talk any more
        elif leg.third_id == joined.id:
            leg.role, leg.third_id = LegRole.DISPATCHER, None
    joined.left_at, joined.end = at, ThirdEnd.LEFT
    contacts.record(session, held.contact_id, "handed_over", at, dispatcher=before.username, colleague=after.username)
    dispatchers.wrap_up(session, before.id, at)
    interruption.end(session, before.id, at)
    interruption.begin(session, after.id, at)
    promise(session, "exits", at, reservation=held.id)
    session.info["queue_changed"] = True
    return True


# What follows


def third_left(session: Session, leg: CallLeg, why: str | None, at: datetime) -> None:
    """A third person's connection is gone: whoever is left alone goes where they belong."""
    if third.left(session, leg, why, at) is not None:
        alone(session, leg.contact, at)


def let_third_go(session: Session, one: ThirdPerson, at: datetime) -> None:
    """The dispatcher thanks a third person, or no longer wants to wait for them."""
    third.let_go(session, one, ThirdEnd.LET_GO, at)
    alone(session, session.get_one(Contact, one.contact_id), at)


def alone(session: Session, contact: Contact, at: datetime) -> None:
    """A third person left a talk that no dispatcher leads: the one who is still there must not sit in silence."""
    if not is_alone(session, contact.id):
        return
    for leg in legs.alive(session, contact):
        if leg.role == LegRole.CALLER and leg.reservation_id is not None:
            promise(session, "free", at, leg=leg.id, reservation=leg.reservation_id)
        elif leg.role == LegRole.DISPATCHER:
            promise(session, "move", at, leg=leg.id)


def is_alone(session: Session, contact_id: int) -> bool:
    """Whether neither a dispatcher nor a third person talks with whoever is on the line for this contact."""
    held = reservation.reservation_of(session, contact_id)
    return (held is None or held.answered_at is None) and not third.here(session, contact_id)


def put_out(session: Session, one: ThirdPerson, of: int, at: datetime) -> None:
    """The conference of the reservation `of` let a third person go: into a next one of this caller, else it is over."""
    led = third.led_by_us(session, one)
    if led is None or led.id == of:
        third.close(session, one, ThirdEnd.TALK_OVER, at)
        alone(session, session.get_one(Contact, one.contact_id), at)


def nobody_left(session: Session, contact: Contact, at: datetime) -> None:
    """A dispatcher's line ended after the caller's: third persons who are still there are thanked."""
    if all(leg.role == LegRole.THIRD for leg in legs.alive(session, contact)):
        third.dismiss(session, third.open_ones(session, contact.id), at)


def person_left(session: Session, contact: Contact, at: datetime) -> bool:
    """The caller hung up. True: a third person is still with the dispatcher (112 needs the address): they talk on."""
    waiting = [one for one in third.open_ones(session, contact.id) if not one.is_here]
    third.dismiss(session, waiting, at)
    present = third.here(session, contact.id)
    if not any(
        leg.role == LegRole.DISPATCHER and leg.state == LegState.TALKING for leg in legs.alive(session, contact)
    ):
        third.dismiss(session, present, at)
        return False
    return bool(present)


def needs_an_answer(session: Session, leg: CallLeg) -> bool:
    """A caller whose third person has hung up, with no dispatcher: do they still need us?"""
    return (
        leg.role in (LegRole.CALLER, LegRole.CALLED_BACK)
        and leg.state != LegState.ENDED
        and leg.visit is not None
        and leg.contact.ended_at is None
        and leg.contact.bridged_at is not None
        and queue.live_entry(session, leg.contact_id) is None
        and any(one.joined_at for one in third.all_of(session, leg.contact_id))
    )


def come_back(session: Session, line: flow.Flow, leg: CallLeg, turn: int | None, at: datetime) -> flow.Visit:
    """They still need us, or say nothing: first in line. A repeat changes nothing."""
    visit = flow.visit_from_json(leg.visit or {})
    if turn != visit.turn or not needs_an_answer(session, leg):
        return visit
    entry = queue.enter(session, leg.contact, leg.contact.topic or "person", at, channel=Channel.VOICE)
    entry.front, leg.role = True, LegRole.CALLER
    contacts.record(session, leg.contact_id, "needs_us", at)
    visit = flow.advance(line, visit, visit.turn, flow.Done("lost"))
    visit = replace(visit, said=())  # nobody was cut off: they heard already what happened
    leg.visit = flow.visit_to_json(visit)
    return visit
