"""The usual message of a chat, made short: the assistant answers, and what somebody wrote is kept and leased at once.

The same rules as `conversation.receive` and `conversation.lease`, in two plain statements instead of objects, before
one commit: this decides how many people one process can write with. Measured in docs/bench.md.
"""

import secrets
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from hotline.core.conversation import LEASE, LENGTH, State, Turn
from hotline.core.secret import Vault, hashed

# The time is the database's after the lock: the list beside a lock would be worked out before it.
_LOCK = """
    with held as materialized (
        select talk.id, talk.contact_id, talk.token_hash, talk.state, talk.language, talk.leased_until
        from conversation talk join contact on contact.id = talk.contact_id
        where talk.public_id = %s
        for no key update of contact, talk
    )
    select held.*, clock_timestamp() from held
"""
# A message that was sent before is not kept again. Answered is the oldest that nobody has answered.
_STORE = """
    with kept as (
        insert into message (conversation_id, client_message_id, sender, body, language, at)
        values (%(talk)s, %(client_id)s, 'person', %(body)s, %(language)s, %(at)s)
        on conflict (conversation_id, client_message_id) do nothing
        returning id
    ), before as (
        select id, body from message
        where conversation_id = %(talk)s and sender = 'person' and answered_at is null
        order by id limit 1
    ), told as (
        update conversation
        set heard_at = case when exists (select from kept) then %(at)s else heard_at end,
            leased_until = case
                when exists (select from kept) or exists (select from before) then %(leased_until)s
                else leased_until end
        where id = %(talk)s
    )
    select (select id from kept), before.id, before.body from (select) as one left join before on true
"""
_KNOWN = "select id from message where conversation_id = %s and client_message_id = %s"


class Kept(NamedTuple):
    """What became of a message. `turn`: leased to whoever asked, to be answered; None: somebody is at it."""

    conversation_id: int
    message_id: int
    turn: Turn | None


class _Held(NamedTuple):
    id: int
    contact_id: int
    token_hash: bytes | None
    state: str
    language: str
    leased_until: datetime | None
    at: datetime


def receive(session: Session, vault: Vault, public_id: str, token: str, client_id: str, text: str) -> Kept | None:
    """Keep what the person wrote. None: not of the usual kind, go the long way. The conversation is locked."""
    connection = session.connection()
    found = connection.exec_driver_sql(_LOCK, (public_id,)).first()
    if found is None:
        return None
    held = _Held._make(found)
    known = secrets.compare_digest(held.token_hash or b"", hashed(token))
    if not known or held.state != State.ASSISTANT:
        return None
    at, text = held.at.astimezone(UTC), text[:LENGTH]
    is_free = held.leased_until is None or held.leased_until <= at
    until = at + LEASE if is_free else held.leased_until
    row = {"talk": held.id, "client_id": client_id, "body": vault.lock(text), "language": held.language}
    new, first, body = connection.exec_driver_sql(_STORE, row | {"at": at, "leased_until": until}).one()
    turn = None
    if is_free and (first or new) is not None:
        words = text if first is None else vault.open(body) or ""
        turn = Turn(held.id, held.contact_id, first or new, words, held.language, at + LEASE)
    session.info.setdefault("conversations", set()).add(public_id)
    if new is None:
        new = connection.exec_driver_sql(_KNOWN, (held.id, client_id)).scalar_one()
    return Kept(held.id, new, turn)
