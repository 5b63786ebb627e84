"""`hotline fallback export`: what callers hear when all of ours is down, as a file for a static host."""

from typing import TextIO

import click

from hotline.core import flow
from hotline.local import borrow
from hotline.voice import twiml
from hotline.web import FLOWS


@click.group("fallback")
def command() -> None:
    """What callers hear when all else is down."""


@command.command()
@click.argument("file", type=click.File("w"), default="-")
def export(file: TextIO) -> None:
    """Write TwiML that dials the duty phone to FILE. Put it on a static host as the number's fallback."""
    with borrow.settings() as conf:
        numbers = twiml.Numbers(conf.public_url, conf.caller_id, conf.duty_phone)
        click.echo(twiml.duty_phone(flow.load(FLOWS)["line"], numbers), file=file)
