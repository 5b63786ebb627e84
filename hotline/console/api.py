"""The console's JSON, for its own scripts and for partners. Names and shapes are a contract: docs/console.md."""

from datetime import datetime
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from hotline.console import actions, softphone
from hotline.console.guard import at, me
from hotline.core import queue
from hotline.core.queue import QueueEntry
from hotline.web import house, session

api = Blueprint("api", __name__, url_prefix="/api")

STATUS = {"gone": 404, "bad_request": 400, "too_long": 400}  # every other refusal is a 409


@api.errorhandler(actions.Refused)
def refused(refusal: actions.Refused) -> ResponseReturnValue:
    return jsonify(error=refusal.error, **refusal.more), STATUS.get(refusal.error, 409)


@api.get("/me")
def who_am_i() -> ResponseReturnValue:
    return jsonify(username=me().username, activity=me().activity, csrf_token=generate_csrf())


@api.post("/activity")
def activity() -> ResponseReturnValue:
    asked = _body().get("activity")
    return jsonify(activity=actions.set_activity(asked))


@api.get("/queue")
def entries() -> ResponseReturnValue:
    """Everyone in line in serving order, then those who have someone."""
    return jsonify(entries=[_shape(entry, at()) for entry in queue.live_entries(session(), at())])


@api.post("/queue/<entry_id>/accept")
def accept(entry_id: str) -> ResponseReturnValue:
    reservation = actions.accept(entry_id)
    return jsonify(id=str(reservation.entry_id), state="reserved", contact=str(reservation.contact_id))


@api.post("/queue/<entry_id>/give-back")
def give_back(entry_id: str) -> ResponseReturnValue:
    actions.give_back(entry_id)
    return jsonify(id=entry_id, state="waiting")


@api.post("/contacts/<contact_id>/finish")
def finish(contact_id: str) -> ResponseReturnValue:
    actions.finish(contact_id)
    return jsonify(id=contact_id, state="ended")


@api.post("/contacts/<contact_id>/notes")
def note(contact_id: str) -> ResponseReturnValue:
    body = _body()
    text = body.get("text")
    if not isinstance(text, str):
        raise actions.Refused("bad_request")
    actions.note(contact_id, text, ask=body.get("ask") is True)
    return jsonify(id=contact_id), 201


@api.get("/softphone-token")
def softphone_token() -> ResponseReturnValue:
    """What the browser shows Twilio to be `client:<username>`; good for fifteen minutes."""
    return jsonify(token=softphone.token(house().settings, me().username), identity=me().username)


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise actions.Refused("bad_request")
    return body


def _shape(entry: QueueEntry, now: datetime) -> dict[str, Any]:
    return {
        "id": str(entry.id),
        "channel": entry.channel,
        "language": entry.language,
        "topic": entry.topic,
        "priority": entry.priority,
        "state": entry.state,
        "entered_at": iso(entry.entered_at),
        "waited_s": max(0, int((now - entry.entered_at).total_seconds())),
    }


def iso(moment: datetime) -> str:
    """UTC with Z, to the millisecond: 2026-11-23T02:03:04.567Z."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
