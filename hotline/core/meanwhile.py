"""While nobody has answered a written talk yet: the place in line, and what the person may do instead of waiting.

The last sentence of ours says where they stand: what they write after an offer or a question of it is the answer, and
whoever writes something else is simply waiting. They keep their place whatever they choose.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hotline.core import consent, conversation, flow, instead, interruption, measure, queue
from hotline.core import dispatcher as dispatchers
from hotline.core.conversation import Conversation, Message, Reply, Sender, State
from hotline.core.number import callable_number
from hotline.core.plan import Plan
from hotline.core.queue import QueueEntry
from hotline.core.safety_words import TELL_112
from hotline.core.secret import Vault
from hotline.core.words import WRITTEN, EntryState
from hotline.texts import mark, t

SENTENCES = {
    "nobody_at_work": mark("Nobody of our team is at work right now. You keep your place in line. What do you prefer?"),
    "takes_long": mark("I am sorry that you wait so long. You keep your place in line. What do you prefer?"),
    "ask_number": mark("On which number may we call you? Please write it here."),
    "number_unclear": mark("I cannot read this as a phone number. Please write it like this: 0470 12 34 56."),
    "ask_call_safe": mark("Is it safe for you if we call this number? Somebody else might answer."),
    "will_call": mark("Thank you. A person will call you. You can also go on writing here."),
    "no_call": mark("Then we do not call you. A person will answer you here; you keep your place in line."),
    "leave_message": mark("Please write here what you need and how we can reach you. A person of our team reads it."),
    "stays": mark("Good. A person will answer you here."),
    "helper_on_phone": interruption.STAY,
    "helper_back": interruption.BACK,
}
CHOICES = {
    "callback": mark("Call me back"),
    "leave_message": mark("I leave a message"),
    "stay": mark("I wait here"),
    "yes": mark("Yes"),
    "no": mark("No"),
}
OFFERS = ("nobody_at_work", "takes_long")
OFFERED = ("callback", "leave_message", "stay")
NUMBER_ASKED = ("ask_number", "number_unclear")
ASKED = (*OFFERS, *NUMBER_ASKED, "ask_call_safe")
INTERRUPTED = ("helper_on_phone", "helper_back")
LIKE_A_NUMBER = re.compile(r"(?:\+|00)?\d(?:[ ./()-]{0,2}\d){7,}")


@dataclass(frozen=True)
class Standing:
    """Who answers now and, for who waits, the place in line (1: next) and by when at the latest, in seconds.

    `wait_bound_s` is None where nothing honest can be said.
    """

    state: str
    position: int | None = None
    wait_bound_s: int | None = None


def standing(session: Session, talk: Conversation, at: datetime) -> Standing:
    """What the person can be told of their wait. A bound that was said before is never made longer."""
    entry = _entry(session, talk) if talk.state == State.WAITING else None
    if entry is None or entry.state == EntryState.BRIDGED:
        return Standing(talk.state)
    before = queue.ahead(session, entry, at)
    minutes = measure.bound_minutes(before, *dispatchers.count_at_work(session, at))
    promised = at + timedelta(minutes=minutes) if minutes is not None else None
    if promised is not None and (talk.bound_until is None or promised < talk.bound_until):
        talk.bound_until = promised
    left = int((talk.bound_until - at).total_seconds()) if talk.bound_until is not None else 0
    return Standing(talk.state, before + 1, left if left > 0 else None)


def tell_if_nobody(session: Session, vault: Vault, talk: Conversation, at: datetime) -> None:
    """Nobody is at work: whoever asks for a person hears so at once, with what can be done."""
    if dispatchers.count_at_work(session, at)[0] == 0:
        _say(session, vault, talk, "nobody_at_work", at, OFFERED)


def offer_to_who_waits_long(session: Session, vault: Vault, plan: Plan, at: datetime) -> None:
    """Whoever has waited longer than the plan allows is offered something else, once."""
    offered = select(Message.id).where(Message.conversation_id == Conversation.id, Message.say.in_(OFFERS))
    for talk_id in session.scalars(
        _waiting().where(QueueEntry.entered_at < at - plan.offer, QueueEntry.channel.in_(WRITTEN), ~offered.exists())
    ).all():
        talk = conversation.lock(session, talk_id)
        if talk is not None and talk.state == State.WAITING:
            _say(session, vault, talk, "takes_long", at, OFFERED)
        session.commit()


def take_answers(session: Session, vault: Vault, at: datetime) -> None:
    """Go on with everyone who waits and answered what they were asked."""
    for talk_id in session.scalars(_waiting()).all():
        take_answer(session, vault, talk_id, at)
        session.commit()


def take_answer(session: Session, vault: Vault, talk_id: int, at: datetime) -> None:
    """What this person wrote after our last question is its answer, if it is one."""
    talk = conversation.lock(session, talk_id)
    asked = _last_of_ours(session, talk) if talk is not None and talk.state == State.WAITING else None
    if talk is None or asked is None or asked.say not in ASKED:
        return
    for message in conversation.after(session, talk, asked.id):
        written = (vault.open(message.body) or "").strip() if message.sender == Sender.PERSON else ""
        if written and _taken(session, vault, talk, asked.say, written, at):
            return


def tell_the_interrupted(session: Session, vault: Vault, at: datetime) -> None:
    """Whoever's helper takes a phone call is asked to stay, and hears when they are back."""
    rows = session.execute(
        select(Conversation.id, QueueEntry.id)
        .join(QueueEntry, QueueEntry.contact_id == Conversation.contact_id)
        .where(Conversation.state == State.DISPATCHER, QueueEntry.state == EntryState.BRIDGED)
    ).all()
    for talk_id, entry_id in rows:
        talk = conversation.lock(session, talk_id)
        entry = session.get(QueueEntry, entry_id, populate_existing=True)
        if talk is not None and entry is not None and entry.state == EntryState.BRIDGED:
            _tell_interruption(session, vault, talk, entry, at)
        session.commit()


