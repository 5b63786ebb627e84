"""What a page shows of a written talk: who wrote what and when, and what a dispatcher may answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from hotline.console import known, labels
from hotline.console.guard import at, me
from hotline.console.language import _, locale
from hotline.console.person import Person
from hotline.core import conversation, correction, handoff, interruption, meanwhile, replies
from hotline.core import talk as talks
from hotline.core.assistant import words
from hotline.core.conversation import Conversation, Message, Sender, State
from hotline.core.dispatcher import Dispatcher
from hotline.core.replies import Reply
from hotline.core.safety_words import SAFETY
from hotline.core.words import WRITTEN, EntryState
from hotline.texts import KNOWN, t
from hotline.web import commit, house, session

HERE = timedelta(seconds=90)  # whoever has the page open was heard of within this time
OURS: Mapping[str, str] = {**SAFETY, **words.SENTENCES, **meanwhile.SENTENCES, **handoff.SENTENCES}


@dataclass(frozen=True)
class Line:
    """One message. `hint`: what a sentence of ours means, in the dispatcher's language."""

    id: int
    sender: str
    name: str
    at: datetime
    text: str | None
    language: str
    direction: str
    hint: str | None
    choices: Sequence[str]


@dataclass(frozen=True)
class Written:
    """The written side of the person on the screen. `may_write`: it is mine."""

    talk: Conversation
    lines: Sequence[Line]
    may_write: bool
    may_hand_back: bool
    known: Sequence[tuple[str, str]]
    raised_because: str | None  # the assistant gave the priority that they have
    last_seen: datetime | None  # None: they have the page open
    colleagues: Sequence[Dispatcher]  # who could take it from me
    replies: Sequence[Reply]
    draft: str
    client_id: str


@dataclass(frozen=True)
class Mine:
    """One of my written talks in the list."""

    contact_id: int
    who: str
    unread: int
    last: int  # the id of the newest message of the person
    interrupted: bool


def view(shown: Person | None, reply: str = "") -> Written | None:
    """The written talk of the person in the middle of the screen. Mine counts as read from here on."""
    talk = conversation.of_contact(session(), shown.contact.id) if shown is not None else None
    if shown is None or talk is None:
        return None
    messages = conversation.after(session(), talk)
    mine = shown.held is not None and shown.is_mine(me()) and shown.held.bridged_at is not None
    if mine and messages and (talk.read_id or 0) < messages[-1].id:
        talk.read_id = messages[-1].id
        commit()
    canned = replies.of(talk.language, locale()) if mine else []
    return Written(
        talk=talk,
        lines=[_line(message) for message in messages],
        may_write=mine,
        may_hand_back=mine and shown.entry is not None and shown.entry.channel in WRITTEN,
        known=known.of(talk),
        raised_because=correction.raised_because(session(), shown.contact),
        last_seen=None if talk.heard_at > at() - HERE else talk.heard_at,
        colleagues=talks.colleagues(session(), me(), at()) if mine else [],
        replies=canned,
        draft=next((one.text for one in canned if one.id == reply), ""),
        client_id=_client_id(messages),
    )


def my_talks() -> Sequence[Mine]:
    """The written talks that I have, with what I have not read yet."""
    return [
        _mine(entry.contact_id, entry.interrupted_at)
        for entry in interruption.written(session(), me().id)
        if entry.state == EntryState.BRIDGED
    ]


def _mine(contact_id: int, interrupted_at: datetime | None) -> Mine:
    talk = conversation.of_contact(session(), contact_id)
    assert talk is not None  # noqa: S101  # a written entry has one
    theirs = [Message.conversation_id == talk.id, Message.sender == Sender.PERSON]
    unread = select(func.count()).where(*theirs, Message.id > (talk.read_id or 0))
    last = select(func.max(Message.id)).where(*theirs)
    who = f"{labels.language(talk.language)} · {labels.topic(talk.contact.topic)}"
    return Mine(contact_id, who, session().scalar(unread) or 0, session().scalar(last) or 0, interrupted_at is not None)


def _line(message: Message) -> Line:
    language = KNOWN.get(message.language)
    msgid = OURS.get(message.say or "")
    hint = t(locale(), msgid) if msgid is not None and message.language != locale() else None
    return Line(
        id=message.id,
        sender=message.sender,
        name=_name(message),
        at=message.at,
        text=house().vault.open(message.body),
        language=message.language,
        direction=language.direction if language is not None else "auto",
        hint=hint if hint is None or "%(" not in hint else None,
        choices=[choice["text"] for choice in conversation.choices_of(house().vault, message)],
    )


def _name(message: Message) -> str:
    if message.sender == Sender.DISPATCHER and message.dispatcher is not None:
        return message.dispatcher.username
    return _("the person") if message.sender == Sender.PERSON else _("assistant")


def _client_id(messages: Sequence[Message]) -> str:
    """The same until my next message is there: a second click sends nothing more."""
    mine = [message.id for message in messages if message.dispatcher_id == me().id]
    return f"d{me().id}-{mine[-1] if mine else 0}"


def state(talk: Conversation) -> str:
    """Who answers, in words."""
    return {
        State.ASSISTANT: _("the assistant answers"),
        State.WAITING: _("waits for a person; the assistant is silent"),
        State.DISPATCHER: _("a dispatcher answers; the assistant is silent"),
        State.CLOSED: _("this talk is closed"),
    }[State(talk.state)]
