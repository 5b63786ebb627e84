"""The person in the middle of the screen: who it is, what happened, what was written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hotline.core import access, disposition, informing, offer, place, talk, voicemail
from hotline.core import contact as contacts
from hotline.core import reservation as reservations
from hotline.core.contact import Contact, Event, Note
from hotline.core.dispatcher import Dispatcher
from hotline.core.disposition import Ending
from hotline.core.open_work import handed_on
from hotline.core.partner import Partner
from hotline.core.queue import QueueEntry
from hotline.core.report import Report, in_line
from hotline.core.reservation import Reservation
from hotline.core.secret import Vault, masked
from hotline.core.voicemail import Recording
from hotline.core.words import Channel, EntryState, LegRole, LegState, ReservationEnd

REPEAT = timedelta(days=30)  # calls in this time count as "2nd call", "3rd call"
UNFINISHED = timedelta(hours=12)  # a talk without an ending stays on the desk for a shift


@dataclass(frozen=True)
class WrittenNote:
    """A note as it is read; `text` None: no present secret opens it."""

    at: datetime
    by: str
    text: str | None


@dataclass(frozen=True)
class Person:
    """Everything the middle of the screen shows."""

    contact: Contact
    entry: QueueEntry | None  # in line or in a talk
    held: Reservation | None  # who rings for them or talks with them
    masked: str | None
    safe_word: str | None  # said first when we call back
    nth: int  # 1 the first call of this number in REPEAT
    events: Sequence[Event]
    notes: Sequence[WrittenNote]
    messages: Sequence[Recording]  # left after the tone
    on_line: bool  # the caller's own phone connection is there
    looked: bool  # this look is a new line on the timeline, to be committed
    partner: Partner | None  # who calls for them, when we know them
    usual: Ending  # what the form at the end shows before anybody touched it
    report: Report | None  # at which a person must look: then this contact is nobody
    wish: tuple[str, str] | None  # id and name of the service that they want to be put through to

    def is_mine(self, dispatcher: Dispatcher) -> bool:
        """Whether this dispatcher is rung for them or talks with them."""
        return self.held is not None and self.held.dispatcher_id == dispatcher.id


def current(session: Session, dispatcher: Dispatcher, at: datetime) -> int | None:
    """The contact a dispatcher works on: their call; else the last talk that has no ending yet."""
    held = reservations.open_reservation(session, dispatcher.id)
    if held is not None:
        return held.contact_id
    asked = talk.asked_into(session, dispatcher.id)
    if asked is not None:
        return asked.contact_id
    return session.scalar(
        select(Reservation.contact_id)
        .join(Contact, Contact.id == Reservation.contact_id)
        .where(
            Reservation.dispatcher_id == dispatcher.id,
            Reservation.bridged_at > at - UNFINISHED,
            Contact.closed_at.is_(None),
            Reservation.end.is_distinct_from(ReservationEnd.HANDED_BACK),
            ~handed_on(dispatcher.id),
        )
        .order_by(Reservation.id.desc())
        .limit(1)
    )


def show(
    session: Session, vault: Vault, contact_id: int, who: Dispatcher, at: datetime, *, live: bool = False
) -> Person | None:
    """The person with this number in our records; None when there is none, or no longer.

    The only way to read about somebody: that `who` looks is put on record first. Raises access.ReasonNeeded.
    """
    contact = session.get(Contact, contact_id)
    if contact is None:
        return None
    looked = access.opened(session, contact, who, at, live=live)
    number = vault.open(contact.number) if contact.number else None
    return Person(
        contact=contact,
        entry=session.scalar(
            select(QueueEntry).where(QueueEntry.contact_id == contact_id, QueueEntry.state != EntryState.ENDED)
        ),
        held=reservations.reservation_of(session, contact_id),
        masked=masked(number) if number else None,
        safe_word=vault.open(contact.safe_word) if contact.safe_word else None,
        nth=_nth(session, vault.hashes(number), contact, at) if number else 1,
        events=contacts.timeline(session, contact_id),
        notes=_notes(session, vault, contact_id),
        messages=voicemail.of(session, contact_id),
        looked=looked,
        on_line=any(leg.role == LegRole.CALLER and leg.state != LegState.ENDED for leg in contact.legs),
        partner=session.get(Partner, contact.partner_id) if contact.partner_id else None,
        usual=disposition.usual(
            contact,
            place_accepted=place.accepted_offer(session, contact_id) is not None,
            nothing=offer.why_nothing(session, contact_id),
            put_through=talk.was_left(session, contact_id),
            asked_for=informing.need_of(contact),
            reported=session.scalar(select(Report.id).where(Report.contact_id == contact_id).limit(1)) is not None,
        ),
        report=in_line.report_of(session, contact_id) if contact.channel == Channel.REPORT else None,
        wish=informing.wish_of(contact),
    )


def _nth(session: Session, hashes: list[bytes], contact: Contact, at: datetime) -> int:
    earlier = session.scalar(
        select(func.count())
        .select_from(Contact)
        .where(Contact.number_hash.in_(hashes), Contact.opened_at > at - REPEAT, Contact.id < contact.id)
    )
    return 1 + (earlier or 0)


def _notes(session: Session, vault: Vault, contact_id: int) -> list[WrittenNote]:
    rows = session.execute(
        select(Note.at, Dispatcher.username, Note.text)
        .join(Dispatcher, Dispatcher.id == Note.dispatcher_id)
        .where(Note.contact_id == contact_id)
        .order_by(Note.id)
    )
    return [WrittenNote(at, by, vault.open(text)) for at, by, text in rows]
