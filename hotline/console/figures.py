"""The figures at the top of the console, and who is on duty."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from hotline.core import beat, measure
from hotline.core import dispatcher as dispatchers
from hotline.core.dispatcher import Dispatcher
from hotline.core.queue import QueueEntry
from hotline.core.words import Channel, EntryState

KEEP_S = 10.0  # today's figures are read from the database at most this often, however many consoles ask


@dataclass(frozen=True)
class Bar:
    """One line: on duty, waiting, oldest, and the service level of today."""

    on_duty: Sequence[Dispatcher]
    waiting: int
    reports: int  # at which a person must look; nobody waits behind them
    oldest: datetime | None  # when the one who waits longest entered
    today: measure.Figures
    silent: Sequence[str]  # parts of the hotline without a sign of life


def bar(session: Session, entries: Sequence[QueueEntry], at: datetime) -> Bar:
    in_line = [entry for entry in entries if entry.state == EntryState.WAITING]
    waiting = [entry.entered_at for entry in in_line if entry.channel != Channel.REPORT]
    return Bar(
        on_duty=dispatchers.on_duty(session, at),
        waiting=len(waiting),
        reports=len(in_line) - len(waiting),
        oldest=min(waiting, default=None),
        today=_today(session, at),
        silent=beat.silent(session, at),
    )


def _today(session: Session, at: datetime) -> measure.Figures:
    kept: tuple[float, measure.Figures] | None = current_app.extensions.get("today")
    if kept is not None and time.monotonic() - kept[0] < KEEP_S:
        return kept[1]
    fresh = measure.figures(measure.of_day(session, measure.today(at)), at)
    current_app.extensions["today"] = (time.monotonic(), fresh)
    return fresh
