"""How a written talk ends because its person says so. When they fall silent, the clock closes it."""

from datetime import datetime

from sqlalchemy.orm import Session

from hotline.core import call, conversation
from hotline.core.conversation import Conversation, State
from hotline.core.words import Outcome


def leave(session: Session, talk: Conversation, at: datetime) -> None:
    """It is over: whoever answers is free, a place in line is given back. The contact is locked."""
    if talk.state == State.CLOSED:
        return
    if talk.contact.asked_at is None:
        talk.contact.outcome = Outcome.ASSISTANT_ONLY
    call.let_go(session, talk.contact, at)
    conversation.move(session, talk, State.CLOSED, at)
