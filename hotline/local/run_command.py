"""`hotline run`: the whole hotline on this computer, until Ctrl-C."""

import os
from collections.abc import Mapping
from pathlib import Path

import click

from hotline.local import environment, lock, processes
from hotline.local.output import Output
from hotline.local.ports import is_free
from hotline.local.stage import Stage
from hotline.local.supervisor import Supervisor
from hotline.settings import WrongSetting, load


@click.command("run")
@click.option("--procfile", default="Procfile", type=click.Path(path_type=Path), help="What to run.")
@click.option("--demo/--no-demo", default=True, help="Add demo logins to the database of this computer.")
@click.option("--formation", "wanted", multiple=True, metavar="NAME=NUMBER", help="How many of a process: public=2.")
def command(procfile: Path, demo: bool, wanted: tuple[str, ...]) -> None:
    """Run the whole hotline on this computer: servers, both web apps, workers, clock, telephone network."""
    with lock.held(environment.FOLDER):
        _run(procfile, demo, dict(_number_of(process) for process in wanted))


def _number_of(wanted: str) -> tuple[str, int]:
    name, _, number = wanted.partition("=")
    if not (name and number.isascii() and number.isdigit() and int(number) > 0):
        raise click.BadParameter(f"{wanted}: write NAME=NUMBER, such as public=2", param_hint="--formation")
    return name, int(number)


def _run(procfile: Path, demo: bool, formation: Mapping[str, int]) -> None:
    folder = environment.FOLDER
    processes.stop_those_marked(processes.mark_of(folder))
    _check_ports(os.environ)
    local = environment.complete(os.environ, folder)
    os.environ.update(local.values)
    load()
    output = Output()
    try:
        if made_up := local.made_up_beside_a_real_network():
            output.say(f"made up, because the environment lacks them: {', '.join(made_up)}")
        with Supervisor(folder, output).until_asked() as supervisor:
            stage = Stage(supervisor, local, procfile, folder, demo and local.own_database, formation)
            stage.set()
            if not supervisor.asked_to_stop:
                click.echo("\n".join(stage.welcome()))
            supervisor.keep_going()
            output.say("stopping")
    finally:
        environment.forget_running(folder)
        output.close()


def _check_ports(given: Mapping[str, str]) -> None:
    for name, port in zip(("PORT", "CONSOLE_PORT"), environment.fixed_ports(given), strict=True):
        if not is_free(port):
            raise WrongSetting(f"port {port} is taken: stop what uses it, or set {name} to another")
