"""The people who pick up: who they are, what they speak, whether they can take a call now."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Identity,
    LargeBinary,
    String,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.core.words import Activity
from hotline.db import Base

PRESENT = timedelta(minutes=3)  # a console that has not been heard of for so long is an empty chair


class Dispatcher(Base):
    """A member of staff with a console. `languages` None: speaks to everyone (or works with interpreters)."""

    __tablename__ = "dispatcher"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    role: Mapped[str] = mapped_column(String(12), default="dispatcher")
    languages: Mapped[list[str] | None] = mapped_column(ARRAY(String(5)))
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    answers_on: Mapped[str] = mapped_column(String(8), default="browser")
    console_language: Mapped[str] = mapped_column(String(5), default="fr")
    password_hash: Mapped[str] = mapped_column(String(200))
    activity: Mapped[str] = mapped_column(String(10), default=Activity.AWAY)
    activity_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    def speaks(self, language: str | None) -> bool:
        """Whether this dispatcher can talk in that language; someone whose language is unknown is for everyone."""
        return language is None or self.languages is None or language in self.languages


def set_activity(session: Session, dispatcher_id: int, activity: Activity, at: datetime) -> None:
    session.execute(
        update(Dispatcher).where(Dispatcher.id == dispatcher_id).values(activity=activity, activity_at=at, seen_at=at)
    )


def wrap_up(session: Session, dispatcher_id: int, at: datetime) -> None:
    """A talk is over: time to write it down. Who said during the talk that they leave stays away."""
    session.execute(
        update(Dispatcher)
        .where(Dispatcher.id == dispatcher_id, Dispatcher.activity != Activity.AWAY)
        .values(activity=Activity.WRAP_UP, activity_at=at)
    )


def seen(session: Session, dispatcher_id: int, at: datetime) -> None:
    """The console of this dispatcher is open. Written at most every ten seconds."""
    session.execute(
        update(Dispatcher)
        .where(
            Dispatcher.id == dispatcher_id,
            or_(Dispatcher.seen_at.is_(None), Dispatcher.seen_at < at - timedelta(seconds=10)),
        )
        .values(seen_at=at)
    )


def on_duty(session: Session, at: datetime) -> Sequence[Dispatcher]:
    """Everyone who has a console open and has not said that they are away."""
    return session.scalars(select(Dispatcher).where(*_on_duty(at)).order_by(Dispatcher.username)).all()


def count_at_work(session: Session, at: datetime) -> tuple[int, int]:
    """How many are on duty, and how many of them could take a call this moment: not in a talk, not in wrap-up."""
    idle = text("not exists (select from queue_entry q where q.dispatcher_id = dispatcher.id and q.state <> 'ended')")
    free = func.count().filter(Dispatcher.activity == Activity.AVAILABLE, idle)
    on_duty, available = session.execute(select(func.count(), free).select_from(Dispatcher).where(*_on_duty(at))).one()
    return on_duty, available


def by_username(session: Session, username: str) -> Dispatcher | None:
    return session.scalar(select(Dispatcher).where(Dispatcher.username == username))


def _on_duty(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Dispatcher.activity != Activity.AWAY, Dispatcher.seen_at > at - PRESENT)
