"""`hotline directory`: search what helps, check what we say about it, take it out and bring it in."""

import json
import sys
from datetime import date

import click

from hotline import directory_exchange_command, directory_print_command
from hotline.core import gazetteer, models
from hotline.core.directory import check as checks
from hotline.core.directory import files, need_words, write
from hotline.core.directory.facts import in_language
from hotline.core.directory.query import Query
from hotline.core.directory.search import Result
from hotline.core.directory.search import search as find
from hotline.core.directory.why import why
from hotline.db import now
from hotline.directory_campaign_command import campaign
from hotline.local import borrow
from hotline.texts import LANGUAGES

assert models  # noqa: S101  # every table must be known before one is read


@click.group("directory")
def command() -> None:
    """What helps, where, when, for whom."""


command.add_command(directory_exchange_command.export)
command.add_command(directory_exchange_command.import_)
command.add_command(directory_print_command.print_)


@command.command()
@click.argument("text", nargs=-1)
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="fr", show_default=True)
@click.option("--commune", help="Its French or Dutch name, or a postcode.")
@click.option("--need", help="An id of knowledge_base/needs.yaml.")
@click.option("--open", "when", type=click.Choice(["now", "tonight"]), help="Leave out what is closed then.")
@click.option("--speaks", metavar="CODE", help="A language spoken there, such as ar.")
@click.option("--limit", type=click.IntRange(1, 50), default=10, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON line a result.")
def search(text: tuple[str, ...], language: str, commune: str | None, need: str | None, when: str | None,
           speaks: str | None, limit: int, *, as_json: bool) -> None:  # fmt: skip
    """The services and answers that fit, the best first; what everyone may know."""
    if need is not None and need not in {one.id for one in need_words.known().needs}:
        raise click.BadParameter(f"there is no need {need}", param_hint="--need")
    with borrow.session() as (session, _):
        places, at = gazetteer.current(session), now(session)
        where = places.commune_of(commune) if commune else None
        if commune and where in (None, gazetteer.OUTSIDE):
            raise click.BadParameter("this is no commune of the Region", param_hint="--commune")
        query = Query(" ".join(text), language, need, where, when=when, speaks=speaks, limit=limit)  # type: ignore[arg-type]  # click has checked `when`
        for result in find(session, query, places, at):
            reasons = why(result, language, at)
            line = {"id": result.id, "name": name(result, language), "assurance": result.assurance, "why": reasons}
            click.echo(json.dumps(line, ensure_ascii=False) if as_json else f"{line['name']}  {' · '.join(reasons)}")


@command.command()
@click.option("--on", "today", type=click.DateTime(["%Y-%m-%d"]), help="As of this day instead of today.")
@click.option("--database", is_flag=True, help="List also what was changed in the console and differs from its file.")
def check(today: object = None, *, database: bool = False) -> None:
    """Broken, stale, missing and contradictory facts of the files; exit 2 when one is broken."""
    day = getattr(today, "date", date.today)()  # a day on the wall is enough for the age of facts
    try:
        found = checks.findings(files.organizations(), files.answers(), files.needs(), day)
    except files.WrongFile as wrong:
        click.echo(str(wrong), err=True)
        sys.exit(2)
    for one in found:
        click.echo(f"{one.kind}: {one.where}: {one.what}")
    if database:
        with borrow.session() as (session, _):
            for changed in write.changed_here(session, files.FOLDER):
                click.echo(f"changed: {changed}: in the console; its file says something else")
    sys.exit(2 if any(one.kind == "broken" for one in found) else 0)


command.add_command(campaign)


def name(result: Result, language: str) -> str:
    """What a result is called in this language."""
    if result.service is not None:
        return in_language(result.service.name, language)[0]
    return in_language(result.answer.title, language)[0] if result.answer else result.id
