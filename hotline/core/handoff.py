"""The handoff: a written talk goes into the line for a person, and the assistant is silent until it is handed back.

Whoever calls these holds the contact's lock, but for `met`, which takes it. Said twice, each changes nothing more.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from hotline.core import contact as contacts
from hotline.core import conversation, meanwhile, queue, reservation, visitor
from hotline.core.contact import Contact
from hotline.core.conversation import Conversation, Reply, State
from hotline.core.dispatcher import Dispatcher
from hotline.core.meanwhile import Standing
from hotline.core.queue import QueueEntry
from hotline.core.reservation import Reservation
from hotline.core.safety_words import SAFETY
from hotline.core.secret import Vault
from hotline.core.words import WRITTEN, Channel, EntryState, Outcome, Priority, ReservationEnd, Topic, higher
from hotline.texts import mark, t

SENTENCES = {
    "handed_back": mark("The assistant answers you again from here. You can ask for a person at any time."),
    "back_in_line": mark("You are in line again, where you were before. A person will answer you."),
}
LEFT_TO_THEM = timedelta(minutes=2)  # a colleague to whom a talk was handed
WITH_THE_ASSISTANT = (State.ASSISTANT, State.CLOSED)


def to_a_person(
    session: Session, vault: Vault, talk: Conversation, topic: Topic, priority: Priority, why: str, at: datetime
) -> QueueEntry:
    """Put this talk in line, with what is known. `why` is a word of a closed list, kept on the timeline.

    Someone in line already keeps the place; a priority only rises, and each time it does the reason is kept.
    """
    contact = talk.contact
    rises = higher(priority, contact.priority) != contact.priority
    anew = talk.state in WITH_THE_ASSISTANT
    contacts.choose(session, contact, talk.language, topic, at, priority)
    entry = queue.enter(session, contact, topic, at)
    entry.priority = higher(contact.priority, entry.priority)
    if contact.outcome == Outcome.ASSISTANT_ONLY:
        contact.outcome = None
    if anew:
        only_in_writing(session, contact, entry)
    if rises or anew:
        contacts.record(session, contact.id, "handoff", at, why=why, **({"priority": priority} if rises else {}))
    if anew:
        _begin_to_wait(session, talk, at)
        conversation.say(session, vault, talk, _welcome(talk), at)
        meanwhile.tell_if_nobody(session, vault, talk, at)
    return entry


def standing(session: Session, talk: Conversation, at: datetime) -> Standing:
    """Who answers now; for who waits, the place in line and an honest bound (core/meanwhile.py)."""
    return meanwhile.standing(session, talk, at)


def met(session: Session, held: Reservation, at: datetime) -> None:
    """Somebody took a person who needs no ring, at the counter or in writing: they are together, the wait is over."""
    visitor.meet(session, held, at)
    talk = conversation.of_contact(session, held.contact_id)
    if talk is None or held.ended_at is not None or held.entry.channel not in WRITTEN:
        return
    conversation.move(session, talk, State.DISPATCHER, at)
    if reservation.open_reservation(session, held.dispatcher_id) is not None:  # rung at this very moment
        held.entry.interrupted_at = held.entry.interrupted_at or at


def waits_again(session: Session, contact: Contact, at: datetime) -> None:
    """The dispatcher will not go on: the person waits for another, and the assistant stays silent."""
    talk = conversation.of_contact(session, contact.id)
    if talk is not None and talk.state == State.DISPATCHER:
        _begin_to_wait(session, talk, at)


def hand_back(session: Session, vault: Vault, held: Reservation, at: datetime) -> None:
    """The dispatcher has done their part: from here on the assistant answers, and the person is told."""
    talk = conversation.of_contact(session, held.contact_id)
    if talk is None or held.ended_at is not None or held.bridged_at is None or held.entry.channel not in WRITTEN:
        return
    reservation.finish(session, held.entry, at)
    held.end = ReservationEnd.HANDED_BACK
    contacts.record(session, held.contact_id, "handed_back", at, dispatcher=held.dispatcher.username)
    conversation.move(session, talk, State.ASSISTANT, at)
    _afresh(vault, talk)
    conversation.say(session, vault, talk, _reply(talk, "handed_back"), at)
    session.info["queue_changed"] = True


def hand_on(session: Session, entry: QueueEntry, by: Dispatcher, to: Dispatcher, at: datetime) -> None:
    """The talk was given back for this colleague: for a moment nobody else is given the person next."""
    entry.wanted_id, entry.wanted_until = to.id, at + LEFT_TO_THEM
    contacts.record(session, entry.contact_id, "work_handed", at, dispatcher=by.username, to=to.username)


def over(session: Session, contact: Contact, at: datetime) -> None:
    """The talk is closed by a dispatcher."""
    talk = conversation.of_contact(session, contact.id)
    if talk is not None:
        conversation.move(session, talk, State.CLOSED, at)


def only_in_writing(session: Session, contact: Contact, entry: QueueEntry) -> bool:
    """Somebody who was promised a call waits in their written talk instead. False: they never wrote."""
    if contact.channel not in WRITTEN:
        return False
    if entry.channel == Channel.CALLBACK and entry.state == EntryState.WAITING:
        entry.channel, entry.not_before, contact.outcome = contact.channel, None, None
        session.info["queue_changed"] = True
    return True


def gone(session: Session, talk: Conversation, at: datetime) -> None:
    """Nothing was heard of this person for long: the talk closes by itself. Who waited for a person gave up."""
    contact = talk.contact
    entry = queue.live_entry(session, contact.id)
    if entry is not None:
        reservation.finish(session, entry, at)
    if contact.outcome is None and contact.asked_at is None:
        contact.outcome = Outcome.ASSISTANT_ONLY
    conversation.move(session, talk, State.CLOSED, at)
    contacts.record(session, contact.id, "fell_silent", at)
    contacts.end(session, contact, at)


def came_back(session: Session, vault: Vault, talk: Conversation, at: datetime) -> bool:
    """Somebody who fell silent in line writes again: the same contact, with the time of arrival they had."""
    contact = talk.contact
    if talk.state != State.CLOSED or contact.outcome != Outcome.ABANDONED or contact.closed_at is not None:
        return False
    contact.ended_at = contact.outcome = None
    entry = queue.enter(session, contact, contact.topic or Topic.PERSON, at)
    entry.entered_at = contact.asked_at or at
    contacts.record(session, contact.id, "wrote_again", at)
    _begin_to_wait(session, talk, at)
    conversation.say(session, vault, talk, _reply(talk, "back_in_line"), at)
    return True


def _begin_to_wait(session: Session, talk: Conversation, at: datetime) -> None:
    talk.bound_until = talk.closed_at = None
    conversation.move(session, talk, State.WAITING, at)


def _afresh(vault: Vault, talk: Conversation) -> None:
    """The assistant waits for no answer any more, and starts to count again what it does not understand."""
    kept = conversation.remembered(vault, talk)
    if kept:
        conversation.remember(vault, talk, {**kept, "asked": None, "offered": [], "misses": 0})


def _welcome(talk: Conversation) -> Reply:
    """On a page the person is asked to stay; a phone may be put away."""
    say = "wait" if talk.contact.channel == Channel.CHAT else "person_will_answer"
    return Reply(say, t(talk.language, SAFETY[say]))


def _reply(talk: Conversation, say: str) -> Reply:
    return Reply(say, t(talk.language, SENTENCES[say]))
