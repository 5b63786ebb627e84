"""`hotline run`: the whole hotline on this computer, until Ctrl-C."""

import os
import sys
from pathlib import Path

import click

from hotline.local import environment, lock, processes
from hotline.local.output import Output
from hotline.local.ports import is_free
from hotline.local.servers import CannotStart
from hotline.local.stage import Stage
from hotline.local.supervisor import Supervisor, mark_of
from hotline.settings import WrongSetting, load


@click.command("run")
@click.option("--procfile", default="Procfile", type=click.Path(path_type=Path), help="What to run.")
def command(procfile: Path) -> None:
    """Run the whole hotline on this computer: servers, both web apps, workers, clock, telephone network."""
    try:
        with lock.held(environment.FOLDER):
            _run(procfile)
    except lock.Taken as taken:
        _refuse(f"the hotline runs here already (process {taken.holder}); stop that one first")
    except (WrongSetting, ValueError) as wrong:
        _refuse(str(wrong))
    except CannotStart as why:
        click.echo(f"hotline: {why}", err=True)
        sys.exit(1)


def _refuse(why: str) -> None:
    click.echo(f"hotline: {why}", err=True)
    sys.exit(2)


def _run(procfile: Path) -> None:
    folder = environment.FOLDER
    processes.stop_those_marked(mark_of(folder))
    local = environment.complete(os.environ, folder)
    os.environ.update(local.values)
    load()
    _check_ports()
    output = Output()
    try:
        with Supervisor(folder, output).until_asked() as supervisor:
            stage = Stage(supervisor, local, procfile, folder)
            stage.set()
            if not supervisor.asked_to_stop:
                click.echo("\n".join(stage.welcome()))
            supervisor.keep_going()
            output.say("stopping")
    finally:
        (folder / "run" / "environment").unlink(missing_ok=True)
        output.close()


def _check_ports() -> None:
    for name, port in zip(("PORT", "CONSOLE_PORT"), environment.ports(), strict=True):
        if not is_free(port):
            raise ValueError(f"port {port} is taken: stop what uses it, or set {name} to another")
