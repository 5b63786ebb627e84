"""`hotline directory campaign`: ask the services themselves whether what we say of them is still right."""

from collections.abc import Iterator

import click
from sqlalchemy.orm import Session

from hotline.core import models
from hotline.core.directory import campaign as asking
from hotline.core.directory.link import Address
from hotline.core.secret import Vault
from hotline.db import now
from hotline.local import borrow
from hotline.settings import Settings, load

assert models  # noqa: S101  # every table must be known before a row is written


@click.command("campaign")
@click.option(
    "--older-than", "days", type=click.IntRange(0, 3650), default=asking.OLDER_DAYS, show_default=True,
    help="Ask services of which we heard nothing for so many days.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only say who would be asked, and how.")
def campaign(days: int, *, dry_run: bool) -> None:
    """Send each service its own link, by letter or text; print the links that you must send yourself.

    Tab-separated: service, day of the last verification, how (mail, sms, hand; none: no address is known), link.
    """
    with borrow.session() as (session, vault):
        for row in list(asked(session, vault, load(), days, dry_run=dry_run)):
            click.echo("\t".join(str(cell or "-") for cell in row))
        session.commit()


def asked(session: Session, vault: Vault, conf: Settings, days: int, *, dry_run: bool) -> Iterator[tuple[object, ...]]:
    """Ask, or only say whom: those without an address first."""
    at, mail = now(session), conf.mail_url is not None
    due = asking.whom(session, at, days)
    known = asking.with_address(session, due)
    for one in due:
        if one not in known:
            yield one.id, one.trust.verified_on, "none", None
        elif dry_run:
            way, _ = asking.way(session, vault, session.get(Address, one.id), mail=mail)
            yield one.id, one.trust.verified_on, way, None
    if not dry_run:
        for made in asking.ask(session, vault, known, at, base=conf.public_url, by_id=None, mail=mail):
            yield made.service.id, made.verified_on, made.sent, made.url
