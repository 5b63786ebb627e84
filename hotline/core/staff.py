"""Who may work here: people are added, get a new password, and leave."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core import dispatcher as dispatchers
from hotline.core import login
from hotline.core.dispatcher import Dispatcher
from hotline.core.secret import Vault
from hotline.core.words import Activity

ROLES = ("dispatcher", "supervisor", "admin")
USERNAME = re.compile(r"[a-z0-9_.-]{1,60}")  # it becomes the address client:<username>


@dataclass(frozen=True)
class Appointment:
    """What is known of someone who will answer. None: as before; for somebody new, the usual.

    `languages` empty: all. `phone` in E.164: they answer there instead of in the browser.
    """

    username: str
    password_hash: str
    role: str | None = None
    languages: tuple[str, ...] | None = None
    phone: str | None = None


def appoint(session: Session, vault: Vault, who: Appointment, at: datetime) -> Dispatcher:
    """Add someone, or give someone who is here the new password; earlier logins and failures end."""
    person = dispatchers.by_username(session, who.username)
    if person is None:
        person = Dispatcher(username=who.username, created_at=at, password_hash=who.password_hash)
        person.role, person.console_language = ROLES[0], "fr"
        session.add(person)
        session.flush()
    login.set_password(session, person.id, who.password_hash)
    login.forget_attempts(session, vault.hashes(who.username))
    if who.role is not None:
        person.role = who.role
    if who.languages is not None:
        person.languages = list(who.languages) or None
    if who.phone is not None:
        person.phone, person.answers_on = vault.lock(who.phone), "phone"
    return person


def dismiss(session: Session, person: Dispatcher, at: datetime) -> None:
    """Someone leaves: logged out everywhere, and no password fits any more. What they did stays on record."""
    login.set_password(session, person.id, login.NEVER)
    dispatchers.set_activity(session, person.id, Activity.AWAY, at)
    person.phone = None


def everyone(session: Session) -> Sequence[Dispatcher]:
    """All who may log in, by name."""
    return session.scalars(
        select(Dispatcher).where(Dispatcher.password_hash != login.NEVER).order_by(Dispatcher.username)
    ).all()
