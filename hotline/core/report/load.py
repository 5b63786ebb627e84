"""How many reports came in, by hour and by commune: for the rota and for the teams, never with a word in it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Integer, cast, extract, func, select
from sqlalchemy.orm import Session

from hotline.core.report.stored import Report

SPANS = {"day": timedelta(hours=24), "week": timedelta(days=7)}
BLOCK_H = 3  # hours in one column of the table
BLOCKS = 24 // BLOCK_H


@dataclass(frozen=True)
class Load:
    """`hours`: reports in each hour of the day, 24 of them; `communes`: the busiest first, each by blocks of hours."""

    hours: Sequence[int]
    communes: Sequence[tuple[str | None, Sequence[int]]]

    @property
    def all(self) -> int:
        return sum(self.hours)


def load(session: Session, since: datetime) -> Load:
    """The reports since then, those that turned out to be the same person counted each: each was work."""
    hour = cast(extract("hour", func.timezone("Europe/Brussels", Report.made_at)), Integer).label("hour")
    rows = session.execute(
        select(Report.commune, hour, func.count()).where(Report.made_at > since).group_by(Report.commune, hour)
    )
    hours: Counter[int] = Counter()
    blocks: dict[str | None, list[int]] = {}
    for commune, at_hour, count in rows:
        hours[at_hour] += count
        blocks.setdefault(commune, [0] * BLOCKS)[at_hour // BLOCK_H] += count
    busiest = sorted(blocks.items(), key=lambda row: (-sum(row[1]), row[0] or "~"))
    return Load([hours[one] for one in range(24)], busiest)
