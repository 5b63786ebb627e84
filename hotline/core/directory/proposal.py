"""What a partner or a dispatcher wants changed, until somebody who may decides has looked at it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, LargeBinary, String, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from hotline.core.directory import edit
from hotline.core.directory.facts import Organization, as_json
from hotline.core.directory.tables import ID, Change
from hotline.core.dispatcher import Dispatcher
from hotline.db import Base

WORDS = 1000  # characters of what a partner wrote that we could not read as a fact


class Proposal(Base):
    """A change that waits. `base`: the document it rests on; `wanted`: as it should be; `words`: left to be read."""

    __tablename__ = "directory_proposal"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    organization_id: Mapped[str] = mapped_column(ID, index=True)
    service_id: Mapped[str | None] = mapped_column(ID)
    by: Mapped[str] = mapped_column(String(10))  # partner, dispatcher
    dispatcher_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"))
    at: Mapped[datetime]
    base: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    wanted: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(10), default="open")  # accepted, dismissed
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"))

    dispatcher: Mapped[Dispatcher | None] = relationship(foreign_keys=[dispatcher_id])

    @property
    def needs(self) -> str:
        """Who may accept it: what the service itself says, any dispatcher; what a colleague wants, a supervisor."""
        return "dispatcher" if self.by == "partner" else "supervisor"


def propose(
    session: Session, base: Organization | None, wanted: Organization, at: datetime, *, service_id: str | None = None,
    by: Dispatcher | None = None, words: bytes | None = None,
) -> Proposal:  # fmt: skip
    """Keep a change for whoever decides. `by` None: the service itself, by its link."""
    made = Proposal(organization_id=wanted.id, service_id=service_id, at=at, words=words)
    made.by, made.dispatcher_id = ("dispatcher", by.id) if by else ("partner", None)
    made.base, made.wanted = as_json(base) if base else None, as_json(wanted)
    session.add(made)
    session.flush()
    return made


def waiting(session: Session) -> Sequence[Proposal]:
    """What nobody has decided yet, the oldest first."""
    return session.scalars(select(Proposal).where(Proposal.state == "open").order_by(Proposal.id)).all()


def wanted_now(session: Session, made: Proposal) -> Organization:
    """What the organization would be, with what was changed since it was proposed. Raises edit.Meanwhile."""
    if made.wanted is None:
        raise edit.Gone
    return edit.with_changes(session, Organization.model_validate(made.wanted), made.base)


def accept(session: Session, made: Proposal, by: Dispatcher, at: datetime) -> Change | None:
    """Make it so. Raises edit.Meanwhile, edit.Gone; None: it was so already, or somebody has decided."""
    if not _decide(session, made, "accepted", by, at):
        return None
    now = edit.version(session, made.organization_id, lock=True)
    wanted = wanted_now(session, made)
    return edit.save(session, wanted, now.change_id, by, at, how="partner" if made.by == "partner" else "editor")


def dismiss(session: Session, made: Proposal, by: Dispatcher, at: datetime) -> bool:
    """It will not be so. False: somebody has decided already."""
    return _decide(session, made, "dismissed", by, at)


def _decide(session: Session, made: Proposal, state: str, by: Dispatcher, at: datetime) -> bool:
    """One conditional update: of two who decide at once, one does."""
    open_one = (Proposal.id == made.id) & (Proposal.state == "open")
    decided = update(Proposal).where(open_one).values(state=state, closed_at=at, closed_by_id=by.id)
    return session.scalar(decided.returning(Proposal.id)) is not None


def forget(session: Session, at: datetime, keep: timedelta) -> None:
    """What was decided is forgotten: what was accepted stands in the history, the rest is nobody's business."""
    old = Proposal.closed_at < at - keep
    session.execute(
        update(Proposal).where(old, Proposal.wanted.is_not(None)).values(base=None, wanted=None, words=None)
    )