def _tell_interruption(session: Session, vault: Vault, talk: Conversation, entry: QueueEntry, at: datetime) -> None:
    told = session.scalar(
        select(Message.say)
        .where(Message.conversation_id == talk.id, Message.say.in_(INTERRUPTED))
        .order_by(Message.id.desc())
        .limit(1)
    )
    if entry.interrupted_at is not None and told != "helper_on_phone":
        _say(session, vault, talk, "helper_on_phone", at)
    elif entry.interrupted_at is None and told == "helper_on_phone":
        _say(session, vault, talk, "helper_back", at)


def _taken(session: Session, vault: Vault, talk: Conversation, asked: str | None, written: str, at: datetime) -> bool:
    if asked in OFFERS:
        return _chosen(session, vault, talk, _choice(talk, written, OFFERED), at)
    if asked in NUMBER_ASKED:
        return _number(session, vault, talk, asked, written, at)
    return _safe(session, vault, talk, _choice(talk, written, ("yes", "no")), at)


def _chosen(session: Session, vault: Vault, talk: Conversation, choice: str | None, at: datetime) -> bool:
    if choice == "callback":
        known = talk.contact.number is not None
        _say(session, vault, talk, "ask_call_safe" if known else "ask_number", at, ("yes", "no") if known else ())
    elif choice == "leave_message":
        _say(session, vault, talk, "leave_message", at)
    elif choice == "stay":
        _say(session, vault, talk, "stays", at)
    return choice is not None


def _number(session: Session, vault: Vault, talk: Conversation, asked: str | None, written: str, at: datetime) -> bool:
    found = LIKE_A_NUMBER.search(written)
    number = callable_number(found[0]) if found else None
    if number is not None:
        talk.contact.callback_number = vault.lock(number)
        _say(session, vault, talk, "ask_call_safe", at, ("yes", "no"))
    elif asked == "ask_number":
        _say(session, vault, talk, "number_unclear", at)
    return number is not None or asked == "ask_number"


def _safe(session: Session, vault: Vault, talk: Conversation, choice: str | None, at: datetime) -> bool:
    if choice is None:
        return False
    contact = talk.contact
    consent.allow(session, contact, at, call=choice == "yes", text=contact.safe_to_text)
    if choice == "yes":
        instead.leave_callback(session, vault, contact, flow.Key(""), at)
        _say(session, vault, talk, "will_call", at)
    else:
        contact.callback_number = None
        _say(session, vault, talk, "no_call", at)
    return True


def _choice(talk: Conversation, written: str, values: Sequence[str]) -> str | None:
    """Which button this is: its value, or its words in their language."""
    wanted = written.casefold().strip(" .!")
    return next((v for v in values if wanted in (v, t(talk.language, CHOICES[v]).casefold())), None)


def _say(
    session: Session, vault: Vault, talk: Conversation, say: str, at: datetime, choices: Sequence[str] = ()
) -> None:
    buttons = tuple({"text": t(talk.language, CHOICES[value]), "value": value} for value in choices)
    conversation.say(session, vault, talk, Reply(say, t(talk.language, SENTENCES[say]), buttons), at)


def _last_of_ours(session: Session, talk: Conversation) -> Message | None:
    """What we said last; 112 asks nothing, so an offer before it is still open."""
    asks = Message.say.is_distinct_from(TELL_112)
    return session.scalar(
        select(Message)
        .where(Message.conversation_id == talk.id, Message.sender == Sender.ASSISTANT, asks)
        .order_by(Message.id.desc())
        .limit(1)
    )


def _entry(session: Session, talk: Conversation) -> QueueEntry | None:
    return session.scalar(
        select(QueueEntry).where(QueueEntry.contact_id == talk.contact_id, QueueEntry.state != EntryState.ENDED)
    )


def _waiting() -> Select[int]:
    return (
        select(Conversation.id)
        .join(QueueEntry, QueueEntry.contact_id == Conversation.contact_id)
        .where(Conversation.state == State.WAITING, QueueEntry.state == EntryState.WAITING)
        .limit(200)
    )
