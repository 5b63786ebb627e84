"""A place kept for somebody until a deadline. Held and occupied together are never more than there is.

Each function locks the centre's row first and is the only one to change its counts meanwhile; a deadline that has
passed counts at once, whether or not the clock came by. Final states are final: arrived, released, expired.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    String,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from hotline.core import contact as contacts
from hotline.core import crisis
from hotline.core.centre import Centre, lock, shrink
from hotline.core.dispatcher import Dispatcher
from hotline.db import Base

MOST = 12  # places kept at once for one contact in one centre: a large family


class Full(Exception):
    """There are not so many places free: perhaps a colleague was quicker."""


class Shut(Exception):
    """This centre is not open now and does not open soon, or we no longer work with it."""


class Over(Exception):
    """The place is no longer kept: its time has passed, or it was given back."""


class Hold(Base):
    """So many places of one centre, for one contact, until `kept_until`."""

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint("places > 0", name="some"),
        Index("uq_hold_open", "contact_id", "centre_id", unique=True, postgresql_where="state = 'held'"),
        Index("ix_hold_due", "kept_until", postgresql_where="state = 'held'"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    dispatcher_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"))
    places: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(String(10), default="held")
    made_at: Mapped[datetime]
    kept_until: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    centre: Mapped[Centre] = relationship()


def keep(
    session: Session, centre_id: int, contact_id: int, by: Dispatcher | None, at: datetime, places: int = 1
) -> Hold:
    """Keep places for a contact until the centre's deadline. Asked again: the same hold. Raises Full or Shut."""
    centre = lock(session, centre_id)
    if centre is None or centre.closed_at is not None:
        raise Shut
    expire(session, centre, at)
    already = _open(session, centre_id, contact_id)
    if already is not None:
        return already
    opening = at if centre.open_until(at) else centre.opens_at(at)
    if opening is None or opening > at + timedelta(days=1):
        raise Shut
    if not 1 <= places <= MOST or not _take(session, centre_id, places):
        raise Full
    until = opening + timedelta(minutes=centre.keep_minutes)
    hold = Hold(centre_id=centre_id, contact_id=contact_id, places=places, state="held", made_at=at, kept_until=until)
    hold.dispatcher_id = by.id if by else None
    session.add(hold)
    _tell(session, hold, "place_kept", at, centre, by)
    session.flush()
    return hold


def arrive(session: Session, hold_id: int, by: Dispatcher | None, at: datetime) -> Hold:
    """The person is there: the place is slept in. Raises Over."""
    hold, centre = _held(session, hold_id, "arrived", at)
    if hold.state == "held":
        _end(session, hold, centre, "arrived", at, by)
    return hold


def release(session: Session, hold_id: int, by: Dispatcher | None, at: datetime) -> Hold:
    """The place is not needed after all and is free again. Raises Over."""
    hold, centre = _held(session, hold_id, "released", at)
    if hold.state == "held":
        _end(session, hold, centre, "released", at, by)
    return hold


def extend(session: Session, hold_id: int, by: Dispatcher | None, at: datetime) -> Hold:
    """Keep it longer: the centre's whole time again from now, never shorter than before. Raises Over."""
    hold, centre = _held(session, hold_id, "held", at)
    hold.kept_until = max(hold.kept_until, at + timedelta(minutes=centre.keep_minutes))
    _tell(session, hold, "place_extended", at, centre, by)
    return hold


def expire(session: Session, centre: Centre, at: datetime) -> int:
    """End the holds of this locked centre whose deadline has come, each at its deadline. Returns how many."""
    due = session.scalars(
        select(Hold)
        .where(Hold.centre_id == centre.id, Hold.state == "held", Hold.kept_until <= at)
        .execution_options(populate_existing=True)
    ).all()
    for hold in due:
        _end(session, hold, centre, "expired", hold.kept_until, None)
    session.flush()
    return len(due)


def expire_at(session: Session, centre_id: int, at: datetime) -> None:
    """The clock came by at this centre."""
    centre = lock(session, centre_id)
    if centre is not None:
        expire(session, centre, at)


def due_centres(session: Session, at: datetime) -> Sequence[int]:
    """Centres with a hold whose deadline has come: the clock's work."""
    return session.scalars(
        select(Hold.centre_id).where(Hold.state == "held", Hold.kept_until <= at).distinct().order_by(Hold.centre_id)
    ).all()


def lapsed_places(session: Session, at: datetime) -> dict[int, int]:
    """Places whose time has passed and that nobody counted as free yet, by centre."""
    rows = session.execute(
        select(Hold.centre_id, func.sum(Hold.places))
        .where(Hold.state == "held", Hold.kept_until <= at)
        .group_by(Hold.centre_id)
    )
    return {centre_id: int(places) for centre_id, places in rows}


def open_holds(session: Session, at: datetime, contact_id: int | None = None) -> Sequence[Hold]:
    """What is kept at this moment, the nearest deadline first; for one contact or for all."""
    kept = select(Hold).where(Hold.state == "held", Hold.kept_until > at).order_by(Hold.kept_until, Hold.id)
    return session.scalars(kept.where(Hold.contact_id == contact_id) if contact_id is not None else kept).all()


def _take(session: Session, centre_id: int, places: int) -> bool:
    """The one conditional UPDATE: so many more held, if they are there."""
    taken = session.scalar(
        update(Centre)
        .where(Centre.id == centre_id, Centre.occupied + Centre.held + places <= Centre.capacity + Centre.extra)
        .values(held=Centre.held + places)
        .returning(Centre)
        .execution_options(populate_existing=True)
    )
    return taken is not None


def _open(session: Session, centre_id: int, contact_id: int) -> Hold | None:
    return session.scalar(
        select(Hold).where(Hold.centre_id == centre_id, Hold.contact_id == contact_id, Hold.state == "held")
    )


def _held(session: Session, hold_id: int, wanted: str, at: datetime) -> tuple[Hold, Centre]:
    """The hold and its locked centre. A hold that has the wanted state already is a repeat; else it must be kept."""
    hold = session.get(Hold, hold_id)
    centre = lock(session, hold.centre_id) if hold is not None else None
    if hold is None or centre is None:
        raise Over
    expire(session, centre, at)
    session.refresh(hold)
    if hold.state not in ("held", wanted):
        raise Over
    return hold, centre


def _end(session: Session, hold: Hold, centre: Centre, state: str, at: datetime, by: Dispatcher | None) -> None:
    hold.state, hold.ended_at = state, at
    centre.held -= hold.places
    if state == "arrived":
        centre.occupied += hold.places
    shrink(centre, crisis=crisis.is_on(session))
    _tell(session, hold, f"place_{state}", at, centre, by)


def _tell(session: Session, hold: Hold, kind: str, at: datetime, centre: Centre, by: Dispatcher | None) -> None:
    """A line on the person's timeline, and the boards look again."""
    who = {"dispatcher": by.username} if by else {}
    contacts.record(session, hold.contact_id, kind, at, centre=centre.name, places=hold.places, **who)
    session.info["queue_changed"] = True
