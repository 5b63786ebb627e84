"""Who waits in a written talk: by when they were promised a person; what their dispatcher has read."""

import sqlalchemy as sa
from alembic import op

from hotline.db import UtcTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("bound_until", UtcTime()))
    op.add_column("conversation", sa.Column("read_id", sa.BigInteger()))
