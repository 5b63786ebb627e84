"""`hotline centres`: the centres of a deployment, brought in from a file that is not in this repository."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline import db
from hotline.core import centre_details, models
from hotline.core.centre import Centre, centres
from hotline.core.centre_details import Details, Wrong
from hotline.core.secret import Vault
from hotline.local import borrow

assert models  # noqa: S101  # every table must be known before a row is written


@click.group("centres")
def command() -> None:
    """The centres that give people a bed: import, list."""


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Add the centres in FILE (YAML), or change those with the same name. Counts and holds stay as they are."""
    described = read(file)
    with _opened() as (session, vault):
        added = bring_in(session, vault, described)
        session.commit()
    click.echo(f"{added} added, {len(described) - added} changed")


@command.command("list")
def show() -> None:
    """Every centre: name, for whom, places, buffer places, hours, free places and when they were told."""
    with _opened() as (session, _):
        for centre in centres(session):
            told = centre.told_at.isoformat(timespec="minutes") if centre.told_at else "never told"
            row = (centre.name, ",".join(centre.audience), centre.capacity, centre.buffer, centre.hours or "24 h")
            click.echo("\t".join(str(cell) for cell in (*row, centre.free, told)))


@contextmanager
def _opened() -> Iterator[tuple[Session, Vault]]:
    with borrow.settings() as loaded:
        engine = db.connect(loaded.database_url, pool_size=1)
        try:
            with db.sessions(engine)() as session:
                yield session, Vault(loaded.secret_key)
        finally:
            engine.dispose()


def read(file: Path) -> list[Details]:
    """The centres in this file, all of them or none. A mistake names the centre and the field."""
    try:
        rows: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"not YAML: {type(error).__name__}", param_hint="FILE") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise click.BadParameter("a list of centres is expected", param_hint="FILE")
    described = []
    for nth, row in enumerate(rows, 1):
        try:
            described.append(centre_details.read(row))
        except (Wrong, TypeError) as wrong:
            raise click.BadParameter(f"centre {nth} ({row.get('name')}): {wrong}", param_hint="FILE") from None
    return described


def bring_in(session: Session, vault: Vault, described: Sequence[Details]) -> int:
    """Write the centres down. Returns how many are new."""
    added = 0
    for details in described:
        known = session.scalar(select(Centre.id).where(Centre.name == details.name))
        try:
            centre_details.write(session, vault, details, db.now(session), known)
        except Wrong as wrong:
            raise click.BadParameter(f"{details.name}: {wrong}", param_hint="FILE") from None
        added += known is None
    return added
