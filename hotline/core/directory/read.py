"""Reads the directory: for everyone by the trust rules, or all of it for staff, third parties' facts included."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, literal, or_, select
from sqlalchemy.orm import Session

from hotline.core.directory import trust
from hotline.core.directory.answer import Answer
from hotline.core.directory.facts import LISTS, Organization, Service
from hotline.core.directory.tables import AnswerRow, Change, Entry, OrganizationRow


@dataclass(frozen=True)
class Found:
    """A service together with its organization."""

    organization: Organization
    service: Service


def organization(session: Session, organization_id: str, today: date, *, staff: bool = False) -> Organization | None:
    """What is known of it: for everyone, or all of it for staff, third parties' facts included. None: nothing."""
    return some(session, [organization_id], today, staff=staff).get(organization_id)


def some(session: Session, ids: Collection[str], today: date, *, staff: bool = False) -> dict[str, Organization]:
    """What is known of these organizations, by id; the same for everyone and for staff."""
    kept = OrganizationRow
    columns = select(kept.id, kept.private, kept.document, kept.reported)
    rows = session.execute(columns.where(OrganizationRow.id.in_(ids), or_(literal(staff), ~OrganizationRow.private)))
    documents = {
        (row.id, row.private): _doubted(Organization.model_validate(row.document), row.reported) for row in rows
    }
    known = {one: _known(documents.get((one, False)), documents.get((one, True))) for one, _ in documents}
    return known if staff else {one: trust.for_public(document, today) for one, document in known.items()}


def _known(document: Organization | None, beside: Organization | None) -> Organization:
    if document is not None and beside is not None:
        return merged(document, beside)
    found = document or beside
    assert found is not None  # noqa: S101  # one of the two was read
    return found


def _doubted(document: Organization, reported: dict[str, str] | None) -> Organization:
    """The document, with what people have reported since."""
    if not reported:
        return document
    days = {service_id: date.fromisoformat(day) for service_id, day in reported.items()}
    services = tuple(trust.doubted(one, days[one.id]) if one.id in days else one for one in document.services)
    return document.model_copy(update={"services": services})


def service(session: Session, service_id: str, today: date, *, staff: bool = False) -> Found | None:
    """One service with its organization, as the public or staff may know it. None: there is none."""
    entry = session.get(Entry, (service_id, "service"))
    of = organization(session, entry.organization_id or "", today, staff=staff) if entry else None
    return next((Found(of, one) for one in of.services if one.id == service_id), None) if of else None


def answer(session: Session, answer_id: str) -> Answer | None:
    """One answer; they are for everyone."""
    row = session.get(AnswerRow, answer_id)
    return Answer.model_validate(row.document) if row else None


def organizations(session: Session, today: date, *, staff: bool = False) -> list[Organization]:
    """Every organization with a service to show, by id."""
    ids = session.scalars(select(OrganizationRow.id).distinct().order_by(OrganizationRow.id)).all()
    found = some(session, ids, today, staff=staff)
    return [found[one] for one in ids if one in found and found[one].services]


def answers(session: Session, ids: Collection[str] | None = None) -> list[Answer]:
    """These answers, or all; by id."""
    documents = select(AnswerRow.document).order_by(AnswerRow.id)
    wanted = documents if ids is None else documents.where(AnswerRow.id.in_(ids))
    return [Answer.model_validate(document) for document in session.scalars(wanted)]


def merged(known: Organization, beside: Organization) -> Organization:
    """One document for staff: what we verified first, then what only third parties say."""
    extra = {one.id: one for one in beside.services}
    services = tuple(_with(one, extra.pop(one.id)) if one.id in extra else one for one in known.services)
    sources = {**beside.sources, **known.sources}
    return known.model_copy(update={"services": (*services, *extra.values()), "sources": sources})


def _with(service: Service, more: Service) -> Service:
    """The facts of both; each of the third party's keeps the trust of its own document."""
    update: dict[str, object] = {}
    for name in LISTS:
        own = (one.model_copy(update={"trust": one.trust or more.trust}) for one in getattr(more, name))
        update[name] = (*getattr(service, name), *own)
    return service.model_copy(update=update)


def version(session: Session) -> int:
    """Grows with every change: what was kept in memory for an older one is read again.

    The count, too: of two changes at once, the one with the lower number may be the later one to be there.
    """
    return session.scalar(select(func.coalesce(func.max(Change.id), 0) + func.count())) or 0


def history(session: Session, organization_id: str) -> Sequence[Change]:
    """What was changed in an organization, the newest first."""
    return session.scalars(
        select(Change).where(Change.organization_id == organization_id).order_by(Change.id.desc())
    ).all()
