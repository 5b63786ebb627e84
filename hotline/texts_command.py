"""`hotline texts`: bring the catalogues up to date, and check that no sentence is missing in a language."""

import click

from hotline import texts_check, texts_extract
from hotline.texts import path_of


@click.group()
def command() -> None:
    """What people hear and read, in ten languages; what keeps them safe, in eighteen."""


@command.command()
def extract() -> None:
    """Read all sentences from the sources and bring every catalogue up to date."""
    found = texts_extract.template()
    for locale in texts_extract.translations():
        path = path_of(locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts_extract.updated(locale, found), encoding="utf-8")
    click.echo(f"{len(found)} sentences in {len(texts_extract.translations())} catalogues")


@command.command()
def check() -> None:
    """Every sentence exists where it must, with the same values; exit 1 with the list otherwise."""
    problems = texts_check.problems()
    for problem in problems:
        click.echo(problem)
    if problems:
        raise SystemExit(1)
    click.echo("every sentence is there")
