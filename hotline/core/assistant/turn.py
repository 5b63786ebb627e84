"""One turn of a written talk: what was understood becomes replies and acts, in one transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core import consent, conversation, gazetteer, handoff, queue, report, tongue
from hotline.core import contact as contacts
from hotline.core import dispatcher as dispatchers
from hotline.core.assistant import dialogue, telling, words
from hotline.core.assistant.heard import Heard
from hotline.core.assistant.moves import (
    Act,
    Callback,
    Cancel,
    Follow,
    HandOver,
    Move,
    Say,
    Send,
    SetLanguage,
    TellBack,
    WhereNow,
)
from hotline.core.assistant.state import from_json, to_json
from hotline.core.conversation import Conversation, Message, Reply, Sender, Turn
from hotline.core.danger import danger
from hotline.core.gazetteer import Match
from hotline.core.meaning import Meaning
from hotline.core.plain import words as plain_words
from hotline.core.report import ask_back, by_code, stored, told
from hotline.core.secret import Vault
from hotline.core.words import Channel, Outcome

OWN_WORDS = 4  # of a message, besides names of places, that tell its language


def take(session: Session, vault: Vault, talk: Conversation, turn: Turn, meaning: Meaning | None, at: datetime) -> Move:
    """Answer one message. The contact is locked; `meaning` None: the assistant is silent, so a person answers."""
    state = from_json(conversation.remembered(vault, talk))
    said = heard(
        session, turn.text, meaning, at,
        language=talk.language, chosen=talk.language_chosen, channel=talk.contact.channel,
    )  # fmt: skip
    move = dialogue.advance(state, said)
    values = _do(session, vault, talk, move, at)
    repeats = any(say.say == "repeat" for say in move.replies)
    before = _last(session, vault, talk) if repeats else None
    for say in move.replies:
        reply = before if before and say.say == "repeat" else reply_of(session, say, values, talk.language, at)
        conversation.say(session, vault, talk, reply, at)
    if values.get("code") and move.state.sent == "":
        move = replace(move, state=replace(move.state, sent=values["code"], done=None))  # it is in the report
    conversation.remember(vault, talk, to_json(move.state))
    if (over := move.handed_over) is not None:
        handoff.to_a_person(session, vault, talk, over.topic, over.priority, over.why, at)
    return move


def heard(
    session: Session, text: str, meaning: Meaning | None, at: datetime, *, language: str, chosen: bool, channel: str
) -> Heard:
    """All that is known of a message in a talk in this language, that the person chose or not."""
    book = gazetteer.current(session)
    places = book.find(text, language)
    return Heard(
        text=text,
        language=language,
        at=at,
        book=book,
        meaning=meaning,
        language_chosen=chosen,
        danger=danger(text, language),
        written_in=_written_in(text, places, language),
        places=places,
        on_duty=dispatchers.somebody_on_duty(session, at),
        channel=channel,
    )


def _written_in(text: str, places: Sequence[Match], language: str) -> str | None:
    """The language of a message in a talk in this one; the names of places and people in it are of no language."""
    named = {word for one in places for word in one.words}
    said = [one for one in text.split() if not set(plain_words(one)) & named]
    lower = [one for number, one in enumerate(said) if number == 0 or not one[:1].isupper()]
    own = lower if len(lower) * 2 >= len(said) else said
    new = tongue.guess(" ".join(own)) if len(own) >= OWN_WORDS else None
    return language if new is not None and tongue.still(text, language, new) else new


def _do(session: Session, vault: Vault, talk: Conversation, move: Move, at: datetime) -> dict[str, Any]:
    """Carry out the acts; what they bring to light is said in the replies."""
    values: dict[str, Any] = {}
    for act in move.acts:
        values |= _act(session, vault, talk, act, at) or {}
    return values


def _act(session: Session, vault: Vault, talk: Conversation, act: Act, at: datetime) -> dict[str, Any] | None:
    match act:
        case SetLanguage(language, chosen):
            talk.language, talk.language_chosen = language, talk.language_chosen or chosen
            contacts.choose(session, talk.contact, language, None, at)
        case Send(form):
            agreed = form.share_consent is True
            sent = report.send(session, vault, talk.contact, form, at, agreed=agreed)
            return {"code": sent.code, "next": told.next_step(session, sent)}
        case Cancel(reference):
            report.withdraw(session, talk.contact, reference, at)
        case TellBack(reference):
            report.tell_back(session, talk.contact, reference, at)
        case WhereNow(report_id, words_now):
            ask_back.heard(session, vault, report_id, words_now, talk.language, at)
        case Follow(reference):
            return _status(session, vault, talk, reference, at)
        case Callback():
            _call_back(session, vault, talk, act, at)
        case HandOver():
            return None  # last, after the replies
    return None


def _status(session: Session, vault: Vault, talk: Conversation, code: str, at: datetime) -> dict[str, Any]:
    """How far a report is; of this talk always. Somebody who tries codes learns nothing any more."""
    costs = talk.contact.channel != Channel.CHAT
    try:
        found = stored.own(session, talk.contact, code) or by_code.find(
            session, vault, [code], f"talk {talk.contact_id}", at, costs=costs
        )
    except by_code.TooMany:
        return {"code": code, "status": told.TOO_MANY}
    contacts.record(session, talk.contact_id, "report_asked" if found else "report_unknown", at)
    return {"code": code, "status": told.stage(session, found) if found else None}


def _call_back(session: Session, vault: Vault, talk: Conversation, act: Callback, at: datetime) -> None:
    """A place in line to be rung; they said it is safe."""
    contact = talk.contact
    contact.callback_number = vault.lock(act.number)
    consent.allow(session, contact, at, call=True, text=None)
    contacts.choose(session, contact, talk.language, act.topic, at)
    entry = queue.enter(session, contact, act.topic, at, channel=Channel.CALLBACK)
    entry.channel = Channel.CALLBACK
    contact.outcome = Outcome.CALLBACK
    contacts.record(session, contact.id, "callback", at)


def reply_of(session: Session, say: Say, values: dict[str, Any], language: str, at: datetime) -> Reply:
    """A sentence of ours in words; `values`: what the acts brought to light."""
    if say.inform is not None:
        return Reply(say.say, telling.told(session, say.inform, language, at))
    return Reply(say.say, words.text(say, values, language), words.choices(say, language))


def _last(session: Session, vault: Vault, talk: Conversation) -> Reply:
    """What the assistant said last, to be said again."""
    last = session.scalar(
        select(Message)
        .where(Message.conversation_id == talk.id, Message.sender == Sender.ASSISTANT)
        .order_by(Message.id.desc())
        .limit(1)
    )
    words_then = vault.open(last.body) if last is not None else None
    if last is None or words_then is None:
        return Reply("ask_need", words.text(Say("ask_need"), {}, talk.language))
    return Reply(last.say or "", words_then, tuple(conversation.choices_of(vault, last)))
