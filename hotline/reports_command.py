"""`hotline reports`: street reports."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import click

from hotline.core import gazetteer, models
from hotline.core.locate import Located, locate
from hotline.local import borrow
from hotline.partner_key_command import key
from hotline.reports_team_command import team
from hotline.routing_command import check, route

assert models  # noqa: S101  # every table must be known before one is read

COLUMNS = {"id", "language", "text"}


@click.group("reports")
def command() -> None:
    """Street reports: where a place described in words is."""


command.add_command(check)
command.add_command(team)
command.add_command(route)
command.add_command(key)


@command.command("locate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON line a row.")
def locate_(file: Path, *, as_json: bool) -> None:
    """What is understood of each place described in FILE (CSV: id, language, text), and what would be asked."""
    rows = list(_rows(file))
    with borrow.session() as (session, _):
        book = gazetteer.current(session)
    for row in rows:
        found = _line(row["id"], locate(book, row["text"], row["language"] or None))
        click.echo(json.dumps(found, ensure_ascii=False) if as_json else "\t".join(str(v) for v in found.values()))


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as source:
        try:
            reader = csv.DictReader(source, strict=True)
            missing = COLUMNS - set(reader.fieldnames or ())
            if missing:
                raise click.BadParameter(f"no column {', '.join(sorted(missing))}", param_hint="FILE")
            yield from ({name: row[name] or "" for name in COLUMNS} for row in reader)
        except (csv.Error, UnicodeDecodeError) as error:
            raise click.BadParameter(f"no readable CSV in UTF-8: {error}", param_hint="FILE") from None


def _line(name: str, found: Located) -> dict[str, object]:
    lat, lon = found.point or (None, None)
    return {
        "id": name,
        "lat": lat,
        "lon": lon,
        "commune": found.commune,
        "matched": list(found.matched),
        "score": found.score,
        "ask": found.ask,
    }
