"""Those who call for others: hospitals, police, day centres, stations. Known by the number they call from, or by a PIN.

Being a partner gives no priority. What they say of the person they call for may: core/declaration.py.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from hotline.core import contact as contacts
from hotline.core import login
from hotline.core.contact import Contact
from hotline.core.secret import Vault
from hotline.core.words import Topic
from hotline.db import Base

# Each kind of partner, and who called when they call (core/disposition.py).
KINDS = {
    "hospital": "hospital",
    "police": "police",
    "day_centre": "professional",
    "station": "transport",
    "transport": "transport",
    "authority": "authority",
    "other": "professional",
}
PIN_DIGITS = 8  # typed on a telephone; five guesses a quarter of an hour lead nowhere
NAME_LENGTH = 80


class NumberTaken(Exception):
    """This number belongs to a partner already: `name`."""

    def __init__(self, name: str) -> None:
        super().__init__("number taken")
        self.name = name


class Partner(Base):
    """An organisation that calls for others. A retired one has neither numbers nor a PIN any more."""

    __tablename__ = "partner"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    kind: Mapped[str] = mapped_column(String(12))
    pin_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    numbers: Mapped[list["PartnerNumber"]] = relationship(
        back_populates="partner", order_by="PartnerNumber.id", cascade="all, delete-orphan"
    )


class PartnerNumber(Base):
    """A number that a partner calls from."""

    __tablename__ = "partner_number"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"), index=True)
    number: Mapped[bytes] = mapped_column(LargeBinary)
    number_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)

    partner: Mapped[Partner] = relationship(back_populates="numbers")


def by_number(session: Session, vault: Vault, number: str) -> Partner | None:
    """The partner that calls from this number (E.164)."""
    return session.scalar(
        select(Partner)
        .join(PartnerNumber)
        .where(PartnerNumber.number_hash.in_(vault.hashes(number)), Partner.active)
        .limit(1)
    )


def by_pin(session: Session, vault: Vault, pin: str) -> Partner | None:
    """The partner with this PIN. For callers use `identify`, which has the brake on guessing."""
    return session.scalar(
        select(Partner).where(Partner.pin_hash.in_(vault.hashes(_secret(pin))), Partner.active).limit(1)
    )


def identify(session: Session, vault: Vault, contact: Contact, pin: str, at: datetime) -> Partner | None:
    """A caller typed a PIN. None: nobody's, or this phone has guessed too often and even the right one is refused.

    The contact is locked. Guesses count for the calling number, those from withheld numbers together.
    """
    guesser = vault.hash(f"pin {contact.number_hash.hex() if contact.number_hash else 'withheld'}")
    try:
        login.attempt(session, guesser, at)
    except login.Throttled:
        return None
    found = by_pin(session, vault, pin)
    if found is not None:
        login.forget_attempts(session, [guesser])
        recognise(session, contact, found, at)
    return found


def recognise(session: Session, contact: Contact, partner: Partner | None, at: datetime) -> None:
    """A partner calls: who called is known, and the topic unless they chose one. Their turn comes like anyone's."""
    if partner is None or contact.partner_id == partner.id:
        return
    contact.partner_id, contact.caller_kind = partner.id, KINDS[partner.kind]
    contact.topic = contact.topic or Topic.PROFESSIONAL
    contacts.record(session, contact.id, "recognised", at, partner=partner.id)


def everyone(session: Session) -> Sequence[Partner]:
    """All partners, those of today first, by name."""
    return session.scalars(
        select(Partner).options(selectinload(Partner.numbers)).order_by(Partner.active.desc(), Partner.name)
    ).all()


def add(session: Session, name: str, kind: str, at: datetime) -> Partner:
    """A new partner. Raises ValueError for an unknown kind or an empty name."""
    partner = Partner(active=True, created_at=at)
    describe(partner, name, kind)
    session.add(partner)
    session.flush()
    return partner


def describe(partner: Partner, name: str, kind: str) -> None:
    """Correct what a partner is called and is. Raises ValueError for an unknown kind or an empty name."""
    if kind not in KINDS or not name.strip() or "\0" in name or len(name.strip()) > NAME_LENGTH:
        raise ValueError("not a partner")
    partner.name, partner.kind = name.strip(), kind


def add_number(session: Session, vault: Vault, partner: Partner, number: str) -> None:
    """They call from this number (E.164) too. Raises NumberTaken when another partner does."""
    known = session.scalar(select(PartnerNumber).where(PartnerNumber.number_hash.in_(vault.hashes(number))))
    if known is not None and known.partner_id != partner.id:
        raise NumberTaken(known.partner.name)
    if known is None:
        partner.numbers.append(PartnerNumber(number=vault.lock(number), number_hash=vault.hash(number)))
        partner.active = True


def new_pin(session: Session, vault: Vault, partner: Partner) -> str:
    """A PIN of this partner's own; the earlier one ends. It is shown once: only its hash is kept."""
    while True:
        pin = "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS))
        if by_pin(session, vault, pin) is None:
            partner.pin_hash, partner.active = vault.hash(_secret(pin)), True
            return pin


def retire(partner: Partner) -> None:
    """They no longer call for others: numbers and PIN are erased at once; the name stays with what they did."""
    partner.active, partner.pin_hash = False, None
    partner.numbers.clear()


def _secret(pin: str) -> str:
    digits = "".join(sign for sign in pin if sign in "0123456789")
    return f"partner pin {digits}"
