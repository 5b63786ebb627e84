"""A crisis state: cold, heat, storm, epidemic, humanitarian. Who began it, why, since when. Buffer places follow it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, String, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from hotline.core.centre import Centre, lock, shrink
from hotline.core.dispatcher import Dispatcher
from hotline.db import Base

KINDS = ("cold", "heat", "storm", "epidemic", "humanitarian")
WHY_LENGTH = 200  # characters
LOCK = 7_120  # the advisory lock under which crises begin and end, one after the other


class Crisis(Base):
    """One crisis from its beginning to its end. Several kinds may go on at once, each kind once."""

    __tablename__ = "crisis"
    __table_args__ = (Index("uq_crisis_open", "kind", unique=True, postgresql_where="ended_at is null"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(String(15))
    why: Mapped[str] = mapped_column(String(WHY_LENGTH))
    started_at: Mapped[datetime]
    started_by_id: Mapped[int] = mapped_column(ForeignKey("dispatcher.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"))

    started_by: Mapped[Dispatcher] = relationship(foreign_keys=started_by_id)
    ended_by: Mapped[Dispatcher | None] = relationship(foreign_keys=ended_by_id)


def going_on(session: Session) -> Sequence[Crisis]:
    """The crises of this moment, oldest first."""
    return session.scalars(select(Crisis).where(Crisis.ended_at.is_(None)).order_by(Crisis.started_at)).all()


def is_on(session: Session) -> bool:
    """Whether buffer places are open."""
    return bool(session.scalar(select(exists().where(Crisis.ended_at.is_(None)))))


def earlier(session: Session, limit: int = 20) -> Sequence[Crisis]:
    """Crises that are over, the latest first."""
    return session.scalars(
        select(Crisis).where(Crisis.ended_at.is_not(None)).order_by(Crisis.ended_at.desc()).limit(limit)
    ).all()


def start(session: Session, kind: str, why: str, by: Dispatcher, at: datetime) -> None:
    """Begin a crisis and open the buffer places. One of this kind that goes on already goes on as it is."""
    if kind not in KINDS:
        raise ValueError(kind)
    _one_at_a_time(session)
    session.execute(
        insert(Crisis)
        .values(kind=kind, why=why[:WHY_LENGTH], started_at=at, started_by_id=by.id)
        .on_conflict_do_nothing(index_elements=[Crisis.kind], index_where=Crisis.ended_at.is_(None))
    )
    _follow(session)


def end(session: Session, crisis_id: int, by: Dispatcher, at: datetime) -> None:
    """End a crisis. With the last one the buffer places close: nobody is sent away, but none is given again."""
    _one_at_a_time(session)
    crisis = session.get(Crisis, crisis_id, populate_existing=True)
    if crisis is not None and crisis.ended_at is None:
        crisis.ended_at, crisis.ended_by_id = at, by.id
        session.flush()
        _follow(session)


def _one_at_a_time(session: Session) -> None:
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))


def _follow(session: Session) -> None:
    """Buffer places open or close with the state of this moment, centre by centre in one order."""
    on = is_on(session)
    for centre_id in session.scalars(select(Centre.id).where(Centre.buffer > 0).order_by(Centre.id)).all():
        centre = lock(session, centre_id)
        if centre is None:
            continue
        if on:
            centre.extra = max(centre.extra, centre.buffer)
        shrink(centre, crisis=on)
        session.flush()
    session.info["queue_changed"] = True
