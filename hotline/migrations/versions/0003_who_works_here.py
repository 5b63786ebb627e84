"""Who works here: second factor, recovery codes, who changed what about staff, who opened whose page."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import hotline.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dispatcher", sa.Column("otp_secret", sa.LargeBinary(), nullable=True))
    op.add_column("dispatcher", sa.Column("otp_step", sa.BigInteger(), nullable=True))
    op.add_column("dispatcher", sa.Column("second_factor_at", hotline.db.UtcTime(timezone=True), nullable=True))
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("dispatcher_id", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", hotline.db.UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["dispatcher_id"],
            ["dispatcher.id"],
            name=op.f("fk_recovery_code_dispatcher_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    op.create_index(op.f("ix_recovery_code_dispatcher_id"), "recovery_code", ["dispatcher_id"], unique=False)
    op.create_table(
        "staff_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", hotline.db.UtcTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("whom_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["dispatcher.id"], name=op.f("fk_staff_event_by_id")),
        sa.ForeignKeyConstraint(["whom_id"], ["dispatcher.id"], name=op.f("fk_staff_event_whom_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_event")),
    )
    op.create_index(op.f("ix_staff_event_at"), "staff_event", ["at"], unique=False)
    op.create_index(
        "ix_contact_event_opened", "contact_event", ["at"], unique=False, postgresql_where=sa.text("kind = 'opened'")
    )
