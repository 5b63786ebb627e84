"""How a team is reached: kept here and not with its rules, never shown to the public."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hotline.core.secret import Vault
from hotline.db import Base


class TeamReach(Base):
    """`team`: its id in knowledge_base/teams; `language`: in which we write to it."""

    __tablename__ = "team_reach"

    team: Mapped[str] = mapped_column(String(40), primary_key=True)
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    mail: Mapped[bytes | None] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(String(5), default="fr")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("dispatcher.id"))


def set_reach(
    session: Session, vault: Vault, team: str, at: datetime, *, phone: str | None, mail: str | None, language: str,
    by_id: int | None = None,
) -> TeamReach:  # fmt: skip
    """Where a team gets its missions. `phone` in E.164."""
    reach = session.get(TeamReach, team) or TeamReach(team=team)
    reach.phone = vault.lock(phone) if phone else None
    reach.phone_hash = vault.hash(phone) if phone else None
    reach.mail = vault.lock(mail) if mail else None
    reach.language, reach.at, reach.by_id = language, at, by_id
    session.add(reach)
    session.flush()
    return reach


def reached(session: Session) -> set[str]:
    """The teams that have a phone or a mail address: only these are asked."""
    known = TeamReach.phone.is_not(None) | TeamReach.mail.is_not(None)
    return set(session.scalars(select(TeamReach.team).where(known)))


def by_phone(session: Session, vault: Vault, phone: str) -> TeamReach | None:
    """The team that writes from this number (E.164)."""
    return session.scalar(select(TeamReach).where(TeamReach.phone_hash.in_(vault.hashes(phone))))
