"""Who may work here: people are added, get a new password, and leave."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core import dispatcher as dispatchers
from hotline.core import login, second_factor, staff_log
from hotline.core.dispatcher import Dispatcher
from hotline.core.secret import Vault
from hotline.core.words import ROLES, Activity

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


class LastAdmin(Exception):
    """Without this person nobody could give rights any more: appoint another admin first."""


def appoint(session: Session, vault: Vault, who: Appointment, at: datetime, by: Dispatcher | None = None) -> Dispatcher:
    """Add someone, or give someone who is here the new password; earlier logins and failures end.

    `by` None: the command line. Raises LastAdmin where it would take the rights of the only admin.
    """
    person = dispatchers.by_username(session, who.username)
    here = person is not None and person.password_hash != login.NEVER
    if person is None:
        person = Dispatcher(username=who.username, created_at=at, password_hash=who.password_hash)
        person.role, person.console_language = ROLES[0], "fr"
        session.add(person)
        session.flush()
    change(session, vault, person, who, at, by)
    login.set_password(session, person.id, who.password_hash)
    login.forget_attempts(session, vault.hashes(who.username))
    staff_log.record(session, "new_password" if here else "added", person, by, at, role=person.role)
    return person


def change(
    session: Session, vault: Vault, person: Dispatcher, to: Appointment, at: datetime, by: Dispatcher | None = None
) -> None:
    """Another role, other languages, another phone. What is None in `to` stays. Raises LastAdmin."""
    if to.role is not None and to.role != person.role:
        _keep_an_admin(session, person)
        staff_log.record(session, "role", person, by, at, before=person.role, after=to.role)
        person.role = to.role
    if to.languages is not None and (list(to.languages) or None) != person.languages:
        staff_log.record(session, "languages", person, by, at, before=person.languages, after=to.languages)
        person.languages = list(to.languages) or None
    if to.phone is not None:
        person.phone, person.answers_on = vault.lock(to.phone), "phone"


def dismiss(session: Session, person: Dispatcher, at: datetime, by: Dispatcher | None = None) -> None:
    """Someone leaves: logged out everywhere, and no password fits any more. What they did stays on record.

    Raises LastAdmin for the only admin.
    """
    _keep_an_admin(session, person)
    login.set_password(session, person.id, login.NEVER)
    dispatchers.set_activity(session, person.id, Activity.AWAY, at)
    second_factor.end(session, person)
    person.phone = None
    staff_log.record(session, "removed", person, by, at)


def reset_second_factor(session: Session, person: Dispatcher, at: datetime, by: Dispatcher | None = None) -> None:
    """The phone is lost and no recovery code is left: the password alone opens again. Open logins end."""
    second_factor.end(session, person)
    login.end_all(session, person.id)
    staff_log.record(session, "second_factor_reset", person, by, at)


def _keep_an_admin(session: Session, person: Dispatcher) -> None:
    """Two admins who take each other's rights at the same moment: one of them succeeds."""
    admins = session.scalars(
        select(Dispatcher.id)
        .where(Dispatcher.role == "admin", Dispatcher.password_hash != login.NEVER)
        .order_by(Dispatcher.id)
        .with_for_update(key_share=True)
    ).all()
    if list(admins) == [person.id]:
        raise LastAdmin


def everyone(session: Session) -> Sequence[Dispatcher]:
    """All who may log in, by name."""
    return session.scalars(
        select(Dispatcher).where(Dispatcher.password_hash != login.NEVER).order_by(Dispatcher.username)
    ).all()
