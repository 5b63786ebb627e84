"""`hotline rota`: who is on shift, from the command line; and what happens when nobody answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TextIO

import click
from sqlalchemy.orm import Session

from hotline import db, web
from hotline.core import models, plan, rota
from hotline.core.measure import BRUSSELS
from hotline.core.rota import Shift
from hotline.local import borrow

assert models  # noqa: S101  # every table must be known

NEXT = timedelta(hours=24)


@click.group("rota")
def command() -> None:
    """Who is on shift when: now, as CSV, and the steps when nobody answers."""


@command.command()
def now() -> None:
    """Who is on shift now, and who comes next: name, from, to, in Brussels time."""
    with _session() as session:
        at = db.now(session)
        here, soon = rota.on_now(session, at), rota.coming(session, at, NEXT)
        for word, shifts in (("now", here), ("next", soon)):
            for shift in shifts:
                click.echo(f"{word}\t{shift.dispatcher.username}\t{_wall(shift.starts_at)}\t{_wall(shift.ends_at)}")
        if not here:
            click.echo("nobody is on shift", err=True)


@command.command("import")
@click.argument("file", type=click.File(encoding="utf-8-sig"))
def import_(file: TextIO) -> None:
    """Plan the shifts of FILE (username,date,start,end; Brussels time): all of them or, with a mistake, none."""
    with _session() as session:
        try:
            count = rota.plan(session, rota.read(file.read()))
        except (rota.BadShift, UnicodeDecodeError) as bad:
            raise click.UsageError(str(bad)) from None
        session.commit()
        click.echo(f"{count} shifts planned")


@command.command()
@click.option("--weeks", type=click.IntRange(1, 53), default=4, help="From this week on.")
def export(weeks: int) -> None:
    """The rota as CSV, this week and the next."""
    with _session() as session:
        click.echo(rota.written(_from_this_week(session, weeks)), nl=False)


@command.command("plan")
def steps() -> None:
    """What happens when nobody answers: the steps of duty/escalation.yaml, checked."""
    try:
        read = plan.read(web.PLAN)
    except plan.BrokenPlan as broken:
        raise click.UsageError(str(broken)) from None
    for channel, found in read.steps.items():
        for step in found:
            when = f"after {step.after_s} s" + (", at once with nobody on duty" if step.at_once else "")
            click.echo(f"{channel}\t{step.name}\t{when}\t{step.ring}\tat most {step.most}")


def _from_this_week(session: Session, weeks: int) -> list[Shift]:
    start = rota.bounds(rota.week_of(db.now(session)))[0]
    end = rota.bounds(rota.week_of(start) + rota.WEEK * (weeks - 1))[1]
    return [shift for shift in rota.between(session, start, end) if shift.starts_at >= start]


def _wall(moment: datetime) -> str:
    return f"{moment.astimezone(BRUSSELS):%Y-%m-%d %H:%M}"


@contextmanager
def _session() -> Iterator[Session]:
    with borrow.settings() as loaded:
        engine = db.connect(loaded.database_url, pool_size=1)
        try:
            with db.sessions(engine)() as session:
                yield session
        finally:
            engine.dispose()
