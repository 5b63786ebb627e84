"""Words of danger from somebody who waits for a person or has one: they rise in the line at once, 112 is named once."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core import conversation, handoff
from hotline.core.conversation import Conversation, Message, Reply, State
from hotline.core.danger import danger
from hotline.core.safety_words import SAFETY, TELL_112
from hotline.core.secret import Vault
from hotline.core.words import Topic
from hotline.texts import t

WITH_A_PERSON = (State.WAITING, State.DISPATCHER)


def heard(session: Session, vault: Vault, talk: Conversation, text: str, at: datetime) -> None:
    """Look at what was just written while the assistant is silent. Heard twice, it changes nothing more.

    Whoever has a dispatcher already is told nothing by us: the dispatcher reads it, and sees why they are urgent.
    """
    found = danger(text, talk.language) if talk.state in WITH_A_PERSON else None
    if found is None:
        return
    if found.tells_112 and talk.state == State.WAITING and not _told(session, talk):
        conversation.say(session, vault, talk, Reply(TELL_112, t(talk.language, SAFETY[TELL_112])), at)
    topic = Topic(talk.contact.topic or Topic.PERSON)
    handoff.to_a_person(session, vault, talk, topic, found.priority, found.reason, at)


def _told(session: Session, talk: Conversation) -> bool:
    said = select(Message.id).where(Message.conversation_id == talk.id, Message.say == TELL_112).limit(1)
    return session.scalar(said) is not None
