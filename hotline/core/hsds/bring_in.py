"""Brings documents of HSDS into the directory: all of them or none. It adds and corrects; it removes no service."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from hotline.core.directory import index, write
from hotline.core.directory.facts import Organization, as_json
from hotline.core.directory.owner import check_owners
from hotline.core.directory.tables import Change, OrganizationRow
from hotline.core.hsds import documents, own, terms
from hotline.core.hsds.documents import Document
from hotline.core.hsds.foreign import Reading
from hotline.core.hsds.service import Row
from hotline.core.measure import BRUSSELS


@dataclass
class Brought:
    """What an import did. `known`: public parts of organizations of which the directory knows the whole."""

    organizations: int = 0
    services: int = 0
    changed: int = 0
    known: list[str] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)


def bring_in(session: Session, path: Path, language: str, at: datetime) -> Brought:
    """Import a file or folder. Raises WrongFile: commit nothing then."""
    rows, left = read(path, language, at.astimezone(BRUSSELS).date())
    brought = Brought(left=left)
    changes = [_write(session, row, at, brought) for row in rows]
    session.flush()
    check_owners(session, [row.document for row in rows])
    index.refresh(session, [one.organization_id for one in changes if one])
    brought.changed = sum(one is not None for one in changes)
    return brought


def _write(session: Session, row: Row, at: datetime, brought: Brought) -> Change | None:
    before = session.get(OrganizationRow, (row.document.id, row.private), with_for_update=True)
    if before and row.view:
        brought.known.append(row.document.id)
        return None
    brought.organizations += 1
    brought.services += len(row.document.services)
    whole = with_others(row.document, Organization.model_validate(before.document)) if before else row.document
    if before and as_json(whole) == before.document:
        return None
    return write.write(session, whole, "import", at, private=row.private, refresh=False)


def read(path: Path, language: str, today: date) -> tuple[list[Row], Counter[str]]:
    """The organizations in a file or folder, ours and strangers', and what of theirs has no place. Raises WrongFile."""
    ours, theirs = _apart(documents.read(path))
    services = [one.content for one in ours if one.kind == "service"]
    alone = [one.content for one in ours if one.kind == "organization"]
    reading = Reading(language, path.name, today)
    return [*own.rows(alone, services, path.name), *reading.rows(theirs)], reading.left


def _apart(found: Iterable[Document]) -> tuple[list[Document], list[Document]]:
    """Ours and strangers'; our own lists are the same here, so they are passed over."""
    ours: list[Document] = []
    theirs: list[Document] = []
    for one in found:
        of = one.content.get("organization", one.content)
        if isinstance(of, dict) and own.is_ours(of):
            ours.append(one)
        elif not terms.is_ours(one.content):
            theirs.append(one)
    return ours, theirs


def with_others(document: Organization, before: Organization) -> Organization:
    """The document, with the services and sources that the directory knows beside it."""
    named = {one.id for one in document.services}
    others = tuple(one for one in before.services if one.id not in named)
    return document.model_copy(
        update={"services": (*document.services, *others), "sources": {**before.sources, **document.sources}}
    )
