"""The phone connections of a contact: which are alive, which belong to one pick-up, and storing a call of our own."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hotline.core import contact as contacts
from hotline.core.contact import CallLeg, Contact
from hotline.core.reservation import Reservation
from hotline.core.words import LegRole, LegState


def alive(session: Session, contact: Contact) -> list[CallLeg]:
    """Every connection that has not ended, on either side."""
    return list(
        session.scalars(select(CallLeg).where(CallLeg.contact_id == contact.id, CallLeg.state != LegState.ENDED))
    )


def dispatcher_there(session: Session, held: Reservation) -> bool:
    """Whether a dispatcher's connection for this pick-up rings or talks."""
    legs = alive(session, held.entry.contact)
    return any(leg.role == LegRole.DISPATCHER and leg.reservation_id == held.id for leg in legs)


def person_there(session: Session, contact: Contact) -> bool:
    """Whether the person is on the line, on their own call or on ours to them."""
    return any(leg.role in (LegRole.CALLER, LegRole.CALLED_BACK) for leg in alive(session, contact))


def rivals(session: Session, held: Reservation, leg: CallLeg) -> list[CallLeg]:
    """Other live connections in the same role: an earlier ring that was repeated."""
    return list(
        session.scalars(
            select(CallLeg).where(
                CallLeg.reservation_id == held.id,
                CallLeg.role == leg.role,
                CallLeg.state != LegState.ENDED,
                CallLeg.id != leg.id,
            )
        )
    )


def of_ours(session: Session, held: Reservation, call_sid: str, role: LegRole, at: datetime) -> CallLeg:
    """The connection of a call that we made for this pick-up, stored once, locked."""
    session.execute(
        insert(CallLeg)
        .values(
            contact_id=held.contact_id,
            reservation_id=held.id,
            call_sid=call_sid,
            role=role,
            state=LegState.RINGING,
            started_at=at,
            seen_at=at,
        )
        .on_conflict_do_nothing(index_elements=[CallLeg.call_sid])
    )
    leg = contacts.leg_by_sid(session, call_sid)
    if leg is None:
        raise RuntimeError("a leg that was just stored is gone")
    return leg
