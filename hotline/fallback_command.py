"""`hotline fallback export`: what callers hear when all of ours is down, as a file for a static host."""

import click

from hotline import settings
from hotline.core import flow
from hotline.voice import twiml
from hotline.web import FLOWS


@click.group("fallback")
def command() -> None:
    """What callers hear when all else is down."""


@command.command()
def export() -> None:
    """Print TwiML that dials the duty phone. Put it on a static host and name it as the number's fallback."""
    conf = settings.load()
    line = flow.load(FLOWS)["line"]
    click.echo(twiml.duty_phone(line, twiml.Numbers(conf.public_url, conf.caller_id, conf.duty_phone)))
