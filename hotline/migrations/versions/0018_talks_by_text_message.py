"""Written talks over a phone: which channel a text goes by, and how far a talk was texted."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sms", sa.Column("channel", sa.String(10), nullable=False, server_default="sms"))
    op.add_column("conversation", sa.Column("texted_to", sa.BigInteger()))
