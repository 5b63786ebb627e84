"""Changing an organization in the console: nothing of a colleague is overwritten, everything can be undone.

Whoever saves says on which change their version rests. When somebody else was quicker, both changes are put together,
or, when they touch the same thing, nothing is saved and it is said who changed what.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core.directory import checking, write
from hotline.core.directory.facts import Organization, as_json
from hotline.core.directory.merge import Conflict, merged
from hotline.core.directory.owner import check_owners
from hotline.core.directory.secrecy import still_secret
from hotline.core.directory.tables import Change, Entry, OrganizationRow
from hotline.core.dispatcher import Dispatcher
from hotline.core.measure import BRUSSELS


class Meanwhile(Exception):
    """Somebody changed the same thing since. `change`: theirs, the latest."""

    def __init__(self, change: Change) -> None:
        super().__init__("changed meanwhile")
        self.change = change


class Gone(Exception):
    """There is no such organization, change or service."""


@dataclass(frozen=True)
class Version:
    """An organization as it is written down now, and the change that made it so; 0: none yet."""

    organization: Organization | None
    change_id: int


def version(session: Session, organization_id: str, *, lock: bool = False) -> Version:
    """The document as it is stored, without what third parties say beside it and what people reported since."""
    row = session.get(OrganizationRow, (organization_id, False), with_for_update=lock or None, populate_existing=lock)
    last = _last(session, organization_id)
    return Version(Organization.model_validate(row.document) if row else None, last.id if last else 0)


def of_service(session: Session, service_id: str) -> Organization | None:
    """The organization that a service belongs to, as it is written down. None: only a third party's list has it."""
    entry = session.get(Entry, (service_id, "service"))
    found = version(session, entry.organization_id or "").organization if entry else None
    return found if found and service_id in {one.id for one in found.services} else None


def version_of(session: Session, organization_id: str, change_id: int) -> Organization | None:
    """The document after this change: what somebody had before their eyes. None: there was none."""
    now = version(session, organization_id)
    if now.change_id == change_id:
        return now.organization
    after = _after(session, organization_id, change_id)
    return Organization.model_validate(after) if after else None


def save(
    session: Session, wanted: Organization, based_on: int, by: Dispatcher, at: datetime, *, how: str = "editor"
) -> Change | None:
    """Make it so. None: it is so already. Raises Meanwhile when somebody changed the same thing since.

    Raises files.WrongFile for a service that belongs to another organization.
    """
    now = version(session, wanted.id, lock=True)
    if now.change_id != based_on:
        wanted = together(session, wanted, based_on)
    if now.organization is not None and as_json(now.organization) == as_json(wanted):
        return None
    check_owners(session, [wanted])
    return write.write(session, wanted, how, at, dispatcher_id=by.id)


def together(session: Session, wanted: Organization, based_on: int) -> Organization:
    """What somebody wants, with what others changed since. Raises Meanwhile when both changed the same thing."""
    return with_changes(session, wanted, _after(session, wanted.id, based_on))


def with_changes(session: Session, wanted: Organization, before: dict[str, Any] | None) -> Organization:
    """The same, where `before` is the document that their version rests on."""
    last, now = _last(session, wanted.id), version(session, wanted.id).organization
    try:
        found = merged(before, as_json(now) if now else None, as_json(wanted))
        return Organization.model_validate(found)
    except (Conflict, ValidationError):
        raise (Meanwhile(last) if last else Gone()) from None


def remove(session: Session, organization_id: str, based_on: int, by: Dispatcher, at: datetime) -> Change | None:
    """Take it out; the history stays, and brings it back. Raises Meanwhile when somebody changed it since."""
    now, last = version(session, organization_id, lock=True), _last(session, organization_id)
    if last is not None and now.change_id != based_on:
        raise Meanwhile(last)
    return write.remove(session, organization_id, "editor", at, dispatcher_id=by.id)


def undo(session: Session, change_id: int, based_on: int, by: Dispatcher, at: datetime) -> Change | None:
    """Everything as it was before this change; that is itself a change. Raises Gone, Meanwhile.

    What somebody made secret since stays secret: to open it again, undo that very change, or edit it.
    """
    change = session.get(Change, change_id)
    if change is None or change.private:
        raise Gone
    now, last = version(session, change.organization_id, lock=True), _last(session, change.organization_id)
    if last is not None and now.change_id != based_on:
        raise Meanwhile(last)
    if change.before is None:
        return write.remove(session, change.organization_id, "undo", at, dispatcher_id=by.id)
    wanted = Organization.model_validate(change.before)
    if now.organization is not None and change is not last:
        wanted = still_secret(wanted, now.organization)
    made = write.write(session, wanted, "undo", at, dispatcher_id=by.id)
    if now.organization is None:
        for one in wanted.services:
            checking.count_again(session, one.id, at)
    return made


def at_once(
    session: Session, service_id: str, how: str, by: Dispatcher | None, at: datetime,
    act: Callable[[Organization, date], Organization],
) -> Change | None:  # fmt: skip
    """Change what is there now: for what is said with one click, whatever others changed before. Raises Gone."""
    entry = session.get(Entry, (service_id, "service"))
    found = version(session, (entry.organization_id if entry else "") or "", lock=True).organization
    if found is None or service_id not in {one.id for one in found.services}:
        raise Gone
    wanted = act(found, at.astimezone(BRUSSELS).date())
    if as_json(wanted) == as_json(found):
        return None
    return write.write(session, wanted, how, at, dispatcher_id=by.id if by else None)


def _last(session: Session, organization_id: str) -> Change | None:
    mine = select(Change).where(Change.organization_id == organization_id, ~Change.private)
    return session.scalar(mine.order_by(Change.id.desc()).limit(1))


def _after(session: Session, organization_id: str, change_id: int) -> dict[str, Any] | None:
    change = session.get(Change, change_id)
    return change.after if change is not None and change.organization_id == organization_id else None
