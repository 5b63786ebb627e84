"""Age opens checks: what grows stale within a month, then what is stale; a few a week, so that they can be done."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from hotline.core.directory import trust
from hotline.core.directory.checking import OLD, Check
from hotline.core.directory.facts import Organization, Service, Trust, trusts
from hotline.core.directory.tables import OrganizationRow
from hotline.core.measure import BRUSSELS

SOON = timedelta(days=30)
WEEK = timedelta(days=7)
AGAIN = timedelta(days=90)  # looked at and nothing could be found out: not asked again for so long


def open_checks(session: Session, at: datetime, a_week: int) -> int:
    """Open a check for each service that is or soon will be stale, at most so many a week. How many were opened."""
    recent = select(func.count()).where(Check.by == "age", Check.at > at - WEEK)
    room = a_week - (session.scalar(recent) or 0)
    if room <= 0:
        return 0
    known = or_(Check.state == "open", Check.closed_at > at - AGAIN)
    asked = set(session.scalars(select(Check.service_id).where(Check.by == "age", known)))
    today = at.astimezone(BRUSSELS).date()
    due = sorted((ends, service) for service, ends in _ends(session, today) if service not in asked)
    soon = [service for ends, service in due if ends >= today] + [service for ends, service in due if ends < today]
    session.add_all(Check(service_id=one, found=OLD, by="age", at=at) for one in soon[:room])
    session.flush()
    return min(room, len(soon))


def _ends(session: Session, today: date) -> Iterator[tuple[str, date]]:
    """Each service that is not certain in a month, with the day since when it is not."""
    rows = select(OrganizationRow.document).where(~OrganizationRow.private).execution_options(yield_per=100)
    for document in session.scalars(rows):
        for service in Organization.model_validate(document).services:
            ends = min(_end(one) for one in trusts(service))
            if ends <= today + SOON and not _is_over(service, today):
                yield service.id, ends


def _end(worth: Trust) -> date:
    """The last day on which this is certain; the first of all days: it is not, or nobody knows since when."""
    if worth.assurance != "verified" or worth.verified_on is None:
        return worth.verified_on or date.min
    return worth.verified_on + trust.CERTAIN


def _is_over(service: Service, today: date) -> bool:
    return service.ends_on is not None and service.ends_on < today
