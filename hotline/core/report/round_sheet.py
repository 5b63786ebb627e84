"""A numbered sheet for a round: the missions of one team, on paper or a phone, until the night is over."""

from datetime import datetime, timedelta

from sqlalchemy import ARRAY, BigInteger, ForeignKey, Identity, String
from sqlalchemy.orm import Mapped, mapped_column

from hotline.db import Base

LASTS = timedelta(hours=12)


class RoundSheet(Base):
    """`id` is the number printed on it; `missions`: their ids in the order of the round."""

    __tablename__ = "round_sheet"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    team: Mapped[str] = mapped_column(String(40))
    missions: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("dispatcher.id"))
    until: Mapped[datetime]
