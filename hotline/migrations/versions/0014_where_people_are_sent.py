"""Which services of the directory a person was referred to."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact", sa.Column("referred_to", sa.ARRAY(sa.String(length=60)), nullable=True))
