"""Texts that come in: that they did, not what they said."""

import sqlalchemy as sa
from alembic import op

import hotline.db

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sms_in",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sid", sa.String(length=64), nullable=False),
        sa.Column("number_hash", sa.LargeBinary(), nullable=True),
        sa.Column("at", hotline.db.UtcTime(timezone=True), nullable=False),
        sa.Column("answered_at", hotline.db.UtcTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_in")),
        sa.UniqueConstraint("sid", name=op.f("uq_sms_in_sid")),
    )
    op.create_index(op.f("ix_sms_in_number_hash"), "sms_in", ["number_hash"], unique=False)
    op.create_index(op.f("ix_sms_in_at"), "sms_in", ["at"], unique=False)
