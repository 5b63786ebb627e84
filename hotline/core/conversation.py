"""A written talk: who writes what to whom, in which order, and who answers: the assistant, nobody yet, or a dispatcher.

The contact's row is the lock: whoever changes a conversation holds it (`contact.lock`). Words are encrypted at rest.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    String,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column, relationship

from hotline.core import contact as contacts
from hotline.core.contact import Contact
from hotline.core.dispatcher import Dispatcher
from hotline.core.outbox import is_owed, promise
from hotline.core.secret import Vault, hashed
from hotline.core.words import TEXTED, Channel
from hotline.db import Base

LENGTH = 1000  # characters of one message; the rest is cut
SIGN_EVERY = timedelta(seconds=20)
LEASE = timedelta(seconds=10)  # to answer one message; then another process takes it up


class State(StrEnum):
    """Who answers. From `waiting` on the assistant is silent until a dispatcher hands back."""

    ASSISTANT = "assistant"
    WAITING = "waiting"
    DISPATCHER = "dispatcher"
    CLOSED = "closed"


class Sender(StrEnum):
    PERSON = "person"
    ASSISTANT = "assistant"
    DISPATCHER = "dispatcher"


class Conversation(Base):
    """The written side of a contact. `public_id` is what the outside knows; the token opens it and is kept hashed."""

    __tablename__ = "conversation"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), unique=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary)  # None: of a phone, not of a browser
    state: Mapped[str] = mapped_column(String(10), default=State.ASSISTANT)
    language: Mapped[str] = mapped_column(String(5))
    language_chosen: Mapped[bool] = mapped_column(default=False)  # by the person: nothing else changes it
    dialogue: Mapped[bytes | None] = mapped_column(LargeBinary)  # where the assistant stands, encrypted
    leased_until: Mapped[datetime | None]
    heard_at: Mapped[datetime] = mapped_column(index=True)  # the person's last sign of life
    bound_until: Mapped[datetime | None]  # by when a person was promised to answer, while they wait
    read_id: Mapped[int | None] = mapped_column(BigInteger)  # the last message that their dispatcher has seen
    closed_at: Mapped[datetime | None]
    texted_to: Mapped[int | None] = mapped_column(BigInteger)  # of a phone: the last message that was sent there

    contact: Mapped[Contact] = relationship()


class Message(Base):
    """One thing that was written. Ids rise within a conversation: they are the order."""

    __tablename__ = "message"
    __table_args__ = (
        Index("uq_message_client", "conversation_id", "client_message_id", unique=True),
        Index("ix_message_unanswered", "conversation_id", postgresql_where="answered_at is null"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    client_message_id: Mapped[str | None] = mapped_column(String(64))  # the provider's id for a text message
    sender: Mapped[str] = mapped_column(String(10))
    dispatcher_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(String(5))
    say: Mapped[str | None] = mapped_column(String(40))  # which of our sentences
    offered: Mapped[bytes | None] = mapped_column(LargeBinary)  # the choices, encrypted: they may name places
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]  # of a person's message: the assistant has dealt with it, or need not

    dispatcher: Mapped[Dispatcher | None] = relationship()


Choices = Sequence[dict[str, str]]  # ({"text": …, "value": …}, …)


@dataclass(frozen=True)
class Reply:
    """One message of ours: which sentence, in words, with what may be chosen: ({"text": …, "value": …}, …)."""

    say: str
    text: str
    choices: tuple[dict[str, str], ...] = field(default=(), hash=False)


def lock_choices(vault: Vault, choices: Choices) -> bytes | None:
    """Choices as they are kept with a message; None where there are none."""
    return vault.lock(json.dumps(choices, ensure_ascii=False)) if choices else None


def choices_of(vault: Vault, written: Message) -> Choices:
    """What could be chosen at a message; empty where nothing could."""
    found: Choices = json.loads(vault.open(written.offered) or "[]") if written.offered else ()
    return found


@dataclass(frozen=True)
class Turn:
    """A message that one process has leased to answer."""

    conversation_id: int
    contact_id: int
    message_id: int
    text: str
    language: str
    leased_until: datetime


def begin(
    session: Session, channel: Channel, language: str, at: datetime, *, chosen: bool = False, token: str | None = None
) -> Conversation:
    """A person opens a written talk: a contact with a conversation, which the assistant answers."""
    contact = Contact(channel=channel, language=language, opened_at=at)
    session.add(contact)
    session.flush()
    contacts.record(session, contact.id, "opened", at)
    talk = Conversation(
        contact_id=contact.id,
        contact=contact,
        public_id=secrets.token_urlsafe(16),
        token_hash=hashed(token) if token else None,
        state=State.ASSISTANT,
        language=language,
        language_chosen=chosen,
        heard_at=at,
    )
    session.add(talk)
    session.flush()
    return talk


def of_token(session: Session, public_id: str, token: str) -> Conversation | None:
    """The conversation that this token opens; None for a wrong one as for an unknown conversation."""
    talk = session.scalar(select(Conversation).where(Conversation.public_id == public_id))
    known = talk.token_hash if talk is not None and talk.token_hash else b""
    return talk if secrets.compare_digest(known, hashed(token)) else None


# Statements of every turn, made once: to put one together takes longer than to run it.
_LOCK = (
    select(Conversation)
    .join(Conversation.contact)
    .options(contains_eager(Conversation.contact))
    .where(Conversation.id == bindparam("conversation_id"))
    .with_for_update(of=[Contact, Conversation], key_share=True)
    .execution_options(populate_existing=True)
)
_NEXT = (
    select(Message.id, Message.body)
    .where(
        Message.conversation_id == bindparam("conversation_id"),
        Message.answered_at.is_(None),
        Message.sender == Sender.PERSON,
    )
    .order_by(Message.id)
    .limit(1)
)
_ANSWERED = "update message set answered_at = %s where id = %s"


def lock(session: Session, conversation_id: int) -> Conversation | None:
    """The conversation with its contact, both locked, as they stand now."""
    return session.scalar(_LOCK, {"conversation_id": conversation_id})


def of_contact(session: Session, contact_id: int) -> Conversation | None:
    return session.scalar(
        select(Conversation).where(Conversation.contact_id == contact_id).execution_options(populate_existing=True)
    )


def receive(session: Session, vault: Vault, talk: Conversation, client_id: str, text: str, at: datetime) -> int:
    """A person wrote. Sent twice under the same client id it is kept once. Returns its id. The contact is locked."""
    kept = insert(Message).values(
        conversation_id=talk.id,
        client_message_id=client_id,
        sender=Sender.PERSON,
        body=vault.lock(text[:LENGTH]),
        language=talk.language,
        at=at,
        answered_at=None if talk.state == State.ASSISTANT else at,
    )
    new: int | None = session.scalar(
        kept.on_conflict_do_nothing(index_elements=["conversation_id", "client_message_id"]).returning(Message.id)
    )
    if new is None:
        known = select(Message.id).where(Message.conversation_id == talk.id, Message.client_message_id == client_id)
        return session.scalars(known).one()
    talk.heard_at = at
    changed(session, talk)
    return new


def seen(session: Session, talk: Conversation, at: datetime) -> None:
    """The person's page is open: a sign of life. Written down now and then, nobody waits for it."""
    if at - talk.heard_at > SIGN_EVERY and talk.state != State.CLOSED:
        session.execute(update(Conversation).where(Conversation.id == talk.id).values(heard_at=at))


