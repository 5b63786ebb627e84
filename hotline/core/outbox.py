"""Promises to the outside world, made in the same transaction as the change that needs them.

pending → sending (committed before the call) → sent or failed. A promise is claimed by one worker; one left in
`sending` by a worker that died is claimed again after LEASE.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, SmallInteger, String, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.db import Base

LEASE = timedelta(seconds=10)  # longer than the 5 s a REST call may take
ATTEMPTS = 5
RETRY = timedelta(seconds=2)

PATIENT = frozenset(
    {"sms", "delete_sms", "ask_by_mail", "text_talk", "tell_reporter"}
)  # nobody waits on the line: tried for half an hour, each time later
PATIENT_ATTEMPTS = 10

SLOW = frozenset({"sheet"})  # a second of hard work: for workers only, whatever happens

# a person is holding the line
URGENT = frozenset(
    {"ring", "move", "ring_person", "ring_third", "hold", "exits", "leave", "free", "call_out", "stop_callout"}
)


class Promise(Base):
    """One thing we owe the outside world. `args` holds ids only."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "due_at", postgresql_where="state in ('pending', 'sending')"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    args: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(String(10), default="pending")
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(200))


def promise(session: Session, kind: str, at: datetime, *, due: datetime | None = None, **args: Any) -> Promise:
    """Owe the outside world something. The edge nudges a worker after the commit; the clock does it otherwise."""
    owed = Promise(kind=kind, args=args, made_at=at, due_at=due or at)
    session.add(owed)
    session.info.setdefault("promised", []).append(owed)
    return owed


def is_owed(session: Session, kind: str, at: datetime, **args: Any) -> bool:
    """Whether this very promise waits to be kept now. Who claims it later sees what this transaction does."""
    same = (Promise.kind == kind, Promise.args == args, Promise.state == "pending", Promise.due_at <= at)
    return session.scalar(select(Promise.id).where(*same).limit(1)) is not None


def claim(session: Session, promise_id: int, at: datetime) -> Promise | None:
    """Take one promise for keeping. None: done, not due, or in another worker's hands."""
    owed = session.scalar(select(Promise).where(Promise.id == promise_id, *_due(at)).with_for_update(skip_locked=True))
    if owed is None:
        return None
    owed.state, owed.attempts, owed.due_at = "sending", owed.attempts + 1, at + LEASE
    return owed


def due(session: Session, at: datetime, limit: int = 100) -> Sequence[Promise]:
    """Promises that should have been kept by now, oldest first."""
    return session.scalars(select(Promise).where(*_due(at)).order_by(Promise.due_at).limit(limit)).all()


def kept(owed: Promise, at: datetime) -> None:
    owed.state, owed.done_at, owed.error = "sent", at, None


def broken(owed: Promise, error: str, at: datetime, *, final: bool = False) -> bool:
    """It could not be kept this time. True when it never will be: `final`, or all attempts used up."""
    owed.error = error[:200]
    patient = owed.kind in PATIENT
    if final or owed.attempts >= (PATIENT_ATTEMPTS if patient else ATTEMPTS):
        owed.state, owed.done_at = "failed", at
        return True
    owed.state, owed.due_at = "pending", at + RETRY * (2**owed.attempts if patient else owed.attempts)
    return False


def _due(at: datetime) -> tuple[Any, ...]:
    return (Promise.state.in_(("pending", "sending")), Promise.due_at <= at)
