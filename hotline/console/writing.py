"""A dispatcher's side of a written talk: write, hand back to the assistant, hand on to a colleague."""

import hashlib
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hotline.console import actions, api
from hotline.console.actions import Refused
from hotline.console.guard import at, me
from hotline.console.language import _
from hotline.core import call, conversation, handoff, reservation
from hotline.core import talk as talks
from hotline.core.conversation import LENGTH, Conversation
from hotline.core.dispatcher import Dispatcher
from hotline.core.reservation import Reservation
from hotline.core.words import ReservationEnd
from hotline.web import commit, house, session

writing = Blueprint("writing", __name__)


@writing.post("/contacts/<contact_id>/write")
def write(contact_id: str) -> ResponseReturnValue:
    _say(contact_id, request.form.get("text", ""), request.form.get("client_id", ""))
    return redirect(url_for("desk.show", contact=contact_id), 303)


@writing.post("/contacts/<contact_id>/hand-back")
def hand_back(contact_id: str) -> ResponseReturnValue:
    _hand_back(contact_id)
    flash(_("The assistant answers this person again."))
    return redirect(url_for("desk.show"), 303)


@writing.post("/contacts/<contact_id>/hand-on")
def hand_on(contact_id: str) -> ResponseReturnValue:
    """To a colleague who is free: first in line for them, and after a moment for everyone."""
    to = session().get(Dispatcher, actions.number(request.form.get("colleague", "")))
    if to is None or to.id not in {one.id for one in talks.colleagues(session(), me(), at())}:
        raise Refused("colleague_busy")
    held, _talk = _mine(contact_id)
    call.give_back(session(), held, ReservationEnd.GIVEN_BACK, at())
    handoff.hand_on(session(), held.entry, me(), to, at())
    commit()
    flash(_("%(name)s can answer this person now.", name=to.username))
    return redirect(url_for("desk.show"), 303)


@api.api.post("/contacts/<contact_id>/messages")
def write_by_script(contact_id: str) -> ResponseReturnValue:
    body: Any = request.get_json(silent=True)
    text, client_id = (body.get(name) if isinstance(body, dict) else None for name in ("text", "client_message_id"))
    if not isinstance(text, str) or not isinstance(client_id, str):
        raise Refused("bad_request")
    return jsonify(id=str(_say(contact_id, text, client_id))), 202


@api.api.post("/contacts/<contact_id>/hand-back")
def hand_back_by_script(contact_id: str) -> ResponseReturnValue:
    _hand_back(contact_id)
    return jsonify(id=contact_id, state="assistant")


def _say(contact_id: str, text: str, client_id: str) -> int:
    """Sent twice, it is said once: the same words under the same id."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LENGTH:
        raise Refused("too_long")
    if not text or not client_id:
        raise Refused("empty_message")
    _held, talk = _mine(contact_id)
    key = hashlib.sha256(f"{client_id} {text}".encode()).hexdigest()[:32]
    said = conversation.dispatcher_says(session(), house().vault, talk, me().id, text, key, at())
    commit()
    return said.id


def _hand_back(contact_id: str) -> None:
    held, _talk = _mine(contact_id)
    handoff.hand_back(session(), house().vault, held, at())
    commit()


def _mine(contact_id: str) -> tuple[Reservation, Conversation]:
    """My talk with this person, locked."""
    contact = actions.locked(contact_id)
    held = reservation.reservation_of(session(), contact.id)
    talk = conversation.of_contact(session(), contact.id)
    if held is None or talk is None or held.dispatcher_id != me().id or held.bridged_at is None:
        raise Refused("not_talking")
    return held, talk
