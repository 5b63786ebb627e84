"""What a caller may get instead of a dispatcher at once: to be called back, to leave a message, the duty phone."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from hotline.core import callout, consent, flow, legs, queue, reservation
from hotline.core import contact as contacts
from hotline.core.contact import CallLeg, Contact
from hotline.core.number import callable_number
from hotline.core.outbox import promise
from hotline.core.queue import QueueEntry
from hotline.core.secret import Vault
from hotline.core.words import Channel, LegRole, Outcome

GAVE_UP = (None, Outcome.ABANDONED, Outcome.LOST_IN_MENU)


def leave_callback(session: Session, vault: Vault, contact: Contact, answer: flow.Answer, at: datetime) -> None:
    """The person wants to be called back: the same place in line, without holding the phone."""
    typed = answer.digits if isinstance(answer, flow.Key) and len(answer.digits) >= 9 else None
    number = callable_number(typed)
    pressed = answer.digits if isinstance(answer, flow.Key) else ""
    if number is not None:
        consent.allow(session, contact, at, call=True, text=None)
    elif pressed in ("1", "2"):
        consent.allow(session, contact, at, call=True, text=pressed == "1")
    if number is not None:
        contact.callback_number = vault.lock(number)
    if contact.number is None and contact.callback_number is None:
        return
    entry = queue.enter(session, contact, contact.topic or "person", at, channel=Channel.CALLBACK)
    if contact.ended_at is not None:  # known to have hung up before we hear what they pressed: the place they had
        contact.ended_at, entry.entered_at = None, contact.asked_at or at
    entry.channel, entry.language = Channel.CALLBACK, contact.language
    callout.stop(session, entry.id, at)  # nobody holds the line any more
    if contact.call_window is not None:
        entry.not_before = consent.next_time(contact.call_window, at)
    if contact.outcome != Outcome.CALLBACK:
        contact.outcome = Outcome.CALLBACK
        contacts.record(session, contact.id, "callback", at)


def stay_on_the_line(session: Session, contact: Contact, entry: QueueEntry) -> None:
    """Someone who was promised a call waits on the line after all: nobody rings them."""
    if entry.channel in (Channel.CALLBACK, Channel.VOICEMAIL):
        entry.channel, entry.not_before, contact.outcome = Channel.VOICE, None, None
        session.info["queue_changed"] = True


def leave_voicemail(session: Session, contact: Contact, at: datetime) -> None:
    """The person left a message: it waits in line like a caller.

    Known by their next step or by the message itself, whichever we hear of first: most people simply hang up.
    """
    if contact.outcome not in GAVE_UP:
        return
    contact.ended_at = None
    entry = queue.enter(session, contact, contact.topic or "person", at, channel=Channel.VOICEMAIL)
    entry.channel = Channel.VOICEMAIL
    callout.stop(session, entry.id, at)
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
        if contact.outcome in (*GAVE_UP, Outcome.ASSISTANT_ONLY):  # who hung up after it may be known to have left
            contact.outcome = Outcome.HELPED
        contacts.record(session, contact.id, "duty_phone", at)
    entry = queue.live_entry(session, contact.id)
    if entry is not None:
        reservation.finish(session, entry, at)
        for leg in legs.alive(session, contact):
            if leg.role == LegRole.DISPATCHER:  # who took them meanwhile
                promise(session, "move", at, leg=leg.id)
