"""How alembic finds our tables and runs one migration at a time."""

from alembic import context
from sqlalchemy import text

from hotline import db
from hotline.core import models

LOCK = 7_113  # the advisory lock of the one release that runs

assert models  # noqa: S101  # every table must be known

engine = db.connect(context.config.attributes["url"])
with engine.connect() as connection:
    connection.execute(text("select pg_advisory_lock(:key)"), {"key": LOCK})
    connection.commit()
    context.configure(connection=connection, target_metadata=db.Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