def lease(session: Session, conversation_id: int, at: datetime, vault: Vault) -> Turn | None:
    """Take the next message that the assistant has to answer. None: there is none, or another process has it.

    The caller commits before the network is asked. One message of a conversation at a time, in their order.
    """
    talk = lock(session, conversation_id)
    return lease_next(session, talk, at, vault) if talk is not None else None


def lease_next(session: Session, talk: Conversation, at: datetime, vault: Vault) -> Turn | None:
    """The same for a conversation that is locked already."""
    if talk.state != State.ASSISTANT or (talk.leased_until is not None and talk.leased_until > at):
        return None
    with session.no_autoflush:  # what has changed is written once, at the end
        message = session.execute(_NEXT, {"conversation_id": talk.id}).first()
    if message is None:
        return None
    talk.leased_until = at + LEASE
    return Turn(talk.id, talk.contact_id, message.id, vault.open(message.body) or "", talk.language, talk.leased_until)


def still_ours(session: Session, turn: Turn) -> Conversation | None:
    """The conversation, locked, if the turn is still to be recorded: the lease is ours, the assistant still answers."""
    talk = lock(session, turn.conversation_id)
    if talk is None or talk.state != State.ASSISTANT or talk.leased_until != turn.leased_until:
        return None
    return talk


def answered(session: Session, talk: Conversation, turn: Turn, at: datetime) -> None:
    """The turn is over: the message is dealt with, the lease given back."""
    session.connection().exec_driver_sql(_ANSWERED, (at, turn.message_id))
    talk.leased_until = None


