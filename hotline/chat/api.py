"""The chat for programs: begin, write, read, leave. What is written is stored before anything answers it."""

import secrets
import unicodedata
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from hotline.chat import afterwards, entrance, limits, problem, shown
from hotline.chat.problem import Problem
from hotline.core import alarm, contact, conversation, goodbye, handoff, quick_talk
from hotline.core.conversation import Conversation, State
from hotline.core.quick_talk import Kept
from hotline.core.words import Channel
from hotline.db import now
from hotline.texts import LANGUAGES
from hotline.web import commit, house, session

api = Blueprint("chat_api", __name__, url_prefix="/chat/conversations")
problem.look_after(api)

ID_LENGTH = 64


@api.post("")
def begin() -> tuple[Response, int]:
    """A new conversation: its id, and the token that opens it, told this once."""
    asked = _body(empty_is_fine=True).get("language")
    language = asked if isinstance(asked, str) and asked in LANGUAGES else problem.language()
    talk, token = opened(language)
    commit()
    answer = jsonify(id=talk.public_id, token=token)
    entrance.remember(answer, talk.public_id, token)
    return answer, 201


@api.post("/<public_id>/messages")
def write(public_id: str) -> tuple[Response, int]:
    """One message; sent again under the same client id it is the same. `cut`: it was too long to be kept whole."""
    token, body = entrance.token(), _body()
    client_id, text = _client_id(body.get("client_message_id")), _text(body.get("text"))
    kept = store(public_id, token, client_id, text)
    commit()
    answer = jsonify(id=str(kept.message_id), cut=len(text) > conversation.LENGTH)
    afterwards.answer(house(), kept, answer)
    return answer, 202


@api.get("/<public_id>/messages")
def read(public_id: str) -> Response:
    """What was written after one message, and who answers now: the stream's content, for whoever cannot keep one."""
    talk = entrance.theirs(public_id)
    after = message_id(request.args.get("after", ""))
    messages, at = shown.told(session(), house().vault, talk, after), now(session())
    conversation.seen(session(), talk, at)
    state = shown.state(session(), talk, at)
    commit()
    return jsonify(messages=messages, state=state)


@api.post("/<public_id>/close")
def close(public_id: str) -> tuple[str, int]:
    """The person leaves: nobody waits for them any more."""
    talk = conversation.lock(session(), entrance.theirs(public_id).id)
    if talk is not None:
        goodbye.leave(session(), talk, now(session()))
        commit()
    return "", 204


@api.post("/<public_id>/language")
def speak(public_id: str) -> tuple[str, int]:
    """The person chose a language: the talk goes on in it, whatever they write in."""
    wanted = _body().get("language")
    if not isinstance(wanted, str) or wanted not in LANGUAGES:
        raise Problem(400, "bad_language", problem.NOT_OURS)
    talk = conversation.lock(session(), entrance.theirs(public_id).id)
    if talk is not None:
        talk.language, talk.language_chosen = wanted, True
        contact.choose(session(), talk.contact, wanted, None, now(session()))
        commit()
    return "", 204


def opened(language: str) -> tuple[Conversation, str]:
    """Begin a conversation. Raises Problem when too many begin from one address."""
    wait_s = limits.begin_wait_s()
    if wait_s is not None:
        raise Problem(429, "too_many", problem.TOO_MANY_HERE, wait_s=wait_s)
    token = secrets.token_urlsafe(32)
    return conversation.begin(session(), Channel.CHAT, language, now(session()), token=token), token


def store(public_id: str, token: str, client_id: str, text: str) -> Kept:
    """Keep what the person wrote. Raises Problem when it is too much at once, not their conversation, or over."""
    wait_s = limits.write_wait_s(token)
    if wait_s is not None:
        raise Problem(429, "too_many", problem.TOO_MANY, wait_s=wait_s)
    kept = quick_talk.receive(session(), house().vault, public_id, token, client_id, text)
    return kept or _store(public_id, token, client_id, text)


def _store(public_id: str, token: str, client_id: str, text: str) -> Kept:
    """The long way, where it is not the assistant who answers."""
    talk = conversation.of_token(session(), public_id, token)
    locked = conversation.lock(session(), talk.id) if talk is not None else None
    if locked is None:
        raise problem.not_yours()
    at = now(session())
    if locked.state == State.CLOSED and not handoff.came_back(session(), house().vault, locked, at):
        raise Problem(409, "closed", shown.CLOSED)
    kept = conversation.receive(session(), house().vault, locked, client_id, text, at)
    alarm.heard(session(), house().vault, locked, text, at)
    return Kept(locked.id, kept, None)


def clean(text: str) -> str:
    """What can be shown and stored: no control characters but the end of a line, no halves of signs."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(one for one in whole if one == "\n" or unicodedata.category(one) not in ("Cc", "Cs")).strip()


def message_id(told: str) -> int:
    """The id of a message, or 0: from the beginning."""
    return int(told) if told.isascii() and told.isdigit() and len(told) < 19 else 0


def _body(*, empty_is_fine: bool = False) -> dict[str, Any]:
    """The JSON object of this request. Only JSON: a form of a foreign page cannot send it."""
    if empty_is_fine and not request.get_data():
        return {}
    try:
        body = request.get_json()
    except (BadRequest, UnsupportedMediaType, RecursionError) as error:
        raise Problem(400, "bad_request", problem.NOT_OURS) from error
    if not isinstance(body, dict):
        raise Problem(400, "bad_request", problem.NOT_OURS)
    return body


def _client_id(told: Any) -> str:
    if not isinstance(told, str) or not 0 < len(told) <= ID_LENGTH or not told.isprintable():
        raise Problem(400, "bad_client_message_id", problem.NOT_OURS)
    return told


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise Problem(400, "bad_text", problem.NOT_OURS)
    text = clean(told)
    if not text:
        raise Problem(400, "empty", problem.EMPTY)
    return text
