"""Who wrote STOP gets no more text messages from us, until they write START."""

from datetime import datetime

from sqlalchemy import LargeBinary, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.core.secret import Vault
from hotline.db import Base


class OptOut(Base):
    """A number that wants no texts, as a keyed hash: nothing leads back to it."""

    __tablename__ = "sms_opt_out"

    number_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    at: Mapped[datetime]


def stop(session: Session, vault: Vault, number: str, at: datetime) -> None:
    """This phone is left alone from now on. Said twice: the first time counts."""
    wish = insert(OptOut).values(number_hash=vault.hash(number), at=at)
    session.execute(wish.on_conflict_do_nothing())


def start(session: Session, vault: Vault, number: str) -> None:
    """This phone may be written to again."""
    session.execute(delete(OptOut).where(OptOut.number_hash.in_(vault.hashes(number))))


def stopped(session: Session, vault: Vault, number: str) -> bool:
    """Whether the person at this phone wants no texts; also when the secret was replaced since."""
    known = select(OptOut.number_hash).where(OptOut.number_hash.in_(vault.hashes(number))).limit(1)
    return session.scalar(known) is not None
