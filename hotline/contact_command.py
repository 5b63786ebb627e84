"""`hotline contact`: what somebody may ask of us about themselves."""

import click

from hotline import db
from hotline.core import erasure, models
from hotline.local import borrow

assert models  # noqa: S101  # every table must be known before a row is written

BY = "server"  # who did it, on the timeline


@click.group("contact")
def command() -> None:
    """One contact: erased when the person asks for it."""


@command.command()
@click.argument("contact_id", metavar="ID", type=click.IntRange(1, 2**62))
@click.option("--only", is_flag=True, help="This contact alone, not all of the same number.")
def erase(contact_id: int, only: bool) -> None:
    """Erase numbers, notes and messages of contact ID, and of all contacts of the same number."""
    with borrow.session() as (session, vault):
        try:
            done = erasure.forget(session, vault, contact_id, BY, db.now(session), everywhere=not only)
        except erasure.StillHere:
            raise click.BadParameter("the person is in line or in a talk", param_hint="ID") from None
        if done is None:
            raise click.BadParameter("there is no such contact", param_hint="ID")
        session.commit()
        click.echo(f"contacts erased: {done.erased}")
        if done.left:
            click.echo(f"not over yet, left as they are: {done.left}", err=True)
