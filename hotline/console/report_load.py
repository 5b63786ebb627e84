"""How many reports came in, by hour and commune, as tables with bars."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from hotline.console import report_words
from hotline.console.guard import at
from hotline.core.report.load import BLOCK_H, BLOCKS, SPANS, load
from hotline.web import session

report_load = Blueprint("report_load", __name__)


@report_load.get("/reports/load")
def show() -> ResponseReturnValue:
    """The last day, or the last seven."""
    span = "week" if request.args.get("span") == "week" else "day"
    counted = load(session(), at() - SPANS[span])
    return render_template(
        "console/report_load.html",
        span=span,
        load=counted,
        highest=max(counted.hours, default=0) or 1,
        busiest=max((sum(row) for _commune, row in counted.communes), default=0) or 1,
        blocks=[f"{one * BLOCK_H:02}–{(one + 1) * BLOCK_H:02}" for one in range(BLOCKS)],
        called=report_words.commune,
    )
