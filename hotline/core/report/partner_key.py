"""A key with which a partner's own program may tell of somebody in the street, and nothing else: it reads nothing."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, LargeBinary, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from hotline.core.partner import Partner
from hotline.core.secret import hashed
from hotline.db import Base

PREFIX = "hlw_"  # "hotline, write": found by who searches for keys that leaked


class PartnerKey(Base):
    """Only the hash is kept; the key is shown once, when it is made."""

    __tablename__ = "partner_key"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"), index=True)
    key_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"))
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    partner: Mapped[Partner] = relationship()


def make(session: Session, partner: Partner, at: datetime, by_id: int | None = None) -> str:
    """A new key for a partner, beside those it has."""
    key = PREFIX + secrets.token_urlsafe(32)
    session.add(PartnerKey(partner_id=partner.id, key_hash=hashed(key), made_at=at, made_by_id=by_id))
    session.flush()
    return key


def by_key(session: Session, shown: str, at: datetime) -> PartnerKey | None:
    """Whose key this is; that it was used is noted. None: wrong, ended, or a partner no longer."""
    found = session.scalar(
        select(PartnerKey)
        .join(Partner)
        .where(PartnerKey.key_hash == hashed(shown), PartnerKey.ended_at.is_(None), Partner.active)
    )
    if found is not None:
        found.used_at = at
    return found


def end(session: Session, key: PartnerKey, at: datetime) -> None:
    """The key opens nothing any more."""
    key.ended_at, key.key_hash = at, None
    session.flush()


def of(session: Session, partner_id: int) -> Sequence[PartnerKey]:
    """A partner's keys, oldest first."""
    return session.scalars(select(PartnerKey).where(PartnerKey.partner_id == partner_id).order_by(PartnerKey.id)).all()
