"""The assistant's turns: what a person wrote is leased, Rasa is asked outside any transaction, the answer is recorded.

Called after a message was stored (chat, text messages) and by the clock for what was left behind. Called twice, or
killed in the middle, it answers once and in order: the lease decides.
"""

import structlog
from sqlalchemy.orm import Session

from hotline import db
from hotline.core import conversation, meanwhile
from hotline.core.assistant import quick, turn
from hotline.core.assistant.quick import Taken
from hotline.core.conversation import Turn
from hotline.core.meaning import Meaning, Silent
from hotline.web import House, change

log = structlog.get_logger()


def answer(house: House, conversation_id: int, leased: Turn | None = None) -> None:
    """Answer what this person wrote and nobody answers yet, one message after the other; first what is leased already.

    The next message is leased with what ends the one before: two commits a message, one of which stored it.
    """
    leased = leased or _lease(house, conversation_id)
    while leased is not None:
        meaning = understood(house, leased)
        with change(house) as session:
            taken = quick.take(session, house.vault, leased, meaning) or _take(session, house, leased, meaning)
        leased = taken.next


def _take(session: Session, house: House, leased: Turn, meaning: Meaning | None) -> Taken:
    """The long way, where the answer is more than words."""
    talk = conversation.still_ours(session, leased)
    if talk is None:
        return Taken()
    at = db.now(session)
    turn.take(session, house.vault, talk, leased, meaning, at)
    conversation.answered(session, talk, leased, at)
    return Taken(conversation.lease_next(session, talk, at, house.vault))


def _lease(house: House, conversation_id: int) -> Turn | None:
    """The next message; where a person answers, at least what was written to an offer of ours is taken."""
    with change(house) as session:
        at = db.now(session)
        leased = conversation.lease(session, conversation_id, at, house.vault)
        if leased is None:
            meanwhile.take_answer(session, house.vault, conversation_id, at)
    return leased


def understood(house: House, leased: Turn) -> Meaning | None:
    """What Rasa makes of it; None when it is silent."""
    try:
        return house.assistant.parse(leased.text, leased.language)
    except Silent:
        log.warning("the assistant is silent", conversation=leased.conversation_id)
        return None
