"""`hotline release`: bring the database to this version. Additive first, destructive one release later."""

from datetime import datetime
from pathlib import Path

import click
from alembic import command as alembic
from alembic.config import Config
from sqlalchemy.orm import Session

from hotline import db, settings
from hotline.core import gazetteer, phonebook
from hotline.core.directory import write
from hotline.core.secret import Vault

MIGRATIONS = Path(__file__).parent / "migrations"
KNOWLEDGE = Path(__file__).parent.parent / "knowledge_base"


@click.command()
def command() -> None:
    """Prepare the database for this version. Safe to repeat, and while the older version runs."""
    conf = settings.load()
    upgrade(conf.database_url)
    fill(conf)


def upgrade(database_url: str) -> None:
    """Run every migration that has not run yet, alone: a second release waits."""
    alembic.upgrade(config(database_url), "head")


def fill(conf: settings.Settings) -> None:
    """Bring in what comes with the software: the phonebook, each number once, the directory and the gazetteer."""
    engine = db.connect(conf.database_url, pool_size=1)
    with db.sessions(engine)() as session:
        phonebook.seed(session, Vault(conf.secret_key), KNOWLEDGE / "phonebook.yaml")
        fill_directory(session, db.now(session))
        gazetteer.fill(session, gazetteer.read(), db.now(session))
        session.commit()
    engine.dispose()


def fill_directory(session: Session, at: datetime) -> None:
    """Bring the files of the knowledge base into the directory."""
    write.fill(session, KNOWLEDGE, at)


def config(database_url: str) -> Config:
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["url"] = database_url
    return made
