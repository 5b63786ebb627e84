"""`hotline places`: the gazetteer of a deployment: official files brought in, and what it makes of a sentence."""

from pathlib import Path

import click

from hotline import db
from hotline.core import gazetteer, models
from hotline.local import borrow

assert models  # noqa: S101  # every table must be known before a row is written

SHOWN = 20  # bad rows that are told one by one


@click.group("places")
def command() -> None:
    """Where people say they are: import, find."""


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Bring in an official FILE: GTFS stops (.zip, or stops.txt), or streets of UrbIS or BeSt Address (CSV, or .zip).

    All or nothing; safe to repeat; a newer file of the same source replaces the older one.
    """
    with borrow.session() as (session, _):
        try:
            found, counts = gazetteer.bring_in(session, file, gazetteer.read(), db.now(session))
        except gazetteer.WrongFile as wrong:
            raise click.BadParameter(str(wrong), param_hint="FILE") from None
        session.commit()
    for row in found.bad[:SHOWN]:
        click.echo(row, err=True)
    if len(found.bad) > SHOWN:
        click.echo(f"and {len(found.bad) - SHOWN} more", err=True)
    click.echo(
        f"{found.source}: {counts.added} added, {counts.changed} changed, {counts.unchanged} unchanged, "
        f"{counts.removed} removed; {found.far} rows elsewhere, {len(found.bad)} bad rows"
    )


@command.command()
@click.argument("text")
@click.option("--language", help="The language of the text, if it is known: fr, nl, en…")
def find(text: str, language: str | None) -> None:
    """The places that TEXT names, best first: score, id, name, commune, point, the words that named it."""
    with borrow.session() as (session, _):
        matches = gazetteer.current(session).find(text, language)
    for match in matches:
        place = match.place
        cells = (f"{match.score:.2f}", place.id, f"{place.fr} / {place.nl}", place.commune or "-")
        click.echo("\t".join((*cells, f"{place.lat:.5f},{place.lon:.5f}", " ".join(match.words))))
    if not matches:
        click.echo("nothing that the gazetteer knows", err=True)
