"""`hotline report`: what is told of the line to the outside, without anybody who could be known again."""

import csv
import sys

import click

from hotline import db
from hotline.core import measure, models, month
from hotline.local import borrow

assert models  # noqa: S101  # every table must be known before one is read


@click.group("report")
def command() -> None:
    """Counts and waits for those who fund and steer the line."""


@command.command("month")
@click.argument("which", metavar="YYYY-MM")
def monthly(which: str) -> None:
    """Counts and waits of a month as CSV on standard output; cells under 5 are hidden."""
    try:
        first = month.parse(which)
    except ValueError:
        raise click.BadParameter("a month is written like 2026-10", param_hint="YYYY-MM") from None
    with borrow.settings() as loaded:
        engine = db.connect(loaded.database_url, pool_size=1)
        try:
            with db.sessions(engine)() as session:
                at = db.now(session)
                if first > measure.today(at):
                    raise click.BadParameter("this month has not begun", param_hint="YYYY-MM")
                rows = [month.HEAD, *month.of(session, first, at)]
        finally:
            engine.dispose()
    csv.writer(sys.stdout, lineterminator="\n").writerows(rows)
