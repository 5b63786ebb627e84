"""The directory as everyone may read it, in memory: services and answers by id, and the nineteen communes."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from hotline.core.directory import read as directory
from hotline.core.directory.answer import Answer
from hotline.core.directory.read import Found
from hotline.core.directory.tables import AnswerRow, OrganizationRow
from hotline.core.gazetteer import StoredPlace

Version = tuple[object, ...]


@dataclass(frozen=True)
class Commune:
    """One of the nineteen; its French name is what the directory calls it."""

    slug: str
    fr: str
    nl: str
    postcodes: tuple[str, ...]
    lat: float
    lon: float

    def name(self, language: str) -> str:
        """As the sign in the street says it: in Dutch, or else in French."""
        return self.nl if language == "nl" else self.fr

    def other(self, language: str) -> str:
        """The other name on the sign, for somebody who reads neither; empty: there is none, or none is needed."""
        return self.nl if language not in ("fr", "nl") and self.nl != self.fr else ""


@dataclass(frozen=True)
class Shelf:
    """Services and answers by id, communes by their French name; `version`: what it was read for."""

    version: Version
    services: dict[str, Found]
    answers: dict[str, Answer]
    communes: dict[str, Commune]


def version(session: Session, today: date) -> Version:
    """What the shelf depends on: one question to the database. Another version: read it anew."""
    counted = [
        select(one).scalar_subquery()
        for table in (OrganizationRow, AnswerRow)
        for one in (func.count(table.id), func.max(table.changed_at))
    ]
    found_closed = select(func.string_agg(cast(OrganizationRow.reported, Text), " ")).scalar_subquery()
    communes = select(func.count()).where(StoredPlace.kind == "commune").scalar_subquery()
    return (today, directory.version(session), *session.execute(select(*counted, found_closed, communes)).one())


def read(session: Session, today: date, of: Version | None = None) -> Shelf:
    """What is known today. `of`: the version, when it has been asked for already."""
    found = of or version(session, today)
    organizations = directory.organizations(session, today)
    services = {one.id: Found(of, one) for of in organizations for one in of.services}
    rows = session.scalars(select(StoredPlace).where(StoredPlace.kind == "commune").order_by(StoredPlace.fr))
    answers = {one.id: one for one in directory.answers(session)}
    return Shelf(found, services, answers, {row.fr: _commune(row) for row in rows})


def _commune(row: StoredPlace) -> Commune:
    postcodes = tuple(one for one in row.also if one.isdecimal())
    return Commune(row.id.removeprefix("commune-"), row.fr, row.nl, postcodes, row.lat, row.lon)
