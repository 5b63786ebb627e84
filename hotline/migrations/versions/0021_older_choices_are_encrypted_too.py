"""What could be chosen in talks from before 0020 is encrypted too; no code reads `message.choices` any more."""

import json

import sqlalchemy as sa
from alembic import op

from hotline import settings
from hotline.core.secret import Vault

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    database = op.get_bind()
    plain = database.execute(
        sa.text("select id, choices from message where choices <> 'null' and offered is null for update")
    ).all()
    if plain:
        vault = Vault(settings.load().secret_key)
        database.execute(
            sa.text("update message set offered = :offered where id = :id"),
            [{"id": id_, "offered": vault.lock(json.dumps(left, ensure_ascii=False))} for id_, left in plain],
        )
    database.execute(sa.text("update message set choices = null where choices is not null"))
