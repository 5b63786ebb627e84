"""The local servers for one command: those of the running `make run`, else started just for it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click

from hotline.local import environment, lock, processes
from hotline.local.environment import FOLDER
from hotline.local.servers import CannotStart, Postgres, own_servers, running

PATIENCE_S = 120.0
PAUSE_S = 0.1


@contextmanager
def shared_or_own() -> Iterator[Mapping[str, str]]:
    """What the environment lacks, with the local servers answering. Raises CannotStart.

    Of two commands at once, the second waits until the first is done with its servers.
    """
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            with lock.held(FOLDER), _own() as values:
                yield values
                return
        except lock.Taken:
            shared = environment.of_running()
            if shared and Postgres(shared["DATABASE_URL"], FOLDER / "postgres").answers():
                yield shared
                return
        time.sleep(PAUSE_S)
    raise CannotStart("the local servers are busy with another command; try again when it is done")


@contextmanager
def _own() -> Iterator[Mapping[str, str]]:
    click.echo("starting the local servers for this command", err=True)
    processes.stop_those_marked(processes.mark_of(FOLDER))
    local = environment.complete(os.environ, FOLDER)
    with running(*own_servers(local, FOLDER)):
        _release({**os.environ, **local.values})
        yield local.values


def _release(values: Mapping[str, str]) -> None:
    """Bring the database to this version. Its words are progress, not the result."""
    done = subprocess.run(  # our own words
        [sys.executable, "-m", "hotline.cli", "release"],
        env=values,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr.fileno(),
    )
    if done.returncode:
        raise CannotStart("the database could not be prepared; the lines above say why")
