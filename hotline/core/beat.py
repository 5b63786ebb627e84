"""Signs of life of the clock and the workers, kept where both apps can see them; and what the assistant waits for."""

from datetime import datetime, timedelta

from sqlalchemy import String, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.db import Base

SILENT = timedelta(seconds=30)
PARTS = ("clock", "rings", "worker")
TRAINING, OFF = "bot:training", "bot:off"  # why nobody answers yet where the assistant should be


class Beat(Base):
    """When a part last showed that it works."""

    __tablename__ = "beat"

    part: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime]


def strike(session: Session, part: str, at: datetime) -> None:
    """This part works, now."""
    session.execute(
        insert(Beat).values(part=part, at=at).on_conflict_do_update(index_elements=[Beat.part], set_={"at": at})
    )


def silent(session: Session, at: datetime) -> list[str]:
    """The parts that have not been heard of for SILENT, or ever."""
    seen = {beat.part: beat.at for beat in session.scalars(select(Beat))}
    return [part for part in PARTS if part not in seen or seen[part] < at - SILENT]


def assistant_is(session: Session, part: str | None, at: datetime) -> None:
    """The assistant's process says what it does: TRAINING, OFF, or None when Rasa itself can be asked."""
    session.execute(delete(Beat).where(Beat.part.in_((TRAINING, OFF)), Beat.part != (part or "")))
    if part:
        strike(session, part, at)


def without_assistant(session: Session, at: datetime) -> str:
    """Why the assistant does not answer: training, off (it cannot run here), or down: nobody knows why."""
    said = session.scalar(select(Beat.part).where(Beat.part.in_((TRAINING, OFF)), Beat.at >= at - SILENT))
    return said.removeprefix("bot:") if said else "down"
