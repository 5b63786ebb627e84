"""`hotline directory print`: sheets of paper as PDF files, for a print shop or a shelter without a network."""

import sys
from pathlib import Path

import click
from sqlalchemy.orm import Session

from hotline.core import gazetteer
from hotline.core.directory import need_words, shelf
from hotline.core.directory.shelf import Shelf
from hotline.core.measure import BRUSSELS
from hotline.core.number import spaced
from hotline.core.sheet import every, region
from hotline.core.sheet.content import Frame
from hotline.db import now
from hotline.local import borrow
from hotline.paper import press
from hotline.settings import load
from hotline.texts import LANGUAGES

Wanted = list[tuple[str, str]]  # kind, key


@click.command("print")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--language", "languages", type=click.Choice(list(LANGUAGES)), multiple=True, help="Else all of them.")
@click.option("--need", "needs", multiple=True, help="An id of knowledge_base/needs.yaml.")
@click.option("--commune", "communes", multiple=True, help="Its French or Dutch name, or a postcode.")
@click.option("--region", "of_region", is_flag=True, help="The map and the list of the Region (A3).")
def print_(folder: Path, languages: tuple[str, ...], needs: tuple[str, ...], communes: tuple[str, ...], *,
           of_region: bool) -> None:  # fmt: skip
    """Write sheets to FOLDER/<language>/, every one of them unless some are named; their names come on stdout."""
    with borrow.session() as (session, _):
        conf, at = load(), now(session)
        today = at.astimezone(BRUSSELS).date()
        known, places = shelf.read(session, today), gazetteer.current(session)
        wanted = _wanted(session, known, needs, communes, of_region=of_region)
    failed = False
    for language in languages or LANGUAGES:
        for kind, key in wanted:
            sheet = every.sheet(known, places, kind, key, language, at, Frame(spaced(conf.number), conf.public_url))
            try:
                click.echo(
                    _written(folder / language / f"{kind}-{key}.pdf", press.press(sheet, today) if sheet else b"")
                )
            except press.CannotPrint as error:
                click.echo(str(error), err=True)
                failed = True
    sys.exit(1 if failed else 0)


def _wanted(
    session: Session, known: Shelf, needs: tuple[str, ...], communes: tuple[str, ...], *, of_region: bool
) -> Wanted:
    if not (needs or communes or of_region):
        return list(every.every(known))
    unknown = set(needs) - {one.id for one in need_words.known().needs}
    if unknown:
        raise click.BadParameter(f"there is no need {min(unknown)}", param_hint="--need")
    chosen: Wanted = [("need", one) for one in needs] + [("commune", _slug(session, known, one)) for one in communes]
    return [*chosen, ("region", region.KEY)] if of_region else chosen


def _slug(session: Session, known: Shelf, commune: str) -> str:
    name = gazetteer.current(session).commune_of(commune)
    if name not in known.communes:
        raise click.BadParameter("this is no commune of the Region", param_hint="--commune")
    return known.communes[name].slug


def _written(path: Path, pdf: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pdf)
    return path
