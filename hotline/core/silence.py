"""What time alone brings about in written talks: a side that is no longer there, danger that nobody takes.

Called by the clock every second; each talk is looked at again with its contact locked, and committed by itself.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select
from sqlalchemy.orm import Session

from hotline.core import call, conversation, handoff, meanwhile, sms
from hotline.core import contact as contacts
from hotline.core import dispatcher as dispatchers
from hotline.core.contact import Contact
from hotline.core.conversation import Conversation, Message, State
from hotline.core.dispatcher import PRESENT, Dispatcher
from hotline.core.plan import Plan
from hotline.core.queue import QueueEntry
from hotline.core.reservation import Reservation
from hotline.core.secret import Vault
from hotline.core.words import NO_WRAP_UP, WRITTEN, Channel, EntryState, Outcome, Priority, ReservationEnd, TextPurpose
from hotline.texts import mark, t

BATCH = 100
ALERT = mark("Danger in the chat: somebody waits and nobody answers. Please open the console.")
REPORT_ALERT = mark("Danger in a report from the street: nobody looks at it. Please open the console.")
ALERTS: Mapping[str, str] = {**dict.fromkeys(WRITTEN, ALERT), Channel.REPORT: REPORT_ALERT}
ALERT_LANGUAGES = ("fr", "nl")


def look(session: Session, vault: Vault, plan: Plan, duty_phone: str, at: datetime) -> None:
    """One look at all written talks."""
    give_back_the_left(session, at)
    take_up_the_returned(session, vault, at)
    close_the_silent(session, plan, at)
    meanwhile.tell_the_interrupted(session, vault, at)
    meanwhile.take_answers(session, vault, at)
    meanwhile.offer_to_who_waits_long(session, vault, plan, at)
    alert(session, vault, plan, duty_phone, at)


def give_back_the_left(session: Session, at: datetime) -> None:
    """A dispatcher's console is gone: the person goes first for another."""
    left = (
        select(Reservation)
        .join(QueueEntry, QueueEntry.id == Reservation.entry_id)
        .join(Dispatcher, Dispatcher.id == Reservation.dispatcher_id)
        .where(
            Reservation.ended_at.is_(None),
            QueueEntry.state == EntryState.BRIDGED,
            QueueEntry.channel.in_(NO_WRAP_UP),
            or_(Dispatcher.seen_at.is_(None), Dispatcher.seen_at < at - PRESENT),
        )
        .limit(BATCH)
    )
    for held in session.scalars(left).all():
        call.give_back(session, held, ReservationEnd.LINE_LOST, at)
        session.commit()


def close_the_silent(session: Session, plan: Plan, at: datetime) -> None:
    """Nothing was heard of the person for long, and no dispatcher has them: the talk closes, with a record.

    Who is promised a call, or was told that somebody reads their message, keeps the promise.
    """
    left = select(Message.id).where(
        Message.conversation_id == Conversation.id,
        Message.say == "leave_message",
        Conversation.state == State.WAITING,
    )
    called = select(QueueEntry.id).where(
        QueueEntry.contact_id == Conversation.contact_id,
        QueueEntry.state != EntryState.ENDED,
        QueueEntry.channel.not_in(WRITTEN),
    )
    silent = or_(
        (Contact.channel == Channel.CHAT) & (Conversation.heard_at < at - timedelta(seconds=plan.chat_gone_s)),
        Conversation.heard_at < at - timedelta(seconds=plan.text_gone_s),
    )
    for talk_id in _ids(
        session, silent & Conversation.state.in_((State.ASSISTANT, State.WAITING)) & ~called.exists() & ~left.exists()
    ):
        talk = conversation.lock(session, talk_id)
        if talk is not None and talk.state in (State.ASSISTANT, State.WAITING):
            handoff.gone(session, talk, at)
        session.commit()


def take_up_the_returned(session: Session, vault: Vault, at: datetime) -> None:
    """Somebody whose wait had closed by itself has written again."""
    again = (
        (Conversation.state == State.CLOSED)
        & (Conversation.heard_at > Conversation.closed_at)
        & (Contact.outcome == Outcome.ABANDONED)
        & Contact.closed_at.is_(None)
        & Contact.erased_at.is_(None)
    )
    for talk_id in _ids(session, again):
        talk = conversation.lock(session, talk_id)
        if talk is not None:
            handoff.came_back(session, vault, talk, at)
        session.commit()


def alert(session: Session, vault: Vault, plan: Plan, duty_phone: str, at: datetime) -> None:
    """Danger in writing or in a report, and nobody takes it: the duty phone gets one text, with no word of theirs."""
    waiting: Sequence[QueueEntry] = session.scalars(
        select(QueueEntry).where(
            QueueEntry.state == EntryState.WAITING,
            QueueEntry.channel.in_(tuple(ALERTS)),
            QueueEntry.priority == Priority.DANGER,
            ~_alerted(),
        )
    ).all()
    if not waiting:
        return
    nobody = dispatchers.count_at_work(session, at)[0] == 0
    for entry in waiting:
        text = " / ".join(t(language, ALERTS[entry.channel]) for language in ALERT_LANGUAGES)
        if nobody or entry.entered_at < at - timedelta(seconds=plan.alert_s):
            sms.owe(session, vault, duty_phone, text, at, purpose=TextPurpose.STAFF, key=f"danger-{entry.id}")
            contacts.record(session, entry.contact_id, "called_out", at, step="alert")
    session.commit()


def _alerted() -> ColumnElement[bool]:
    return select(sms.Sms.id).where(sms.Sms.key == func.concat("danger-", cast(QueueEntry.id, String))).exists()


def _ids(session: Session, which: ColumnElement[bool]) -> Sequence[int]:
    found: Select[int] = select(Conversation.id).join(Contact, Contact.id == Conversation.contact_id)
    return session.scalars(found.where(which).limit(BATCH)).all()
