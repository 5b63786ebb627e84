"""Settings for a command: from the environment, from the running `make run`, or with servers just for it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from hotline import db
from hotline.core.secret import Vault
from hotline.logs import configure
from hotline.settings import Settings, WrongSetting, load


@contextmanager
def session() -> Iterator[tuple[Session, Vault]]:
    """A database session and the vault of these settings, for as long as the command takes."""
    with settings() as loaded:
        engine = db.connect(loaded.database_url, pool_size=1)
        try:
            with db.sessions(engine)() as opened:
                yield opened, Vault(loaded.secret_key)
        finally:
            engine.dispose()


@contextmanager
def settings() -> Iterator[Settings]:
    """The settings, with a database that answers, for as long as the command takes.

    With DATABASE_URL in the environment nothing is started. Without it the database of the running
    `make run` is used, else the local servers are started and stopped again. Progress and logs go to stderr.
    Raises WrongSetting, or CannotStart.
    """
    from hotline.local import environment

    configure("command")
    if database := os.environ.get("DATABASE_URL"):
        shared = environment.of_running()
        with environment.filled(shared if shared.get("DATABASE_URL") == database else {}):
            yield load()
        return
    try:
        from hotline.local.share import shared_or_own  # only here: a real deployment does not install it
    except ModuleNotFoundError:
        raise WrongSetting("DATABASE_URL is missing") from None
    with shared_or_own() as values, environment.filled(values):
        yield load()
