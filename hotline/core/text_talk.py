"""A written talk from a phone: whose it is, in which language it begins, and which choice a digit stands for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import phonenumbers
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.core import alarm, conversation, goodbye, handoff, tongue
from hotline.core.assistant.state import ASK_WHERE_NOW
from hotline.core.contact import Contact
from hotline.core.conversation import Conversation, Message, Reply, Sender, State
from hotline.core.number import text_number
from hotline.core.outbox import promise
from hotline.core.secret import Vault
from hotline.core.words import TEXTED, Channel, Priority, Topic
from hotline.texts import mark, t

GOES_ON = timedelta(hours=6)  # since the last word of a talk with the assistant: later another one begins
NO_PICTURES = mark("We cannot open pictures or recordings here. Please write it in words.")
FIRST = "fr"  # where nothing tells the language
LANGUAGE_OF = {
    "NL": "nl", "GB": "en", "IE": "en", "US": "en", "DE": "de", "AT": "de", "RO": "ro", "MD": "ro", "PL": "pl",
    "ES": "es", "UA": "uk", "PT": "pt", "BR": "pt", "MA": "ar", "DZ": "ar", "TN": "ar", "SY": "ar", "IQ": "ar",
}  # fmt: skip
KEPT_IN_LINE = (Priority.DANGER, Priority.MINOR)


def wrote(
    session: Session, vault: Vault, number: str, sid: str, words: str, channel: Channel, at: datetime, *, pictures: bool
) -> None:
    """Somebody wrote from this phone: it goes on with their open talk, or begins one. Nothing is answered here."""
    _one_at_a_time(session, vault, number)
    talk = _open(session, vault, number, channel, at) or _begin(session, vault, number, words, channel, at)
    if pictures:
        _refuse_pictures(session, vault, talk, at)
    words = "".join(sign for sign in words if sign.isprintable() or sign in "\n\t").strip()
    if not words:
        talk.heard_at = at
        return
    conversation.receive(session, vault, talk, sid, chosen(session, vault, talk, words), at)
    alarm.heard(session, vault, talk, words, at)
    if channel == Channel.SMS and text_number(number) is None:  # a landline: only a person can do something for them
        handoff.to_a_person(session, vault, talk, Topic.PERSON, Priority.NORMAL, "no_texts_there", at)
    elif talk.state == State.ASSISTANT:
        promise(session, "answer", at, conversation=talk.id)


def leave(session: Session, vault: Vault, number: str, at: datetime) -> None:
    """They want no more of us: their talk is over. Who is in danger stays in line, and no text goes to the phone."""
    for channel in TEXTED:
        talk = _open(session, vault, number, channel, at)
        if talk is not None and talk.contact.priority not in KEPT_IN_LINE:
            goodbye.leave(session, talk, at)


def goes_on(session: Session, vault: Vault, number: str, since: datetime, at: datetime) -> bool:
    """Whether this phone has a text talk with a person, or one in which it wrote since then."""
    talk = _open(session, vault, number, Channel.SMS, at)
    return talk is not None and (talk.state != State.ASSISTANT or talk.heard_at > since)


def chosen(session: Session, vault: Vault, talk: Conversation, words: str) -> str:
    """A digit that answers our last question stands for the choice with this number; all else stands for itself."""
    digit = words.strip(" .):")
    if not (digit.isdecimal() and len(digit) == 1):
        return words
    said = _last_of_ours(session, talk)
    if said and said[-1].say == ASK_WHERE_NOW:
        return words  # it names its digit itself; the choices of a sentence before it are no answer
    choices = next((found for one in reversed(said) if (found := conversation.choices_of(vault, one))), ())
    number = int(digit)
    return choices[number - 1]["value"] if 1 <= number <= len(choices) else words


def _last_of_ours(session: Session, talk: Conversation) -> Sequence[Message]:
    """What we wrote last in a row, before whatever the person wrote since."""
    said: list[Message] = []
    recent = select(Message).where(Message.conversation_id == talk.id).order_by(Message.id.desc()).limit(20)
    for message in session.scalars(recent):
        if message.sender != Sender.PERSON:
            said.append(message)
        elif said:
            break
    return said[::-1]


def _open(session: Session, vault: Vault, number: str, channel: Channel, at: datetime) -> Conversation | None:
    """The talk of this phone that still goes on, locked."""
    found = session.scalar(
        select(Conversation.id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(
            Contact.number_hash.in_(vault.hashes(number)),
            Contact.channel == channel,
            Conversation.state != State.CLOSED,
            (Conversation.heard_at > at - GOES_ON) | (Conversation.state != State.ASSISTANT),
        )
        .order_by(Conversation.id.desc())
        .limit(1)
    )
    talk = conversation.lock(session, found) if found is not None else None
    return talk if talk is not None and talk.state != State.CLOSED else None


def _begin(session: Session, vault: Vault, number: str, words: str, channel: Channel, at: datetime) -> Conversation:
    talk = conversation.begin(session, channel, _language(session, vault, number, words), at)
    talk.contact.number, talk.contact.number_hash = vault.lock(number), vault.hash(number)
    return talk


def _language(session: Session, vault: Vault, number: str, words: str) -> str:
    """The one they last had with us, if we still know it; the one they write in, if that is sure; their country's."""
    known = session.scalar(
        select(Contact.language)
        .where(Contact.number_hash.in_(vault.hashes(number)), Contact.language.is_not(None))
        .order_by(Contact.id.desc())
        .limit(1)
    )
    country = phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    return known or tongue.guess(words) or LANGUAGE_OF.get(country, FIRST)


def _refuse_pictures(session: Session, vault: Vault, talk: Conversation, at: datetime) -> None:
    """Once in a talk: whoever sends more knows it."""
    said = select(Message.id).where(Message.conversation_id == talk.id, Message.say == "no_pictures").limit(1)
    if session.scalar(said) is None:
        conversation.say(session, vault, talk, Reply("no_pictures", t(talk.language, NO_PICTURES)), at)


def _one_at_a_time(session: Session, vault: Vault, number: str) -> None:
    """Two first texts of one phone at the same moment are one talk."""
    lock = int.from_bytes(vault.hashes(number)[-1][:8], signed=True)
    session.execute(select(func.pg_advisory_xact_lock(lock)))
