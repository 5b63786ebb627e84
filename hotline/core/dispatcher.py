"""The people who pick up: who they are, what they speak, whether they can take a call now."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Identity,
    LargeBinary,
    SmallInteger,
    String,
    and_,
    bindparam,
    func,
    literal_column,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.core.words import ROLES, Activity, AwayWhy
from hotline.db import Base

PRESENT = timedelta(minutes=3)  # a console that has not been heard of for so long is an empty chair
DUTY_PHONE = "duty phone"  # who answers HOTLINE_DUTY_PHONE, on record; nobody can be appointed with a space


class Dispatcher(Base):
    """A member of staff with a console. `languages` None: speaks to everyone (or works with interpreters).

    `acted_at`: the last click, a sign of a human; `missed`: rings in a row that nobody answered; `away_why`: why they
    are away without having said so.
    """

    __tablename__ = "dispatcher"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    role: Mapped[str] = mapped_column(String(12), default="dispatcher")
    languages: Mapped[list[str] | None] = mapped_column(ARRAY(String(5)))
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    answers_on: Mapped[str] = mapped_column(String(8), default="browser")
    console_language: Mapped[str] = mapped_column(String(5), default="fr")
    password_hash: Mapped[str] = mapped_column(String(200))
    otp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    otp_step: Mapped[int | None] = mapped_column(BigInteger)  # of the last code that was taken
    second_factor_at: Mapped[datetime | None]  # since when a code is asked for; None: not
    activity: Mapped[str] = mapped_column(String(10), default=Activity.AWAY)
    activity_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    acted_at: Mapped[datetime | None]
    missed: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    away_why: Mapped[str | None] = mapped_column(String(10))

    def speaks(self, language: str | None) -> bool:
        """Whether this dispatcher can talk in that language; someone whose language is unknown is for everyone."""
        return language is None or self.languages is None or language in self.languages

    def has_console(self, at: datetime) -> bool:
        """Whether their console is open. Who has none ends a talk by hanging up; nothing else is theirs to press."""
        return self.seen_at is not None and self.seen_at > at - PRESENT

    def may(self, role: str) -> bool:
        """Whether this person may do what is for that role: a supervisor all that a dispatcher may, an admin all."""
        return self.role in ROLES[ROLES.index(role) :]


# A condition of its own, in SQL: the queue's table is not this module's to know. Written talks do not count: a call
# interrupts them, and they need an open console.
HAS_SOMEONE: ColumnElement[bool] = literal_column(
    "(exists (select from queue_entry q where q.dispatcher_id = dispatcher.id and q.state <> 'ended'"
    " and q.channel not in ('chat', 'sms', 'whatsapp')))",
    Boolean,
)


def set_activity(session: Session, dispatcher_id: int, activity: Activity, at: datetime) -> None:
    """They say so themselves: a human is there, whatever was thought before."""
    session.execute(
        update(Dispatcher)
        .where(Dispatcher.id == dispatcher_id)
        .values(activity=activity, activity_at=at, seen_at=at, missed=0, away_why=None)
    )


def takes_by_phone(session: Session, dispatcher: Dispatcher, at: datetime) -> None:
    """Someone who answers a ring and presses 1 is available, whatever their console says or whether they have one."""
    dispatcher.missed, dispatcher.away_why = 0, None
    if dispatcher.activity != Activity.AVAILABLE:
        dispatcher.activity, dispatcher.activity_at = Activity.AVAILABLE, at
    session.flush()


def missed_a_ring(session: Session, dispatcher_id: int, most: int, at: datetime) -> None:
    """A ring that nobody answered. After `most` in a row the chair is empty, whatever the open console says."""
    missed = session.scalar(
        update(Dispatcher)
        .where(Dispatcher.id == dispatcher_id)
        .values(missed=Dispatcher.missed + 1)
        .returning(Dispatcher.missed)
    )
    if missed is not None and missed >= most:
        _leaves(session, AwayWhy.RINGS, at, Dispatcher.id == dispatcher_id)


def end_wrap_ups(session: Session, limit: timedelta, at: datetime) -> None:
    """Nobody writes for so long without a click: whoever left the desk no longer counts as on duty."""
    quiet = func.greatest(Dispatcher.activity_at, Dispatcher.acted_at) < at - limit
    _leaves(session, AwayWhy.WRAP_UP, at, and_(Dispatcher.activity == Activity.WRAP_UP, quiet))


def _leaves(session: Session, why: AwayWhy, at: datetime, who: ColumnElement[bool]) -> None:
    gone = session.scalars(
        update(Dispatcher)
        .where(who, Dispatcher.activity != Activity.AWAY)
        .values(activity=Activity.AWAY, activity_at=at, away_why=why)
        .returning(Dispatcher.id)
    ).all()
    if gone:
        session.info["queue_changed"] = True


def worth_writing(dispatcher: Dispatcher, at: datetime) -> bool:
    """Whether a click tells something new: not for each of many within ten seconds."""
    return dispatcher.missed > 0 or dispatcher.acted_at is None or dispatcher.acted_at < at - timedelta(seconds=10)


def acted(session: Session, dispatcher_id: int, at: datetime) -> None:
    """A click: a human sits at this console."""
    session.execute(update(Dispatcher).where(Dispatcher.id == dispatcher_id).values(acted_at=at, missed=0))


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
    """Everyone who has a console open and has not said that they are away; and who is in a talk, wherever."""
    return session.scalars(select(Dispatcher).where(*_on_duty(at)).order_by(Dispatcher.username)).all()


_SOMEBODY = select(
    select(Dispatcher.id)
    .where(Dispatcher.activity != Activity.AWAY, or_(Dispatcher.seen_at > bindparam("since"), HAS_SOMEONE))
    .exists()
)


def somebody_on_duty(session: Session, at: datetime) -> bool:
    """Whether there is anybody of `on_duty`."""
    return bool(session.connection().scalar(_SOMEBODY, {"since": at - PRESENT}))


def count_at_work(session: Session, at: datetime) -> tuple[int, int]:
    """How many are on duty, and how many of them could take a call this moment: not in a talk, not in wrap-up."""
    free = func.count().filter(Dispatcher.activity == Activity.AVAILABLE, not_(HAS_SOMEONE))
    on_duty, available = session.execute(select(func.count(), free).select_from(Dispatcher).where(*_on_duty(at))).one()
    return on_duty, available


def by_username(session: Session, username: str) -> Dispatcher | None:
    return session.scalar(select(Dispatcher).where(Dispatcher.username == username))


def present(session: Session, at: datetime, and_these: Iterable[int] = ()) -> Sequence[Dispatcher]:
    """Everyone with an open console, also those who said that they are away, and whoever is named by id."""
    here = or_(Dispatcher.seen_at > at - PRESENT, Dispatcher.id.in_(list(and_these)))
    return session.scalars(select(Dispatcher).where(here).order_by(Dispatcher.username)).all()


def names(session: Session) -> Sequence[str]:
    """Everyone who works here or did, by name."""
    return session.scalars(select(Dispatcher.username).order_by(Dispatcher.username)).all()


def _on_duty(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Dispatcher.activity != Activity.AWAY, or_(Dispatcher.seen_at > at - PRESENT, HAS_SOMEONE))
