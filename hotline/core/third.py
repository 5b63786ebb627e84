"""A third person in a talk: an interpreter, 112, a centre, a colleague. Asked, rung, in the talk, gone.

They belong where the caller is. Every function may be called twice, late or out of order; the contact is locked before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from hotline.core import contact as contacts
from hotline.core import legs
from hotline.core.contact import CallLeg, Contact
from hotline.core.dispatcher import Dispatcher
from hotline.core.outbox import promise
from hotline.core.phonebook import Entry
from hotline.core.reservation import Busy, Reservation, reservation_of
from hotline.core.secret import Vault
from hotline.core.words import Channel, LegRole, LegState, ThirdEnd
from hotline.db import Base

MOST = 3  # third persons at a time: an interpreter, a centre, a doctor
COLLEAGUE, TYPED = "colleague", "number"


class NotTalking(Exception):
    """Nobody can be added: the talk has not begun, or is over."""


class Enough(Exception):
    """There are MOST third persons already."""


class ThirdPerson(Base):
    """Someone whom a dispatcher brings into a talk. `left_at` set and `joined_at` not: they never came."""

    __tablename__ = "third_person"
    __table_args__ = (
        Index("uq_third_person_colleague", "colleague_id", unique=True, postgresql_where="left_at is null"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id", ondelete="CASCADE"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("dispatcher.id"))
    kind: Mapped[str] = mapped_column(String(12))  # one of the phonebook's, colleague, or number
    phonebook_id: Mapped[int | None] = mapped_column(ForeignKey("phonebook.id", ondelete="SET NULL"))
    colleague_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"))
    number: Mapped[bytes | None] = mapped_column(LargeBinary)
    must_accept: Mapped[bool]
    asked_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    end: Mapped[str | None] = mapped_column(String(15))

    asked_by: Mapped[Dispatcher] = relationship(foreign_keys=[asked_by_id])
    colleague: Mapped[Dispatcher | None] = relationship(foreign_keys=[colleague_id])
    entry: Mapped[Entry | None] = relationship()

    @property
    def is_here(self) -> bool:
        return self.joined_at is not None and self.left_at is None


@dataclass(frozen=True)
class Wanted:
    """Whom to add. `number` in E.164 or a short national one; none for a colleague, who is rung where they answer."""

    kind: str
    number: str | None = None
    phonebook_id: int | None = None
    colleague_id: int | None = None
    must_accept: bool = False


def ask(session: Session, vault: Vault, held: Reservation, wanted: Wanted, at: datetime) -> ThirdPerson:
    """Owe the ring of a third person. Asked again for the same one: the same. Raises NotTalking, Enough or Busy."""
    if not on_the_phone(held):
        raise NotTalking
    present = open_ones(session, held.contact_id)
    for other in present:
        number = vault.open(other.number) if other.number else None
        if (number, other.colleague_id) == (wanted.number, wanted.colleague_id):
            return other
    if len(present) >= MOST:
        raise Enough
    third = ThirdPerson(
        contact_id=held.contact_id,
        reservation_id=held.id,
        asked_by_id=held.dispatcher_id,
        kind=wanted.kind,
        phonebook_id=wanted.phonebook_id,
        colleague_id=wanted.colleague_id,
        number=vault.lock(wanted.number) if wanted.number else None,
        must_accept=wanted.must_accept,
        asked_at=at,
    )
    try:
        with session.begin_nested():
            session.add(third)
            session.flush()
    except IntegrityError:
        raise Busy from None  # this colleague is in another talk
    _record(session, third, "third_asked", at)
    promise(session, "ring_third", at, third=third.id)
    return third


def on_the_phone(held: Reservation) -> bool:
    """Whether this is a talk by phone that goes on: into no other can anybody be brought."""
    by_phone = held.entry.channel in (Channel.VOICE, Channel.CALLBACK, Channel.VOICEMAIL)
    return by_phone and held.bridged_at is not None and held.ended_at is None


def open_ones(session: Session, contact_id: int) -> list[ThirdPerson]:
    """Everyone who is asked or in the talk, in the order they were asked."""
    return list(
        session.scalars(
            select(ThirdPerson)
            .where(ThirdPerson.contact_id == contact_id, ThirdPerson.left_at.is_(None))
            .order_by(ThirdPerson.id)
            .execution_options(populate_existing=True)
        )
    )


def all_of(session: Session, contact_id: int) -> list[ThirdPerson]:
    """Everyone who was ever asked into the talks of this contact."""
    return list(
        session.scalars(select(ThirdPerson).where(ThirdPerson.contact_id == contact_id).order_by(ThirdPerson.id))
    )


def here(session: Session, contact_id: int) -> list[ThirdPerson]:
    """The third persons who are in the talk now."""
    return [third for third in open_ones(session, contact_id) if third.is_here]


def rung(session: Session, third: ThirdPerson) -> bool:
    """Whether their phone rings or was answered: a worker that died may have started the ring already."""
    return third.joined_at is not None or bool(_legs(session, third))


def ringing(session: Session, third: ThirdPerson, call_sid: str, at: datetime) -> CallLeg:
    """We started a call to a third person."""
    contacts.lock(session, third.contact_id)
    session.refresh(third)
    leg = legs.of_ours(session, session.get_one(Reservation, third.reservation_id), call_sid, LegRole.THIRD, at)
    leg.third_id = third.id
    if third.left_at is not None and leg.state != LegState.ENDED:
        promise(session, "move", at, leg=leg.id)  # it came to nothing while the ring was started
    return leg


def answered(session: Session, third: ThirdPerson, call_sid: str, at: datetime) -> CallLeg | None:
    """Their phone was answered. None: nobody needs them any more, or another ring was answered first."""
    leg = ringing(session, third, call_sid, at)
    rival = any(other.state == LegState.TALKING and other.id != leg.id for other in _legs(session, third))
    if rival or leg.state == LegState.ENDED or third.left_at is not None:
        return None
    leg.state, leg.seen_at = LegState.TALKING, at
    return leg


def joined(session: Session, third: ThirdPerson, leg: CallLeg, held: Reservation, at: datetime) -> None:
    """They are in the conference. From here on it must not end when one of three leaves."""
    if third.left_at is not None:
        promise(session, "move", at, leg=leg.id)
        return
    if held.id < third.reservation_id:
        return  # heard late: they are in a later one
    leg.reservation_id = third.reservation_id = held.id
    if third.joined_at is None:
        third.joined_at = at
        _record(session, third, "third_joined", at)
    promise(session, "exits", at, reservation=held.id)
    session.info["queue_changed"] = True


def left(session: Session, leg: CallLeg, why: str | None, at: datetime) -> ThirdPerson | None:
    """One of their connections is gone. Returns them when that was the last one."""
    third = session.get(ThirdPerson, leg.third_id) if leg.third_id else None
    if third is None or third.left_at is not None or [one for one in _legs(session, third) if one.id != leg.id]:
        return None
    close(session, third, ThirdEnd.LEFT if third.joined_at else ThirdEnd(why or ThirdEnd.NO_ANSWER), at)
    return third


def let_go(session: Session, third: ThirdPerson, why: ThirdEnd, at: datetime) -> None:
    """They are no longer needed: rung no more, or thanked and taken out."""
    if third.left_at is not None:
        return
    close(session, third, why, at)
    for leg in _legs(session, third):
        promise(session, "move", at, leg=leg.id)


def dismiss(session: Session, thirds: Iterable[ThirdPerson], at: datetime) -> None:
    """The talk is over for all of them."""
    for third in thirds:
        let_go(session, third, ThirdEnd.TALK_OVER, at)


def without_us(session: Session, contact: Contact) -> Reservation | None:
    """The talk that a caller and a third person have alone, if they have one: its dispatcher has left."""
    for third in here(session, contact.id):
        room = session.get_one(Reservation, third.reservation_id)
        if room.person_joined_at is not None:
            return room
    return None


def room(session: Session, third: ThirdPerson) -> Reservation | None:
    """The talk they should be in: with the caller, whoever of us is there; else with the dispatcher who is left."""
    led = led_by_us(session, third)
    if led is not None or third.left_at is not None or third.joined_at is None:
        return led
    present = legs.alive(session, session.get_one(Contact, third.contact_id))
    others = [leg for leg in present if leg.role != LegRole.THIRD and leg.state == LegState.TALKING]
    return session.get(Reservation, third.reservation_id) if others else None


def led_by_us(session: Session, third: ThirdPerson) -> Reservation | None:
    """The talk that a dispatcher has with the caller now, for whoever is still needed in it."""
    held = reservation_of(session, third.contact_id)
    return held if third.left_at is None and held is not None and held.answered_at is not None else None


def in_place(session: Session, leg: CallLeg) -> bool:
    """Whether they are in the right conference already: to be moved there once more would disturb the others."""
    third = session.get(ThirdPerson, leg.third_id) if leg.third_id else None
    if third is None or not third.is_here:
        return False
    wanted = room(session, third)
    return wanted is not None and wanted.id == third.reservation_id


def close(session: Session, third: ThirdPerson, why: ThirdEnd, at: datetime) -> None:
    """They are not in the talk, or no longer. The first reason counts."""
    if third.left_at is not None:
        return
    third.left_at, third.end = at, why
    _record(session, third, "third_left" if third.joined_at else "third_not_reached", at, why=str(why))
    promise(session, "exits", at, reservation=third.reservation_id)
    session.info["queue_changed"] = True


def _record(session: Session, third: ThirdPerson, kind: str, at: datetime, **more: str) -> None:
    who = {"colleague": third.colleague.username} if third.colleague else {}
    contacts.record(session, third.contact_id, kind, at, third=third.id, who=third.kind, **who, **more)


def _legs(session: Session, third: ThirdPerson) -> list[CallLeg]:
    return list(session.scalars(select(CallLeg).where(CallLeg.third_id == third.id, CallLeg.state != LegState.ENDED)))
