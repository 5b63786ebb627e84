"""What a conversation looks like from outside: its messages, and who answers with how long a wait."""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core import conversation, meanwhile
from hotline.core.conversation import Conversation, Message, Sender, State
from hotline.core.meanwhile import Standing
from hotline.core.secret import Vault
from hotline.texts import mark, n, t

CLOSED = mark("This conversation is over. You can write to us again at any time.")
TALKING = mark("A person of our team is answering you.")


def told(session: Session, vault: Vault, talk: Conversation, after: int = 0) -> list[dict[str, Any]]:
    """The messages after one, oldest first. What was chosen reads as it stood on the button."""
    written = conversation.after(session, talk, after)
    offered = _offered(session, vault, talk, after) if after and written else {}
    found = []
    for one in written:
        found.append(_message(vault, one, offered))
        offered = _labels(conversation.choices_of(vault, one)) or offered
    return found


def _message(vault: Vault, written: Message, offered: dict[str, str]) -> dict[str, Any]:
    """One message, as the contract says. `client_message_id`: by which the person's own page knows it again."""
    text = vault.open(written.body) or ""
    mine = written.sender == Sender.PERSON
    return {
        "id": str(written.id),
        "from": written.sender,
        "text": offered.get(text, text) if mine else text,
        "language": written.language,
        "choices": list(conversation.choices_of(vault, written)),
        "say": written.say,
        "client_message_id": written.client_message_id if mine else None,
    }


def state(session: Session, talk: Conversation, at: datetime) -> dict[str, Any]:
    """Who answers, and how long it may take. `text`: the same as a sentence in their language.

    The caller commits: a bound that was told is kept, so that it never grows.
    """
    stands = meanwhile.standing(session, talk, at)
    return {
        "state": stands.state,
        "position": stands.position,
        "wait_bound_s": stands.wait_bound_s,
        "text": " ".join(_sentences(talk.language, stands)),
    }


def _sentences(language: str, stands: Standing) -> Iterator[str]:
    if stands.state == State.CLOSED:
        yield t(language, CLOSED)
    elif stands.state == State.DISPATCHER:
        yield t(language, TALKING)
    if stands.position is not None:
        yield t(language, "You are number %(position)s in line.", position=stands.position)
    if stands.wait_bound_s is not None:
        minutes = max(1, math.ceil(stands.wait_bound_s / 60))
        one, many = "Someone answers in less than %(count)s minute.", "Someone answers in less than %(count)s minutes."
        yield n(language, one, many, minutes)


def _offered(session: Session, vault: Vault, talk: Conversation, after: int) -> dict[str, str]:
    """What could be chosen at this message."""
    last = (
        select(Message)
        .where(Message.conversation_id == talk.id, Message.id <= after, Message.offered.is_not(None))
        .order_by(Message.id.desc())
        .limit(1)
    )
    written = session.scalar(last)
    return _labels(conversation.choices_of(vault, written)) if written is not None else {}


def _labels(choices: Sequence[dict[str, str]]) -> dict[str, str]:
    return {one["value"]: one["text"] for one in choices}
