"""One person reaching us once, on any channel: the contact, its phone connections and its timeline."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ForeignKey, Identity, Index, LargeBinary, String, bindparam, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column, relationship

from hotline.core.words import WRITTEN, Channel, LegRole, LegState, Outcome, Priority, Topic, higher
from hotline.db import Base, now


class Contact(Base):
    """The record of one contact. Its row is locked first by everything that changes the contact."""

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10), default=Channel.VOICE)
    language: Mapped[str | None] = mapped_column(String(5))
    topic: Mapped[str | None] = mapped_column(String(20))
    priority: Mapped[str] = mapped_column(String(10), default=Priority.NORMAL)
    number: Mapped[bytes | None] = mapped_column(LargeBinary)
    number_hash: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    callback_number: Mapped[bytes | None] = mapped_column(LargeBinary)
    safe_to_call: Mapped[bool | None]
    safe_to_text: Mapped[bool | None]
    safe_word: Mapped[bytes | None] = mapped_column(LargeBinary)
    call_window: Mapped[str | None] = mapped_column(String(10))
    opened_at: Mapped[datetime] = mapped_column(index=True)
    asked_at: Mapped[datetime | None]
    bridged_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    caller_kind: Mapped[str | None] = mapped_column(String(12))  # these four: closed lists in core/disposition.py
    needs: Mapped[list[str] | None] = mapped_column(ARRAY(String(12)))
    disposition: Mapped[str | None] = mapped_column(String(40))
    why: Mapped[str | None] = mapped_column(String(12))
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"))  # a centre calls, to tell its free places
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    referred_to: Mapped[list[str] | None] = mapped_column(ARRAY(String(60)))  # services of the directory, by id
    on_behalf_of: Mapped[list[str] | None] = mapped_column(ARRAY(String(12)))  # core/declaration.py
    closed_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    legs: Mapped[list["CallLeg"]] = relationship(back_populates="contact", order_by="CallLeg.id")


class CallLeg(Base):
    """One phone connection of a contact: the caller's own, a dispatcher's, a person we called back, or a third one."""

    __tablename__ = "call_leg"
    __table_args__ = (Index("ix_call_leg_live", "seen_at", postgresql_where="state <> 'ended'"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    reservation_id: Mapped[int | None] = mapped_column(ForeignKey("reservation.id", ondelete="CASCADE"), index=True)
    third_id: Mapped[int | None] = mapped_column(ForeignKey("third_person.id", ondelete="CASCADE"), index=True)
    call_sid: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(20), default=LegRole.CALLER)
    state: Mapped[str] = mapped_column(String(10), default=LegState.RINGING)
    visit: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    contact: Mapped[Contact] = relationship(back_populates="legs")


class Event(Base):
    """One line of a contact's timeline. `detail` holds ids and words from our closed lists, never what people said."""

    __tablename__ = "contact_event"
    __table_args__ = (Index("ix_contact_event_opened", "at", postgresql_where="kind = 'opened'"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(30))
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class Note(Base):
    """What a dispatcher wrote down about a contact, encrypted; erased by the clock."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    dispatcher_id: Mapped[int] = mapped_column(ForeignKey("dispatcher.id"))
    at: Mapped[datetime]
    text: Mapped[bytes] = mapped_column(LargeBinary)


NOTE_LENGTH = 2000  # characters


def record(session: Session, contact_id: int, kind: str, at: datetime, **detail: Any) -> None:
    """Add one line to the person's timeline."""
    session.add(Event(contact_id=contact_id, at=at, kind=kind, detail=detail or None))


def timeline(session: Session, contact_id: int) -> Sequence[Event]:
    """What happened to this contact, oldest first."""
    return session.scalars(select(Event).where(Event.contact_id == contact_id).order_by(Event.at, Event.id)).all()


_LEG_BY_SID = (
    select(CallLeg)
    .join(CallLeg.contact)
    .options(contains_eager(CallLeg.contact))
    .where(CallLeg.call_sid == bindparam("call_sid"))
    .with_for_update(of=[Contact, CallLeg], key_share=True)
    .execution_options(populate_existing=True)
)


def leg_by_sid(session: Session, call_sid: str) -> CallLeg | None:
    """The phone connection with this CallSid, with its contact; both locked against other changes."""
    return session.scalar(_LEG_BY_SID, {"call_sid": call_sid})


def alive(session: Session, leg: CallLeg) -> datetime:
    """A sign of life on this connection. Returns the time now, read after the lock."""
    with session.no_autoflush:  # what has changed so far is written once, at the end
        leg.seen_at = now(session)
    if leg.state == LegState.RINGING:
        leg.state = LegState.TALKING
    return leg.seen_at


def lock(session: Session, contact_id: int) -> Contact | None:
    """The contact, locked: everyone else who wants to change it waits."""
    return session.scalar(
        select(Contact)
        .where(Contact.id == contact_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def end(session: Session, contact: Contact, at: datetime) -> None:
    """The person is gone. The first ending counts; a contact with no outcome yet gets the one its wait had."""
    if contact.ended_at is not None:
        return
    contact.ended_at = at
    if contact.outcome is None and contact.channel != Channel.REPORT:  # there nobody waits
        contact.outcome = Outcome.LOST_IN_MENU if contact.asked_at is None else Outcome.ABANDONED
    record(session, contact.id, _how_it_ended(contact), at)


def _how_it_ended(contact: Contact) -> str:
    if contact.channel == Channel.DESK:
        return "went"
    if contact.channel == Channel.REPORT:
        return "report_done"
    if contact.channel in WRITTEN:
        return "talk_closed"
    return "left" if contact.bridged_at is None else "hung_up"


def choose(
    session: Session,
    contact: Contact,
    language: str | None,
    topic: str | None,
    at: datetime,
    priority: str | None = None,
) -> None:
    """Remember what the person chose; each change is a line on the timeline. A priority only rises."""
    if priority is not None and higher(priority, contact.priority) != contact.priority:
        contact.priority = Priority(priority)
        record(session, contact.id, "priority", at, priority=priority)
    if language is not None and language != contact.language:
        contact.language = language
        record(session, contact.id, "language", at, language=language)
    if topic is not None and topic != contact.topic:
        contact.topic = Topic(topic)
        record(session, contact.id, "topic", at, topic=topic)
