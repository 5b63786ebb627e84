"""Text messages that we send, and who wants none."""

import sqlalchemy as sa
from alembic import op

import hotline.db

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sms",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=True),
        sa.Column("sid", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("made_at", hotline.db.UtcTime(timezone=True), nullable=False),
        sa.Column("state_at", hotline.db.UtcTime(timezone=True), nullable=False),
        sa.Column("held_until", hotline.db.UtcTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=20), nullable=True),
        sa.Column("erased_at", hotline.db.UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_sms_contact_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms")),
        sa.UniqueConstraint("key", name=op.f("uq_sms_key")),
        sa.UniqueConstraint("sid", name=op.f("uq_sms_sid")),
    )
    op.create_index(op.f("ix_sms_contact_id"), "sms", ["contact_id"], unique=False)
    op.create_index(op.f("ix_sms_made_at"), "sms", ["made_at"], unique=False)
    op.create_table(
        "sms_opt_out",
        sa.Column("number_hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", hotline.db.UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number_hash", name=op.f("pk_sms_opt_out")),
    )
