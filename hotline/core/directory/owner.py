"""A service belongs to one organization: the search finds it by its id alone."""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core.directory.facts import Organization
from hotline.core.directory.files import WrongFile
from hotline.core.directory.tables import Entry


def check_owners(session: Session, documents: Iterable[Organization], but: Collection[str] = ()) -> None:
    """No service of these is one of another organization, here or there. `but`: those that go. Raises WrongFile."""
    owners: dict[str, str] = {}
    for document in documents:
        for service in document.services:
            if owners.setdefault(service.id, document.id) != document.id:
                raise WrongFile(f"{document.id}: {service.id}: {owners[service.id]} has a service with this id too")
    there = select(Entry.id, Entry.organization_id).where(Entry.kind == "service", Entry.id.in_(owners))
    for id_, organization_id in session.execute(there):
        if organization_id != owners[id_] and organization_id not in but:
            raise WrongFile(f"{owners[id_]}: {id_}: {organization_id} has a service with this id")
