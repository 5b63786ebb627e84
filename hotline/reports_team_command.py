"""`hotline reports team`: how the outreach teams get their missions."""

from collections.abc import Iterator

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core import models
from hotline.core.number import text_number
from hotline.core.report.team import asking, team_reach, teams
from hotline.core.report.team.team_reach import TeamReach
from hotline.core.secret import Vault, masked
from hotline.db import now
from hotline.local import borrow
from hotline.texts import LANGUAGES

assert models  # noqa: S101  # every table must be known before a row is written


@click.command("team")
@click.argument("name", metavar="[TEAM]", required=False)
@click.option("--phone", help="For texts, such as +32470123456; empty: none any more.")
@click.option("--mail", help="A mail address, for a team without a phone; empty: none any more.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="In which we write to it.")
def team(name: str | None, phone: str | None, mail: str | None, language: str | None) -> None:
    """Say how TEAM is reached; what is not given stays. Without TEAM: all teams, tab-separated, numbers masked."""
    with borrow.session() as (session, vault):
        if name is not None:
            _set(session, vault, name, phone, mail, language)
            session.commit()
        elif phone is not None or mail is not None or language is not None:
            raise click.UsageError("which team?")
        for row in list(listed(session, vault, name)):
            click.echo("\t".join(row))


def listed(session: Session, vault: Vault, name: str | None = None) -> Iterator[tuple[str, ...]]:
    """Each team of the files, or this one: its id, phone, mail, language; a dash where there is none."""
    known = {one.team: one for one in session.scalars(select(TeamReach))}
    for one in teams.book().teams:
        if name in (None, one.id):
            reach = known.get(one.id)
            phone = vault.open(reach.phone) if reach and reach.phone else None
            mail = vault.open(reach.mail) if reach and reach.mail else None
            language = reach.language if reach else "-"
            yield one.id, masked(phone) if phone else "-", _masked_mail(mail) if mail else "-", language


def _set(session: Session, vault: Vault, name: str, phone: str | None, mail: str | None, language: str | None) -> None:
    found = teams.book().team(name)
    if found is None:
        known = ", ".join(one.id for one in teams.book().teams)
        raise click.BadParameter(f"no such team; there are {known}", param_hint="TEAM")
    old = session.get(TeamReach, name)
    asking.change_reach(
        session, vault, found, now(session),
        phone=_phone(session, vault, name, phone) if phone is not None else _opened(vault, old.phone if old else None),
        mail=_mail(mail) if mail is not None else _opened(vault, old.mail if old else None),
        language=language or (old.language if old else "fr"),
    )  # fmt: skip


def _opened(vault: Vault, locked: bytes | None) -> str | None:
    return vault.open(locked) if locked else None


def _phone(session: Session, vault: Vault, name: str, typed: str) -> str | None:
    """The number in E.164; an answer from it must name one team."""
    if not typed.strip():
        return None
    number = text_number(typed)
    if number is None:
        raise click.BadParameter("no text can reach this number", param_hint="--phone")
    other = team_reach.by_phone(session, vault, number)
    if other is not None and other.team != name:
        raise click.BadParameter(f"this is the phone of {other.team}", param_hint="--phone")
    return number


def _mail(typed: str) -> str | None:
    address = typed.strip()
    before, at_sign, domain = address.rpartition("@")
    if address and not (before and at_sign and "." in domain and address.isprintable() and " " not in address):
        raise click.BadParameter("this is no mail address", param_hint="--mail")
    return address or None


def _masked_mail(address: str) -> str:
    """Enough to see which one it is: m•••@example.org."""
    return f"{address[:1]}•••@{address.rpartition('@')[2]}"
