"""Brings a third party's list in, beside what everyone may know: for dispatchers only, in rows of its own."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core.directory import index, private, write
from hotline.core.directory.files import WrongFile
from hotline.core.directory.owner import check_owners
from hotline.core.directory.tables import OrganizationRow


@dataclass(frozen=True)
class Brought:
    """What an import of a list did. `gone`: organizations that the list had before and has no more."""

    organizations: int
    services: int
    changed: int
    gone: int


def bring_in(session: Session, file: Path, at: datetime) -> Brought:
    """Import a list; what came from the list of this name before is replaced. Raises WrongFile: commit nothing then."""
    documents = private.organizations(_content(file))
    name = hashlib.sha256(file.name.encode()).hexdigest()  # rows are told apart by the list, whatever stands in it
    before = select(OrganizationRow.id).where(OrganizationRow.private, OrganizationRow.file_hash == name)
    lost = set(session.scalars(before)) - {one.id for one in documents}
    changes = [
        *(write.remove(session, one, "import", at, private=True, refresh=False) for one in sorted(lost)),
        *(write.write(session, one, "import", at, private=True, file_hash=name, refresh=False) for one in documents),
    ]
    session.flush()
    check_owners(session, documents, but=lost)
    index.refresh(session, [one.organization_id for one in changes if one])
    services = sum(len(one.services) for one in documents)
    return Brought(len(documents), services, sum(one is not None for one in changes), len(lost))


def _content(file: Path) -> Any:
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise WrongFile(f"{file.name}: {' '.join(str(error).split())}") from None
