"""The usual turn of a chat, made short: the assistant answers with words alone, and nothing else changes.

The same rules as `conversation.still_ours`, `turn.take`, `answered` and `lease_next`, in two plain statements instead
of objects: this decides how many people one process can write with. Measured in docs/bench.md.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from hotline.core.assistant import dialogue, turn
from hotline.core.assistant.state import from_json, to_json
from hotline.core.conversation import LEASE, Reply, State, Turn, lock_choices
from hotline.core.meaning import Meaning
from hotline.core.secret import Vault
from hotline.core.words import Channel

# The time is the database's after the lock: the list beside a lock would be worked out before it.
_LOCK = """
    with held as materialized (
        select talk.id, talk.public_id, talk.state, talk.language, talk.language_chosen, talk.leased_until,
            talk.dialogue, contact.channel
        from conversation talk join contact on contact.id = talk.contact_id
        where talk.id = %s
        for no key update of contact, talk
    )
    select held.*, clock_timestamp() from held
"""
_RECORD = """
    with said as (
        insert into message (conversation_id, sender, body, language, say, offered, at, answered_at)
        select %(talk)s, 'assistant', one.body, %(language)s, one.say, one.offered, %(at)s, %(at)s
        from unnest(%(bodies)s::bytea[], %(says)s::text[], %(offered)s::bytea[])
            with ordinality as one (body, say, offered, number)
        order by one.number
    ), done as (
        update message set answered_at = %(at)s where id = %(message)s
    ), next as (
        select id, body from message
        where conversation_id = %(talk)s and sender = 'person' and answered_at is null and id <> %(message)s
        order by id limit 1
    ), told as (
        update conversation
        set dialogue = %(dialogue)s, leased_until = case when exists (select from next) then %(until)s::timestamptz end
        where id = %(talk)s
    )
    select id, body from next
"""


class Taken(NamedTuple):
    """The turn is over. `next`: what is to be answered now, leased; None: nothing, or it was not ours any more."""

    next: Turn | None = None


class _Held(NamedTuple):
    id: int
    public_id: str
    state: str
    language: str
    language_chosen: bool
    leased_until: datetime | None
    dialogue: bytes | None
    channel: str
    at: datetime


def take(session: Session, vault: Vault, leased: Turn, meaning: Meaning | None) -> Taken | None:
    """Answer one message. None: it is not of the usual kind, go the long way; nothing has changed."""
    found = session.connection().exec_driver_sql(_LOCK, (leased.conversation_id,)).first()
    if found is None:
        return Taken()
    held = _Held._make(found)
    if held.state != State.ASSISTANT or held.leased_until != leased.leased_until:
        return Taken()
    if held.channel != Channel.CHAT:
        return None
    at = held.at.astimezone(UTC)
    known = vault.open(held.dialogue) if held.dialogue is not None else None
    heard = turn.heard(
        session, leased.text, meaning, at,
        language=held.language, chosen=held.language_chosen, channel=held.channel,
    )  # fmt: skip
    move = dialogue.advance(from_json(json.loads(known) if known else {}), heard)
    if move.acts or any(say.say == "repeat" for say in move.replies):
        return None
    replies = [turn.reply_of(session, say, {}, held.language, at) for say in move.replies]
    kept = vault.lock(json.dumps(to_json(move.state), ensure_ascii=False))
    return _record(session, vault, leased, held, replies, kept, at)


def _record(
    session: Session, vault: Vault, leased: Turn, held: _Held, replies: Sequence[Reply], kept: bytes, at: datetime
) -> Taken:
    """Store the answer and where the assistant stands; lease the next message."""
    row = {
        "talk": held.id,
        "language": held.language,
        "at": at,
        "bodies": [vault.lock(one.text) for one in replies],
        "says": [one.say or None for one in replies],
        "offered": [lock_choices(vault, one.choices) for one in replies],
        "message": leased.message_id,
        "dialogue": kept,
        "until": at + LEASE,
    }
    after = session.connection().exec_driver_sql(_RECORD, row).first()
    session.info.setdefault("conversations", set()).add(held.public_id)
    if after is None:
        return Taken()
    words = vault.open(after.body) or ""
    return Taken(Turn(held.id, leased.contact_id, after.id, words, held.language, at + LEASE))
