"""A partner's own link to one service: what we say of it, and whether that is still right. Read, then one answer.

The token is made from our secret, so that a text or a letter that is repeated carries the same one; only its hash is
kept. There is one open link a service; it ends with the answer, with the next link, or after thirty days.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.core.directory.tables import ID
from hotline.core.secret import Vault, hashed
from hotline.db import Base

WORKS = timedelta(days=30)
KEPT = timedelta(days=90)  # who was asked when, and how they answered
CONFIRMED, PROPOSED = "confirmed", "proposed"


class Address(Base):
    """Where we ask a service whether all is still right: for staff only, never on a page for the public."""

    __tablename__ = "directory_address"

    service_id: Mapped[str] = mapped_column(ID, primary_key=True)
    mail: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(String(5), default="fr")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"))


class Link(Base):
    """One question to one service. `sent`: mail, sms, or hand: staff give it on themselves."""

    __tablename__ = "directory_link"
    __table_args__ = (Index("uq_directory_link_open", "service_id", unique=True, postgresql_where="ended_at is null"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    service_id: Mapped[str] = mapped_column(ID)
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    language: Mapped[str] = mapped_column(String(5))
    sent: Mapped[str] = mapped_column(String(4))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"))
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(String(10))


def forget_address(session: Session, service_id: str) -> None:
    """Nobody is asked there any more; a link that is out ends with it."""
    session.execute(delete(Address).where(Address.service_id == service_id))
    session.execute(delete(Link).where(Link.service_id == service_id, Link.ended_at.is_(None)))


def new(
    session: Session, vault: Vault, service_id: str, at: datetime, *, language: str, sent: str, by_id: int | None
) -> tuple[Link, str]:
    """A fresh link and its token; the one before ends."""
    end(session, service_id, at)
    link = Link(service_id=service_id, language=language, sent=sent, made_at=at, made_by_id=by_id, until=at + WORKS)
    session.add(link)
    session.flush()
    token = _tokens(vault, link)[0]
    link.token_hash = hashed(token)
    session.flush()
    return link, token


def end(session: Session, service_id: str, at: datetime) -> None:
    """The link that is out leads nowhere any more."""
    session.execute(update(Link).where(Link.service_id == service_id, Link.ended_at.is_(None)).values(ended_at=at))


def open_of(session: Session, service_id: str, at: datetime) -> Link | None:
    """The link of a service that is out and not answered yet."""
    mine = select(Link).where(Link.service_id == service_id, Link.ended_at.is_(None), Link.until > at)
    return session.scalar(mine)


def token(vault: Vault, link: Link) -> str | None:
    """The token of a link that still works, for who sends it. None: our secret is another one now."""
    return next((one for one in _tokens(vault, link) if hashed(one) == link.token_hash), None)


def by_token(session: Session, shown: str, at: datetime, *, lock: bool = False) -> Link | None:
    """Whose link this is. None: wrong, replaced, or too old; an answered one is found until it would have ended."""
    found = select(Link).where(Link.token_hash == hashed(shown), Link.until > at)
    link = session.scalar(found.with_for_update() if lock else found)
    return link if link is not None and (link.ended_at is None or link.answer is not None) else None


def answered(link: Link, answer: str, at: datetime) -> None:
    """They said so; the link says nothing else after that."""
    link.answer, link.ended_at = answer, at


def open_links(session: Session, at: datetime) -> Sequence[Link]:
    """Questions that nobody has answered yet, the oldest first."""
    return session.scalars(select(Link).where(Link.ended_at.is_(None), Link.until > at).order_by(Link.id)).all()


def forget(session: Session, at: datetime) -> None:
    """Old questions and their answers; what was changed by them is in the history."""
    session.execute(delete(Link).where(Link.until < at - KEPT))


def _tokens(vault: Vault, link: Link) -> list[str]:
    return vault.tokens(f"directory link {link.id} {link.service_id} {link.made_at.isoformat()}")
