"""`hotline release`: bring the database to this version. Additive first, destructive one release later."""

from pathlib import Path

import click
from alembic import command as alembic
from alembic.config import Config

from hotline import settings

MIGRATIONS = Path(__file__).parent / "migrations"


@click.command()
def command() -> None:
    """Prepare the database for this version. Safe to repeat, and while the older version runs."""
    upgrade(settings.load().database_url)


def upgrade(database_url: str) -> None:
    """Run every migration that has not run yet, alone: a second release waits."""
    alembic.upgrade(config(database_url), "head")


def config(database_url: str) -> Config:
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["url"] = database_url
    return made
