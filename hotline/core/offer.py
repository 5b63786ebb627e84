"""What was looked for and offered: housing first, then a bed; accepted, refused without penalty, or nothing found."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, ForeignKey, Identity, SmallInteger, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from hotline.core import contact as contacts
from hotline.core.centre import AUDIENCES, NEEDS, PEOPLE, Centre
from hotline.core.contact import Contact
from hotline.core.dispatcher import Dispatcher
from hotline.core.hold import MOST, Hold
from hotline.core.words import Priority
from hotline.db import Base

HOUSING = ("lost", "not_yet", "long")  # has the housing been lost already? "long": no home for long
REFUSED = ("too_far", "partner", "animal", "not_safe", "rules", "other_solution")
# Why no place was found, and which reason of the ending (core/disposition.py, WHY) that is.
NOTHING = {
    "full": "full",
    "no_audience": "unsuitable",
    "refused_by_centre": "other",
    "no_transport": "too_far",
    "not_eligible": "conditions",
    "closed": "closed",
}


class Search(Base):
    """What a contact looks for: whether the housing is lost, for whom, for how many, what is needed or preferred."""

    __tablename__ = "place_search"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    dispatcher_id: Mapped[int] = mapped_column(ForeignKey("dispatcher.id"))
    housing: Mapped[str | None] = mapped_column(String(10))
    audience: Mapped[str | None] = mapped_column(String(20))
    people: Mapped[int] = mapped_column(SmallInteger, default=1)
    wishes: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    bed_anyway: Mapped[bool] = mapped_column(default=False)  # a bed is looked for although the housing is not lost
    answered_at: Mapped[datetime]

    @property
    def wanted(self) -> list[str]:
        """What a centre should take and offer."""
        return [*([self.audience] if self.audience else []), *self.wishes]

    @property
    def prevention_first(self) -> bool:
        """The loss is still ahead, and nobody asked for a bed all the same."""
        return self.housing == "not_yet" and not self.bed_anyway


class Offer(Base):
    """One place offered, or the search that found none (`centre_id` empty)."""

    __tablename__ = "place_offer"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)
    hold_id: Mapped[int | None] = mapped_column(ForeignKey("hold.id", ondelete="CASCADE"), unique=True)
    dispatcher_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"))
    result: Mapped[str] = mapped_column(String(10))  # accepted, refused, nothing
    reason: Mapped[str | None] = mapped_column(String(20))
    offered_at: Mapped[datetime]

    centre: Mapped[Centre | None] = relationship()
    hold: Mapped[Hold | None] = relationship()


def search_of(session: Session, contact_id: int) -> Search | None:
    return session.get(Search, contact_id)


def presumed(session: Session, contact: Contact, hashes: Sequence[bytes]) -> tuple[str | None, int]:
    """For whom and for how many, before anybody asked: as in the last call of this number; children: families."""
    if hashes:
        last = session.scalar(
            select(Search)
            .join(Contact, Contact.id == Search.contact_id)
            .where(Contact.number_hash.in_(hashes), Contact.id < contact.id)
            .order_by(Contact.id.desc())
            .limit(1)
        )
        if last is not None:
            return last.audience, last.people
    return ("families", 1) if contact.priority == Priority.MINOR else (None, 1)


def answer(
    session: Session,
    contact_id: int,
    by: Dispatcher,
    at: datetime,
    *,
    housing: str | None,
    audience: str | None = None,
    people: int = 1,
    wishes: Sequence[str] = (),
) -> Search:
    """Put on record what the person said about their housing and whom the bed is for. Raises ValueError."""
    known = (housing in (None, *HOUSING), audience in (None, *PEOPLE), set(wishes) <= set(NEEDS), 1 <= people <= MOST)
    if not all(known):
        raise ValueError("not one of the answers")
    search = session.get(Search, contact_id)
    if search is None:
        search = Search(contact_id=contact_id, bed_anyway=False)
        session.add(search)
    if housing is not None and housing != search.housing:
        search.housing, search.bed_anyway = housing, False
        contacts.record(session, contact_id, "housing", at, housing=housing, dispatcher=by.username)
    search.audience, search.people = audience, people
    search.wishes = [code for code in AUDIENCES if code in wishes]
    search.dispatcher_id, search.answered_at = by.id, at
    session.flush()
    return search


def bed_anyway(session: Session, contact_id: int) -> None:
    """The housing is not lost, and a bed is needed all the same: nobody is refused."""
    search = session.get(Search, contact_id)
    if search is not None:
        search.bed_anyway = True


def accept(session: Session, hold: Hold, by: Dispatcher, at: datetime) -> Offer:
    """The person takes the place that is kept for them. Said twice: one offer."""
    offer = session.scalar(select(Offer).where(Offer.hold_id == hold.id))
    if offer is None:
        offer = Offer(contact_id=hold.contact_id, centre_id=hold.centre_id, hold_id=hold.id, result="accepted")
        offer.dispatcher_id, offer.offered_at = by.id, at
        session.add(offer)
        session.flush()
    return offer


def refuse(
    session: Session, contact_id: int, centre: Centre, reason: str | None, by: Dispatcher, at: datetime
) -> Offer:
    """The person does not want this place: their right, without penalty and without a reason if they give none."""
    if reason is not None and reason not in REFUSED:
        raise ValueError(reason)
    offer = session.scalar(
        select(Offer).where(Offer.contact_id == contact_id, Offer.centre_id == centre.id, Offer.result == "refused")
    )
    if offer is None:
        offer = Offer(contact_id=contact_id, centre_id=centre.id, result="refused", dispatcher_id=by.id, offered_at=at)
        session.add(offer)
        contacts.record(session, contact_id, "place_refused", at, centre=centre.name, dispatcher=by.username)
    offer.reason = reason or offer.reason
    session.flush()
    return offer


def nothing_found(session: Session, contact_id: int, reason: str, by: Dispatcher, at: datetime) -> Offer:
    """No place was found, and why; said again, the later reason counts."""
    if reason not in NOTHING:
        raise ValueError(reason)
    offer = session.scalar(select(Offer).where(Offer.contact_id == contact_id, Offer.result == "nothing"))
    if offer is None:
        offer = Offer(contact_id=contact_id, result="nothing", dispatcher_id=by.id, offered_at=at)
        session.add(offer)
    if offer.reason != reason:
        offer.reason = reason
        contacts.record(session, contact_id, "place_nothing", at, reason=reason, dispatcher=by.username)
    session.flush()
    return offer


def why_nothing(session: Session, contact_id: int) -> str | None:
    """No place was found for this contact: why, in the words of the ending."""
    reason = session.scalar(select(Offer.reason).where(Offer.contact_id == contact_id, Offer.result == "nothing"))
    return NOTHING.get(reason or "")


def offers(session: Session, contact_id: int) -> Sequence[Offer]:
    """Everything that was offered to this contact, oldest first."""
    return session.scalars(select(Offer).where(Offer.contact_id == contact_id).order_by(Offer.id)).all()


def accepted_offer(session: Session, contact_id: int) -> Offer | None:
    """The last place this contact accepted and did not give back; None when there is none."""
    return session.scalar(
        select(Offer)
        .join(Hold, Hold.id == Offer.hold_id)
        .where(Offer.contact_id == contact_id, Offer.result == "accepted", Hold.state != "released")
        .order_by(Offer.id.desc())
        .limit(1)
    )
