"""Messages people left: kept at the provider, played from the console, deleted there and here on time."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.core import contact as contacts
from hotline.core.contact import Contact
from hotline.core.outbox import promise
from hotline.db import Base


class Recording(Base):
    """One message left after the tone, by the provider's id."""

    __tablename__ = "recording"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    sid: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


def ready(session: Session, contact: Contact, sid: str, at: datetime) -> None:
    """The provider has the message. Told twice: kept once."""
    if sid and session.scalar(select(Recording.id).where(Recording.sid == sid)) is None:
        session.add(Recording(contact_id=contact.id, sid=sid, made_at=at))
        contacts.record(session, contact.id, "message_left", at)


def of(session: Session, contact_id: int) -> list[Recording]:
    """The messages of a contact that can still be heard."""
    return list(
        session.scalars(select(Recording).where(Recording.contact_id == contact_id, Recording.deleted_at.is_(None)))
    )


def delete(session: Session, recording: Recording, at: datetime) -> None:
    """Gone here now, and owed at the provider."""
    recording.deleted_at = at
    promise(session, "delete_recording", at, sid=recording.sid)
