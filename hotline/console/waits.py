"""Today's waits: the two clocks, the ten minutes, hour by hour, as a table and a drawing."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from hotline.console import labels
from hotline.console.guard import at, me
from hotline.console.shown import brussels
from hotline.core import measure
from hotline.core.measure import Figures
from hotline.web import session

waits = Blueprint("waits", __name__)

WIDTH, HEIGHT = 720, 160  # of the drawing, in its own units


@dataclass(frozen=True)
class Bar:
    """One hour in the drawing. Heights in drawing units from the bottom."""

    x: float
    width: float
    label: str
    asked: float
    within: float


@waits.get("/waits")
def show() -> ResponseReturnValue:
    day = measure.today(at())
    of_day = measure.of_day(session(), day)
    hours = measure.by_hour(of_day, day, at())
    return render_template(
        "console/waits.html",
        me=me(),
        now=at(),
        day=day,
        whole=measure.figures(of_day, at()),
        hours=hours,
        bars=bars(hours),
        highest=max((row.asked for _, row in hours), default=0),
        languages=measure.by(of_day, "language", at()),
        channels=measure.by(of_day, "channel", at()),
        labels=labels,
        width=WIDTH,
        height=HEIGHT,
    )


def bars(hours: list[tuple[datetime, Figures]]) -> list[Bar]:
    """Who asked for a person, hour by hour, and how many of them had one in time."""
    highest = max((row.asked for _, row in hours), default=0) or 1
    step = WIDTH / len(hours)
    return [
        Bar(
            x=round(step * place + 2, 1),
            width=round(step - 4, 1),
            label=brussels(start)[:2],
            asked=round(row.asked * HEIGHT / highest, 1),
            within=round(row.within_target * HEIGHT / highest, 1),
        )
        for place, (start, row) in enumerate(hours)
    ]
