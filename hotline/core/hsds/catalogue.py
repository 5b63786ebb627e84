"""What partners read: the public directory by the ids of HSDS, each document made when somebody asks for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.core.directory import read
from hotline.core.directory.facts import Service
from hotline.core.directory.tables import OrganizationRow
from hotline.core.hsds import directory, reach, service
from hotline.core.hsds.ids import Json, uid
from hotline.core.hsds.service import Row
from hotline.core.hsds.telling import Telling
from hotline.core.measure import BRUSSELS

Version = tuple[object, ...]


@dataclass(frozen=True)
class Listed:
    """A service in the catalogue. `terms`: ids of the terms that it carries."""

    id: str
    row: Row
    service: Service
    terms: frozenset[str]


@dataclass(frozen=True)
class Place:
    """A service at one of its locations."""

    listed: Listed
    nth: int

    @property
    def postal_code(self) -> str | None:
        return self.listed.service.locations[self.nth].postal_code


class Catalogue:
    """The public directory at one moment; `version`: what it was read for."""

    def __init__(self, rows: Iterable[Row], at: datetime, version: Version = ()) -> None:
        self.at, self.version = at, version
        self.rows = {row.id("organization", row.document.id): row for row in rows}
        self.services = {one.id: one for one in _listed(self.rows.values())}

    def service(self, id_: str) -> Json | None:
        """The full document of a service."""
        one = self.services.get(id_)
        return service.service(one.row, one.service, self.at) if one else None

    def organization(self, id_: str, *, full_service: bool = False) -> Json | None:
        """The full document of an organization, with its services: in brief, or in full."""
        row = self.rows.get(id_)
        if row is None:
            return None
        found = (self.service(row.id("service", one.id)) or {} for one in row.document.services)
        services = [{name: value for name, value in one.items() if name != "organization"} for one in found]
        return {**service.organization(row), "services": services if full_service else [brief(one) for one in services]}

    def place(self, id_: str) -> Json | None:
        """The full document of a service at a location, by its id."""
        place = self._places.get(id_)
        return self.at_location(place) if place else None

    def at_location(self, place: Place) -> Json:
        """The service at this location, with both in full."""
        whole = self.service(place.listed.id) or {}
        alone = {name: value for name, value in whole.items() if name != "service_at_locations"}
        return {**whole["service_at_locations"][place.nth], "service": alone}

    @cached_property
    def _places(self) -> dict[str, Place]:
        found = {}
        for one in self.services.values():
            telling = Telling(one.row.document, one.service, one.id, self.at)
            for place in places([one]):
                found[reach.place(one.service.locations[place.nth], telling)["id"]] = place
        return found


def places(listed: Iterable[Listed]) -> list[Place]:
    """Every service at each of its locations."""
    return [Place(one, nth) for one in listed for nth in range(len(one.service.locations))]


def _listed(rows: Iterable[Row]) -> Iterator[Listed]:
    for row in rows:
        for one in row.document.services:
            named = [("type", one.type), *(("need", need) for need in one.needs)]
            named += [("audience", who.group) for who in one.audience]
            terms = frozenset(uid("term", *names) for names in named)
            yield Listed(row.id("service", one.id), row, one, terms)


def brief(document: Json) -> Json:
    """A document without its lists, as the lists of the API have it."""
    return {
        name: brief(value) if isinstance(value, dict) else value
        for name, value in document.items()
        if not isinstance(value, list)
    }


def version(session: Session, at: datetime) -> Version:
    """Another one as soon as anything changed, somebody reported a closed door, or the day did: facts age."""
    rows = session.execute(select(func.count(OrganizationRow.id), func.max(OrganizationRow.changed_at))).one()
    reported = select(OrganizationRow.id, OrganizationRow.reported).where(OrganizationRow.reported.is_not(None))
    doubts = tuple(str(tuple(row)) for row in session.execute(reported.order_by(OrganizationRow.id)))
    return (at.astimezone(BRUSSELS).date(), read.version(session), *rows, *doubts)


def current(session: Session, at: datetime, before: Catalogue | None) -> Catalogue:
    """The catalogue as it is now; the one from before, when nothing has changed."""
    now = version(session, at)
    if before is not None and before.version == now:
        return before
    return Catalogue(directory.public(session, at), at, now)