def due(session: Session, at: datetime, limit: int = 100) -> Sequence[int]:
    """Conversations with a message of before this moment that nobody is answering: a process died, or was busy."""
    waiting = select(Message.id).where(
        Message.conversation_id == Conversation.id, Message.answered_at.is_(None), Message.at <= at
    )
    return session.scalars(
        select(Conversation.id)
        .where(
            Conversation.state == State.ASSISTANT,
            func.coalesce(Conversation.leased_until, at) <= at,
            waiting.exists(),
        )
        .limit(limit)
    ).all()


def say(session: Session, vault: Vault, talk: Conversation, reply: Reply, at: datetime) -> None:
    """The assistant writes."""
    _write(session, vault, talk, reply, at, sender=Sender.ASSISTANT)


def dispatcher_says(
    session: Session, vault: Vault, talk: Conversation, dispatcher_id: int, text: str, client_id: str, at: datetime
) -> Message:
    """A dispatcher writes. Sent twice under the same client id it is kept once."""
    known = session.scalar(
        select(Message).where(Message.conversation_id == talk.id, Message.client_message_id == client_id)
    )
    if known is not None:
        return known
    reply = Reply("", text[:LENGTH])
    written = _write(session, vault, talk, reply, at, sender=Sender.DISPATCHER, by=dispatcher_id, client_id=client_id)
    session.flush()
    return written


def after(session: Session, talk: Conversation, message_id: int = 0) -> Sequence[Message]:
    """What was written after this message, oldest first."""
    return session.scalars(
        select(Message).where(Message.conversation_id == talk.id, Message.id > message_id).order_by(Message.id)
    ).all()


def remembered(vault: Vault, talk: Conversation) -> dict[str, Any]:
    """Where the assistant stands in this talk. Empty at the beginning, or when no present secret fits."""
    text = vault.open(talk.dialogue) if talk.dialogue is not None else None
    kept: dict[str, Any] = json.loads(text) if text else {}
    return kept


def remember(vault: Vault, talk: Conversation, dialogue: dict[str, Any]) -> None:
    talk.dialogue = vault.lock(json.dumps(dialogue, ensure_ascii=False))


def move(session: Session, talk: Conversation, state: State, at: datetime) -> None:
    """Somebody else answers from now on. What the person wrote before needs no answer of the assistant."""
    if talk.state == state:
        return
    talk.state, talk.leased_until = state, None
    if state == State.CLOSED:
        talk.closed_at = at
    for message in session.scalars(_unanswered(talk.id)):
        message.answered_at = at
    changed(session, talk)


def forget(session: Session, contact_id: int) -> None:
    """What was written, and the way back to it, are erased; that somebody wrote stays on record."""
    talk = of_contact(session, contact_id)
    if talk is None:
        return
    session.execute(delete(Message).where(Message.conversation_id == talk.id))
    talk.token_hash = talk.dialogue = None
    talk.public_id, talk.state = f"erased-{talk.id}", State.CLOSED


def changed(session: Session, talk: Conversation) -> None:
    """After the commit every open page of this conversation looks again, and every console where a person answers."""
    if talk.state != State.ASSISTANT:
        session.info["queue_changed"] = True
    session.info.setdefault("conversations", set()).add(talk.public_id)


def _unanswered(conversation_id: int) -> Any:
    return (
        select(Message)
        .where(
            Message.conversation_id == conversation_id, Message.answered_at.is_(None), Message.sender == Sender.PERSON
        )
        .order_by(Message.id)
    )


def _write(
    session: Session,
    vault: Vault,
    talk: Conversation,
    reply: Reply,
    at: datetime,
    *,
    sender: Sender,
    by: int | None = None,
    client_id: str | None = None,
) -> Message:
    written = Message(
        conversation_id=talk.id,
        client_message_id=client_id,
        sender=sender,
        dispatcher_id=by,
        body=vault.lock(reply.text),
        language=talk.language,
        say=reply.say or None,
        offered=lock_choices(vault, reply.choices),
        at=at,
        answered_at=at,
    )
    session.add(written)
    changed(session, talk)
    if talk.contact.channel in TEXTED:
        _owe_text(session, talk, at)
    return written


def _owe_text(session: Session, talk: Conversation, at: datetime) -> None:
    """What is written to a phone goes there as a text: one for all that is written until a worker comes to it."""
    if not is_owed(session, "text_talk", at, conversation=talk.id):
        promise(session, "text_talk", at, conversation=talk.id)
