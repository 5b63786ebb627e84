"""`hotline local demo`: the people and the logins that the demo needs."""

from typing import TextIO

import click


@click.group("local")
def command() -> None:
    """What only the demo on a laptop needs."""


@command.command()
@click.option("--into", type=click.File("w"), default="-", help="Where to write how to log in.")
def demo(into: TextIO) -> None:
    """Prepare the demo and say how to log in. Safe to repeat."""
    from hotline.local.demo import prepare  # only here: it loads the whole database

    for line in prepare():
        click.echo(line, file=into)
