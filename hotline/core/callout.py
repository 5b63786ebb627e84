"""Phones that ring because nobody took a person: each ring to one dispatcher, or to the duty phone, is a callout.

Who answers and presses 1 takes the person (core/escalation.py); then, or when the person leaves, the other rings stop.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, SmallInteger, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from hotline.core import dispatcher as dispatchers
from hotline.core.dispatcher import Dispatcher
from hotline.core.outbox import promise
from hotline.core.words import CalloutEnd
from hotline.db import Base


class Callout(Base):
    """One ring of one phone for one waiting person, in one step of the plan.

    `stay`: how often their talk was cut off before: each time they wait anew; `call_sid`: once the provider has it.
    """

    __tablename__ = "callout"
    __table_args__ = (
        Index("uq_callout_step", "entry_id", "stay", "step", "dispatcher_id", unique=True),
        Index("uq_callout_live", "dispatcher_id", unique=True, postgresql_where="ended_at is null"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("queue_entry.id", ondelete="CASCADE"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    dispatcher_id: Mapped[int] = mapped_column(ForeignKey("dispatcher.id"))
    step: Mapped[str] = mapped_column(String(20))
    stay: Mapped[int] = mapped_column(SmallInteger)
    call_sid: Mapped[str | None] = mapped_column(String(64))
    made_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end: Mapped[str | None] = mapped_column(String(15))

    dispatcher: Mapped[Dispatcher] = relationship()


def live(session: Session) -> Sequence[Callout]:
    """Every phone that rings, or is about to."""
    return session.scalars(select(Callout).where(Callout.ended_at.is_(None))).all()


def lock(session: Session, callout_id: int) -> Callout | None:
    """The callout, locked; nobody else decides about it meanwhile."""
    return session.scalar(
        select(Callout)
        .where(Callout.id == callout_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def end(session: Session, callout: Callout, why: CalloutEnd, at: datetime, missed_rings: int = 0) -> None:
    """This ring is over. The first word counts; with `missed_rings`, so many missed in a row make an empty chair."""
    if callout.ended_at is not None:
        return
    callout.ended_at, callout.end = at, why
    if why is CalloutEnd.MISSED and missed_rings:
        dispatchers.missed_a_ring(session, callout.dispatcher_id, missed_rings, at)


def stop(session: Session, entry_id: int, at: datetime, dispatcher_id: int | None = None) -> None:
    """Nobody needs to answer for this entry any more; nor this dispatcher, who has just taken someone, for any."""
    mine = Callout.dispatcher_id == dispatcher_id
    for callout in session.scalars(
        select(Callout)
        .where(Callout.ended_at.is_(None), or_(Callout.entry_id == entry_id, mine))
        .order_by(Callout.id)
        .with_for_update(key_share=True)
    ):
        end(session, callout, CalloutEnd.STOPPED, at)
        promise(session, "stop_callout", at, callout=callout.id)


def rung(session: Session, callout: Callout, call_sid: str, at: datetime) -> None:
    """The provider rings the phone. A ring that was stopped meanwhile is ended."""
    callout.call_sid = call_sid
    if callout.ended_at is not None and callout.end not in (CalloutEnd.TAKEN, CalloutEnd.SEEN_TO):
        promise(session, "stop_callout", at, callout=callout.id)
