"""Who changed what about the people who work here: added, another role, removed, a second factor taken away."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, String, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from hotline.core.dispatcher import Dispatcher
from hotline.db import Base


class StaffEvent(Base):
    """One change. `by` None: the command line at the server. `detail`: roles and languages, nothing else."""

    __tablename__ = "staff_event"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"))
    whom_id: Mapped[int] = mapped_column(ForeignKey("dispatcher.id"))
    kind: Mapped[str] = mapped_column(String(30))
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSONB)

    by: Mapped[Dispatcher | None] = relationship(foreign_keys=[by_id])
    whom: Mapped[Dispatcher] = relationship(foreign_keys=[whom_id])


def record(session: Session, kind: str, whom: Dispatcher, by: Dispatcher | None, at: datetime, **detail: Any) -> None:
    """Put a change on record."""
    session.add(StaffEvent(at=at, by_id=by.id if by else None, whom_id=whom.id, kind=kind, detail=detail or None))


def latest(session: Session, limit: int = 200) -> Sequence[StaffEvent]:
    """The last changes, newest first."""
    return session.scalars(
        select(StaffEvent)
        .options(joinedload(StaffEvent.by), joinedload(StaffEvent.whom))
        .order_by(StaffEvent.id.desc())
        .limit(limit)
    ).all()
