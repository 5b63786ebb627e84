"""What the search looks through: one entry for each service and answer, with its words, needs and place."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from hotline.core.directory import trust
from hotline.core.directory.answer import Answer
from hotline.core.directory.facts import Location, Organization, Service, Texts
from hotline.core.directory.tables import AnswerRow, Entry, OrganizationRow, Word
from hotline.core.plain import words

AT_ONCE = 1000
LONGEST = 80  # letters of a word, as the vocabulary keeps them: some languages put no spaces


def refresh(session: Session, organization_ids: Iterable[str]) -> None:
    """Look at these organizations again: their entries, then the vocabulary."""
    ids = list(organization_ids)
    if not ids:
        return
    session.execute(delete(Entry).where(Entry.organization_id.in_(ids)))
    rows = session.scalars(select(OrganizationRow).where(OrganizationRow.id.in_(ids)).order_by(OrganizationRow.private))
    fresh: dict[str, dict[str, Any]] = {}
    for row in rows:
        for entry in _services(Organization.model_validate(row.document), private=row.private):
            fresh.setdefault(entry["id"], entry)
    add(session, _without_others(session, fresh))
    count_words(session)


def _without_others(session: Session, fresh: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Those whose id no other organization has. What everyone may know takes an id over from a third party's list.

    Editors and imports refuse such an id (`owner`); a file of the next release must start all the same.
    """
    theirs = dict(
        session.execute(select(Entry.id, Entry.staff).where(Entry.kind == "service", Entry.id.in_(fresh))).all()
    )
    over = [id_ for id_, staff in theirs.items() if staff and not fresh[id_]["staff"]]
    session.execute(delete(Entry).where(Entry.kind == "service", Entry.id.in_(over)))
    return [one for id_, one in fresh.items() if id_ not in theirs or id_ in over]


def refresh_answers(session: Session) -> None:
    """Look at all answers again."""
    session.execute(delete(Entry).where(Entry.kind == "answer"))
    add(session, [_answer(Answer.model_validate(row.document)) for row in session.scalars(select(AnswerRow))])
    count_words(session)


def add(session: Session, entries: Iterable[dict[str, Any]]) -> None:
    """Store entries, many at once."""
    rows = list(entries)
    for first in range(0, len(rows), AT_ONCE):
        session.execute(insert(Entry), rows[first : first + AT_ONCE])


def count_words(session: Session) -> None:
    """The vocabulary as it is now; one after the other, for whoever counts at the same time would count twice."""
    session.execute(text("lock table directory_word in exclusive mode"))
    session.execute(delete(Word))
    counted = "insert into directory_word (word, entries) select word, ndoc from ts_stat(:all)"
    session.execute(text(counted), {"all": "select vector from directory_entry"})


def _services(organization: Organization, *, private: bool) -> Iterator[dict[str, Any]]:
    yield from (service_entry(organization, service, private=private) for service in organization.services)


def service_entry(organization: Organization, service: Service, *, private: bool) -> dict[str, Any]:
    """The entry of one service. Its place is the first public one that is known on the map."""
    staff = private or service.hidden or service.trust.assurance in ("unverified", "conflict")
    open_places = [one for one in service.locations if not one.hidden and (staff or _may_be_told(one, service))]
    placed = next((one for one in open_places if one.lat is not None), None)
    named = next((one for one in open_places if one.commune is not None), None)
    return {
        "id": service.id,
        "kind": "service",
        "organization_id": organization.id,
        "staff": staff,
        "needs": list(service.needs),
        "vector": _vector([organization.name, service.name], [service.summary]),
        "commune": named.commune if named else None,
        "lat": placed.lat if placed else None,
        "lon": placed.lon if placed else None,
        "ends_on": service.ends_on,
    }


def _may_be_told(place: Location, service: Service) -> bool:
    """Distances tell where a place is: one that only dispatchers may know is measured for nobody."""
    return trust.of(place, service).assurance in trust.PUBLIC


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "id": answer.id,
        "kind": "answer",
        "organization_id": None,
        "staff": False,
        "needs": list(answer.needs),
        "vector": _vector([answer.title], [answer.short]),
        "commune": None,
        "lat": None,
        "lon": None,
        "ends_on": None,
    }


def _vector(names: list[Texts], others: list[Texts]) -> str:
    """A tsvector: words of names weigh A, others C. Our own words, so that every language is treated alike."""
    name_words, more = _words(names), _words(others)
    rest = sorted(more - name_words)
    return " ".join([*(f"'{word}':1A" for word in sorted(name_words)), *(f"'{word}':1C" for word in rest)])


def _words(some: list[Texts]) -> set[str]:
    return {word[:LONGEST] for texts in some for one in texts.values() for word in words(one)}
