"""`hotline bot`: installs, trains and serves the assistant behind the running line; `hotline bot train`: trains now."""

import time
from typing import NoReturn

import click

from hotline import settings
from hotline.bot import model, python310, server
from hotline.bot.child import NoAssistant
from hotline.bot.shown import Shown
from hotline.core.beat import OFF, TRAINING

RETRY_S = 300.0
CANNOT = 3


@click.group(invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """The assistant on this machine: install, train if its data changed, serve, start again what ends."""
    if context.invoked_subcommand is None:
        _run(settings.load())


@command.command()
def train() -> None:
    """Install the assistant and train it now, unless that was done. Prints the file of the model.

    Exit 3: it cannot run on this machine at all, which runs without it; 1: something went wrong.
    """
    try:
        click.echo(model.ready(python310.sync(_say), _say))
    except NoAssistant as why:
        _say(f"without the assistant: {why}")
        raise SystemExit(CANNOT if why.final else 1) from None


def _run(conf: settings.Settings) -> NoReturn:
    place = server.Place(conf.rasa_url or "")
    if not place.is_here:
        _say("RASA_URL names no address of this machine: nothing to do here")
        _rest()
    shown = Shown(conf.database_url)
    while True:
        try:
            shown.says(TRAINING)
            python = python310.sync(_say)
            made = model.ready(python, _say)
            _say("starting Rasa")
            server.keep_going(python, made, place, _say, lambda: _ready(shown))
        except NoAssistant as why:
            _say(f"the line runs without the assistant, with menus and people: {why}")
            shown.says(OFF if why.final else None)
            if why.final:
                _rest()
            time.sleep(RETRY_S)


def _ready(shown: Shown) -> None:
    _say("the assistant is ready")
    shown.says(None)


def _rest() -> NoReturn:
    """Nothing to do, and nothing that a new start would change."""
    while True:
        time.sleep(3600)


def _say(line: str) -> None:
    click.echo(line, err=True)
