"""`hotline directory export` and `import`: the directory as HSDS, the open format of such directories."""

import sys
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from hotline.core.directory import private_import
from hotline.core.directory.files import WrongFile
from hotline.core.hsds import directory, package
from hotline.core.hsds.bring_in import bring_in
from hotline.db import now
from hotline.local import borrow
from hotline.texts import LANGUAGES


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Also what only staff may know, third parties' words included.")
def export(folder: Path, *, everything: bool) -> None:
    """Write the directory to DIR as HSDS 3.1: services.json and the tables; what everyone may know."""
    with borrow.session() as (session, _):
        at = now(session)
        rows = directory.everything(session) if everything else directory.public(session, at)
        try:
            services = package.write(folder, rows, at)
        except OSError as error:
            stop(f"{folder.name}: {error.strerror}")
    click.echo(f"{len(rows)} organizations, {services} services")


@click.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--private", is_flag=True, help="PATH is a third party's list: for dispatchers only.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="fr", show_default=True,
              help="Language of a stranger's texts: HSDS does not tell it.")  # fmt: skip
def import_(path: Path, language: str, *, private: bool) -> None:
    """Bring documents of HSDS in from PATH: a file, or the folder of an export.

    Our own exports come back as they were. A stranger's facts are unverified, for dispatchers only.
    """
    with borrow.session() as (session, _):
        at = now(session)
        try:
            told = _list(session, path, at) if private else _documents(session, path, language, at)
        except WrongFile as wrong:
            stop(str(wrong))
        session.commit()
    for line in told:
        click.echo(line)


def _list(session: Session, path: Path, at: datetime) -> list[str]:
    done = private_import.bring_in(session, path, at)
    first = f"{done.organizations} organizations, {done.services} services, for dispatchers only"
    return [f"{first}; {done.changed} changed, {done.gone} no longer in the list"]


def _documents(session: Session, path: Path, language: str, at: datetime) -> list[str]:
    """What came in, and what did not."""
    done = bring_in(session, path, language, at)
    return [
        f"{done.organizations} organizations, {done.services} services; {done.changed} changed",
        *(f"left out: {one}: only its public part, and the directory knows the whole" for one in done.known),
        *(
            f"left out: {name}" + (f" ({count} times)" if count > 1 else "")
            for name, count in sorted(done.left.items())
        ),
    ]


def stop(message: str) -> None:
    """Nothing was changed: say why, one line for each fault."""
    click.echo(message, err=True)
    sys.exit(2)
