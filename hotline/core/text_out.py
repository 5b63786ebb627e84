"""What was written in a talk of a phone goes there: one text for all that was said at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.core import conversation, handoff, sms, text_words
from hotline.core.conversation import Conversation, Message, Sender, State
from hotline.core.number import text_number
from hotline.core.secret import Vault
from hotline.core.sms import Sms
from hotline.core.words import TEXTED, Channel, Priority, TextPurpose, Topic

AN_HOUR = timedelta(hours=1)
MOST = 30  # answers of the assistant to one talk in an hour: more is a machine, or somebody whom only a person can help
WINDOW = timedelta(hours=24)  # so long after their last word WhatsApp lets us answer


def owe(session: Session, vault: Vault, conversation_id: int, line: str, at: datetime) -> Sms | None:
    """Owe the phone what was written since its last text. Asked twice: nothing more. `line`: the number to call."""
    talk = conversation.lock(session, conversation_id)
    locked = talk.contact.number if talk is not None else None
    number = vault.open(locked) if locked is not None else None
    if talk is None or number is None or talk.contact.channel not in TEXTED:
        return None
    channel = _way(talk, number, at)
    if channel == Channel.SMS and text_number(number) is None:
        return None  # a landline: the desk knows that only a call helps
    written = _since(session, talk)
    if _is_too_much(session, talk, written, at):
        written = _handed_over(session, vault, talk, at)
    if not written:
        return None
    talk.texted_to = written[-1].id
    said = [
        text_words.Said(vault.open(one.body) or "", one.say, conversation.choices_of(vault, one), _human(one))
        for one in written
    ]
    words = text_words.joined(said, talk.language, line, channel)
    return sms.owe(
        session, vault, number, words, at,
        purpose=TextPurpose.REPLY, contact_id=talk.contact_id, key=f"talk:{written[-1].id}", channel=channel,
    )  # fmt: skip


def _since(session: Session, talk: Conversation) -> list[Message]:
    written = conversation.after(session, talk, talk.texted_to or 0)
    return [one for one in written if one.sender != Sender.PERSON]


def _way(talk: Conversation, number: str, at: datetime) -> Channel:
    """The channel they wrote by. Past WhatsApp's window an SMS, where they said that this is safe."""
    channel = Channel(talk.contact.channel)
    late = channel == Channel.WHATSAPP and talk.heard_at < at - WINDOW
    return Channel.SMS if late and talk.contact.safe_to_text and text_number(number) else channel


def _is_too_much(session: Session, talk: Conversation, written: Sequence[Message], at: datetime) -> bool:
    """Whether this is the last answer for now. What a dispatcher writes always goes."""
    if not written or any(map(_human, written)):
        return False
    recent = select(func.count()).where(Sms.contact_id == talk.contact_id, Sms.purpose == TextPurpose.REPLY)
    return (session.scalar(recent.where(Sms.made_at > at - AN_HOUR)) or 0) >= MOST - 1


def _handed_over(session: Session, vault: Vault, talk: Conversation, at: datetime) -> list[Message]:
    """A person goes on. What is said for the last time; nothing, when a person had them already."""
    if talk.state != State.ASSISTANT:
        return []
    handoff.to_a_person(session, vault, talk, Topic.PERSON, Priority.NORMAL, "too_many", at)
    return _since(session, talk)


def _human(message: Message) -> bool:
    return message.sender == Sender.DISPATCHER
