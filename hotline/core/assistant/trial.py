"""Tries the assistant on sentences and talks, as the line would answer, and tells what came of it. Nothing is kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from hotline import db
from hotline.core import conversation
from hotline.core.assistant import dialogue, turn
from hotline.core.assistant.moves import Callback, Follow, Move, Send
from hotline.core.assistant.state import Form, State, from_json
from hotline.core.conversation import Conversation
from hotline.core.meaning import Meaning
from hotline.core.secret import Vault
from hotline.core.words import Channel

Understand = Callable[[str, str], Meaning | None]
CONFIRMS = ("share_consent", "safe_to_call")
ROUTES = ("emergency", "human", "report", "information")  # the strongest first
TO_A_PERSON = ("callback_request",)


def sentence(
    session: Session, text: str, language: str, channel: str, meaning: Meaning | None, at: datetime
) -> dict[str, Any]:
    """What the first message of a talk leads to."""
    heard = turn.heard(session, text, meaning, at, language=language, chosen=False, channel=Channel(channel))
    move = dialogue.advance(State(), heard)
    session.rollback()
    return {
        "intent": move.intent,
        "confidence": round(move.confidence, 4),
        "route": route([move]),
        "told_112": move.state.told_112,
    }


def route(moves: Sequence[Move]) -> str:
    """The strongest that was reached."""
    if any(move.state.told_112 for move in moves):
        return "emergency"
    if any(move.handed_over is not None or move.intent in TO_A_PERSON or move.state.callback for move in moves):
        return "human"
    return "report" if any(move.state.form or move.state.done for move in moves) else "information"


@dataclass
class Trial:
    """A talk as it went so far."""

    talk: Conversation
    moves: list[Move] = field(default_factory=list)
    turns: list[dict[str, Any]] = field(default_factory=list)


def talk(
    session: Session, vault: Vault, language: str, channel: str, texts: Sequence[str], understand: Understand
) -> dict[str, Any]:
    """A whole talk. If only a confirmation is missing in the end, it is given once."""
    trial = Trial(conversation.begin(session, Channel(channel), language, db.now(session)))
    for number, text in enumerate(texts):
        said = _write(session, vault, trial, f"turn-{number}", text, understand)
        trial.turns.append(said)
    if trial.moves and trial.moves[-1].state.asked in CONFIRMS and trial.talk.state == conversation.State.ASSISTANT:
        _write(session, vault, trial, "confirmed", "yes", understand)
    final = _final(vault, trial)
    session.rollback()
    return {"turns": trial.turns, "final": final}


def _write(
    session: Session, vault: Vault, trial: Trial, client_id: str, text: str, understand: Understand
) -> dict[str, Any]:
    """One message and what was answered. From a handoff on nothing is: a person goes on."""
    at, begun = db.now(session), trial.talk
    before = conversation.receive(session, vault, begun, client_id, text, at)
    leased = conversation.lease(session, begun.id, at, vault)
    intent = None
    if leased is not None:
        meaning = understand(leased.text, leased.language)
        move = turn.take(session, vault, begun, leased, meaning, at)
        conversation.answered(session, begun, leased, at)
        trial.moves.append(move)
        intent = move.intent
    session.flush()
    replies = [one.say for one in conversation.after(session, begun, before) if one.say]
    return {"intent": intent, "language": begun.language, "replies": replies}


def _final(vault: Vault, trial: Trial) -> dict[str, Any]:
    moves = trial.moves
    state = from_json(conversation.remembered(vault, trial.talk))
    sent = next((act for move in reversed(moves) for act in move.acts if isinstance(act, Send)), None)
    asked = next((act.reference for move in moves for act in move.acts if isinstance(act, Follow)), None)
    form = state.form or state.done or (sent.form if sent is not None else Form())  # what was sent is kept nowhere else
    return {
        "route": route(moves),
        "report": {
            "place": form.place,
            "commune": form.commune,
            "people_count": form.people_count,
            "condition": form.condition or form.condition_words,
            "contact": form.contact,
            "contact_consent": form.contact_consent,
            "reference": state.sent or asked,
        },
        "report_sent": sent is not None and not state.cancelled,
        "report_cancelled": state.cancelled,
        "handoff": any(move.handed_over is not None for move in moves),
        "told_112": state.told_112,
        "language": trial.talk.language,
        "callback": any(isinstance(act, Callback) for move in moves for act in move.acts),
        "share_consent": form.share_consent,
    }
