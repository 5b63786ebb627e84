"""Changes the directory: each change on record with who, when, before and after; the search brought up to date.

The files of the knowledge base are the beginning: what was changed here is not overwritten by them.
"""

import hashlib
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.core.directory import files, index
from hotline.core.directory.answer import Answer
from hotline.core.directory.facts import Organization, as_json
from hotline.core.directory.tables import AnswerRow, Change, OrganizationRow


def write(
    session: Session, document: Organization, how: str, at: datetime, *, private: bool = False,
    dispatcher_id: int | None = None, file_hash: str | None = None, refresh: bool = True,
) -> Change | None:  # fmt: skip
    """Put an organization into the directory, with its change on record. None: it was the same already.

    `refresh` False: many are written, and the caller brings the search up to date once (`index.refresh`).
    """
    row = session.get(OrganizationRow, (document.id, private), with_for_update=True)
    before, after = row.document if row else None, as_json(document)
    if row is None:
        row = OrganizationRow(id=document.id, private=private)
        session.add(row)
    row.file_hash = file_hash
    if before == after:
        return None
    row.document, row.changed_at = after, at
    change = Change(organization_id=document.id, private=private, how=how, at=at, before=before, after=after)
    return _record(session, change, dispatcher_id, refresh=refresh)


def remove(
    session: Session, organization_id: str, how: str, at: datetime, *, private: bool = False,
    dispatcher_id: int | None = None, refresh: bool = True,
) -> Change | None:  # fmt: skip
    """Take an organization out, with its change on record. None: it was not there."""
    row = session.get(OrganizationRow, (organization_id, private), with_for_update=True)
    if row is None:
        return None
    before = row.document
    session.delete(row)
    change = Change(organization_id=organization_id, private=private, how=how, at=at, before=before, after=None)
    return _record(session, change, dispatcher_id, refresh=refresh)


def _record(session: Session, change: Change, dispatcher_id: int | None, *, refresh: bool) -> Change:
    change.dispatcher_id = dispatcher_id
    session.add(change)
    session.flush()
    if refresh:
        index.refresh(session, [change.organization_id])
    return change


def fill(session: Session, folder: Path, at: datetime) -> int:
    """Bring the files of the knowledge base in; how many organizations and answers are new or changed.

    An organization that was changed here stays as it is (`changed_here` names them), one that was taken out here stays
    away; one whose file is gone goes.
    """
    taken_out = _taken_out(session)
    rows = {row.id: row for row in session.scalars(select(OrganizationRow).where(~OrganizationRow.private))}
    changed = []
    for path in sorted((folder / "organizations").glob("*.yaml")):
        row, file_hash = rows.pop(path.stem, None), _hash(path)
        if path.stem in taken_out:
            continue
        if row is None or (row.file_hash is not None and row.file_hash != file_hash):
            document = files.read(path, Organization)
            changed.append(write(session, document, "file", at, file_hash=file_hash, refresh=False))
    gone = [row.id for row in rows.values() if row.file_hash is not None]
    changed += [remove(session, one, "file", at, refresh=False) for one in gone]
    index.refresh(session, [one.organization_id for one in changed if one])
    return sum(one is not None for one in changed) + _fill_answers(session, folder, at)


def _fill_answers(session: Session, folder: Path, at: datetime) -> int:
    rows = {row.id: row for row in session.scalars(select(AnswerRow))}
    changed = 0
    for path in sorted((folder / "answers").glob("*.yaml")):
        row, file_hash = rows.pop(path.stem, None) or AnswerRow(id=path.stem), _hash(path)
        if row.file_hash != file_hash:
            row.document = files.read(path, Answer).model_dump(mode="json", exclude_defaults=True)
            row.file_hash, row.changed_at = file_hash, at
            session.add(row)
            changed += 1
    for row in rows.values():
        session.delete(row)
    if changed or rows:
        session.flush()
        index.refresh_answers(session)
    return changed + len(rows)


def changed_here(session: Session, folder: Path) -> list[str]:
    """Organizations whose file is no longer what the directory says: somebody changed them in the console."""
    edited = select(OrganizationRow).where(~OrganizationRow.private, OrganizationRow.file_hash.is_(None))
    paths = {path.stem: path for path in (folder / "organizations").glob("*.yaml")}
    rows = (row for row in session.scalars(edited) if row.id in paths)
    changed = {row.id for row in rows if row.document != as_json(files.read(paths[row.id], Organization))}
    return sorted(changed | (_taken_out(session) & set(paths)))


def _taken_out(session: Session) -> set[str]:
    """Organizations that somebody took out here, and that nobody brought back."""
    newest = select(func.max(Change.id)).where(~Change.private).group_by(Change.organization_id)
    gone = select(Change.organization_id).where(Change.id.in_(newest), Change.after.is_(None), Change.how != "file")
    return set(session.scalars(gone))


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
