"""`hotline reports key`: keys with which partners' programs report."""

from collections.abc import Sequence

import click

from hotline import db
from hotline.core import partner as partners
from hotline.core.partner import Partner
from hotline.core.report import partner_key
from hotline.core.report.partner_key import PartnerKey
from hotline.local import borrow


@click.command("key")
@click.argument("partner", required=False)
@click.option("--end", "ended", type=int, metavar="ID", help="End this key: it opens nothing any more.")
def key(partner: str | None, ended: int | None) -> None:
    """Make a key for PARTNER (a name on the console's page Partners) and show it, once. Without PARTNER: list the keys.

    A key reports, and reads nothing. A partner may have several, so that one can be replaced by the next.
    """
    with borrow.session() as (session, _):
        if ended is not None:
            found = session.get(PartnerKey, ended)
            if found is None:
                raise click.BadParameter("no such key", param_hint="--end")
            partner_key.end(session, found, db.now(session))
        elif partner is not None:
            click.echo(partner_key.make(session, _named(partners.everyone(session), partner), db.now(session)))
        else:
            for one in partners.everyone(session):
                for made in partner_key.of(session, one.id):
                    click.echo("\t".join(_line(one, made)))
        session.commit()


def _named(book: Sequence[Partner], name: str) -> Partner:
    found = next((one for one in book if one.active and one.name.casefold() == name.strip().casefold()), None)
    if found is None:
        raise click.BadParameter("no partner of this name: see the console, Partners", param_hint="PARTNER")
    return found


def _line(partner: Partner, made: PartnerKey) -> tuple[str, ...]:
    used = made.used_at.date().isoformat() if made.used_at else "never used"
    return str(made.id), partner.name, made.made_at.date().isoformat(), "ended" if made.ended_at else used
