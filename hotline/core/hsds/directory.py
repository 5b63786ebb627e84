"""What of the directory goes out: what everyone may know, or all of it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core.directory import read
from hotline.core.directory.facts import Organization
from hotline.core.directory.tables import OrganizationRow
from hotline.core.hsds.service import Row
from hotline.core.measure import BRUSSELS

VIEW = "public"


def everything(session: Session) -> list[Row]:
    """Every organization, third parties' words too, by id; in the same order on every computer."""
    rows = sorted(session.scalars(select(OrganizationRow)), key=lambda row: (row.id, row.private))
    return [Row(Organization.model_validate(row.document), row.private) for row in rows]


def public(session: Session, at: datetime) -> list[Row]:
    """What everyone may know by the trust rules, each fact as sure as it is today; by id."""
    changed = select(OrganizationRow.id, OrganizationRow.changed_at).where(~OrganizationRow.private)
    changed_at = {row.id: row.changed_at for row in session.execute(changed)}
    shown = read.organizations(session, at.astimezone(BRUSSELS).date())
    return [Row(one, view=VIEW, changed_at=changed_at[one.id]) for one in sorted(shown, key=lambda one: one.id)]
