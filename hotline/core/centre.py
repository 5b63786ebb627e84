"""The centres that give people a bed: whom they take, when they are open, how many places they have."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.core.hours import Season, closes, opens, parse
from hotline.core.secret import Vault
from hotline.db import Base

# Who somebody is, and what a centre must be able to do for them. Both stand in a centre's `audience`.
PEOPLE = ("men", "women", "families", "couples", "minors")
NEEDS = ("animals", "reduced_mobility", "medical", "day")
AUDIENCES = (*PEOPLE, *NEEDS)


class Centre(Base):
    """A house with places. `occupied` and `held` are counted together on this one row, which everyone locks first.

    `extra`: buffer places open now, or still slept in after the crisis. The constraint is the last word:
    nothing that any process does can promise more places than there are.
    """

    __tablename__ = "centre"
    __table_args__ = (
        CheckConstraint("least(capacity, buffer, extra, occupied, held) >= 0", name="counts"),
        CheckConstraint("occupied + held <= capacity + extra", name="never_over"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    commune: Mapped[str | None] = mapped_column(String(40))
    audience: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    language: Mapped[str] = mapped_column(String(5), default="fr")  # in which we write to it
    capacity: Mapped[int] = mapped_column(Integer, default=0)
    buffer: Mapped[int] = mapped_column(Integer, default=0)
    extra: Mapped[int] = mapped_column(Integer, default=0)
    occupied: Mapped[int] = mapped_column(Integer, default=0)
    held: Mapped[int] = mapped_column(Integer, default=0)
    told_at: Mapped[datetime | None]  # when the free count was last told; None: never, and nothing is free
    told_by: Mapped[str | None] = mapped_column(String(10))
    keep_minutes: Mapped[int] = mapped_column(SmallInteger, default=120)
    hours: Mapped[str] = mapped_column(String(200), default="")
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    address: Mapped[bytes | None] = mapped_column(LargeBinary)
    address_hidden: Mapped[bool] = mapped_column(default=False)
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_hash: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    pin_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    link_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    link_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # gone from the board for good; the record stays

    @property
    def places(self) -> int:
        """All places there are now."""
        return self.capacity + self.extra

    @property
    def free(self) -> int:
        """Places that are neither slept in nor kept."""
        return self.places - self.occupied - self.held

    @property
    def season(self) -> Season:
        return Season(self.starts_on, self.ends_on)

    def open_until(self, at: datetime) -> datetime | None:
        """Open at this moment: when it closes."""
        return closes(parse(self.hours), self.season, at)

    def opens_at(self, at: datetime) -> datetime | None:
        """Closed at this moment: when it opens next, within a week."""
        return opens(parse(self.hours), self.season, at)

    def lacks(self, wanted: Collection[str]) -> list[str]:
        """What of this it does not take or offer."""
        return [one for one in wanted if one not in self.audience]


class Telling(Base):
    """Somebody said how many places are free: when, how it reached us, how many were kept at that moment."""

    __tablename__ = "telling"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="CASCADE"), index=True)
    dispatcher_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(10))
    free: Mapped[int] = mapped_column(Integer)
    held: Mapped[int] = mapped_column(Integer)


def centres(session: Session) -> Sequence[Centre]:
    """Every centre we work with, by name."""
    return session.scalars(select(Centre).where(Centre.closed_at.is_(None)).order_by(Centre.name)).all()


def lock(session: Session, centre_id: int) -> Centre | None:
    """The centre, locked: whoever else wants to change its counts waits. Read the time after this."""
    return session.scalar(
        select(Centre)
        .where(Centre.id == centre_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def shrink(centre: Centre, *, crisis: bool) -> None:
    """Outside a crisis a buffer place is gone as soon as nobody sleeps in it or is on the way to it."""
    if not crisis:
        centre.extra = min(centre.extra, max(0, centre.occupied + centre.held - centre.capacity))


def staff_address(vault: Vault, centre: Centre) -> str | None:
    """Where it is, for dispatchers. They see beside it whether it is secret."""
    return vault.open(centre.address) if centre.address else None


def public_address(vault: Vault, centre: Centre) -> str | None:
    """Where it is, for anything that leaves the house. A hidden address never does."""
    return None if centre.address_hidden else staff_address(vault, centre)


def phone(vault: Vault, centre: Centre) -> str | None:
    """The number on which it is rung."""
    return vault.open(centre.phone) if centre.phone else None
