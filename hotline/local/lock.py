"""One at a time: whoever starts the local servers holds a lock that the system frees when they die."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click


class Taken(click.ClickException):
    """Somebody else holds it. `holder`: the number of their process, when known."""

    exit_code = 2

    def __init__(self, holder: str) -> None:
        super().__init__(f"the hotline runs here already (process {holder}); stop that one first")


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the lock of this folder. Raises Taken."""
    path = folder / "run" / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise Taken(file.read().strip()) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
