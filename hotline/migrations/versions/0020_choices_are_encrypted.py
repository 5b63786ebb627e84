"""What could be chosen in a talk may name a place: it is encrypted like the words; a column nobody reads is gone."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("offered", sa.LargeBinary()))
    op.drop_column("sms_in", "answered_at")
