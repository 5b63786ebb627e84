"""When nobody answers: phones that ring, the rota, empty chairs, open work handed over."""

import sqlalchemy as sa
from alembic import op

import hotline.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dispatcher", sa.Column("acted_at", hotline.db.UtcTime(timezone=True), nullable=True))
    op.add_column("dispatcher", sa.Column("missed", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("dispatcher", sa.Column("away_why", sa.String(length=10), nullable=True))
    op.create_table(
        "shift",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("dispatcher_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", hotline.db.UtcTime(timezone=True), nullable=False),
        sa.Column("ends_at", hotline.db.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dispatcher_id"], ["dispatcher.id"], name=op.f("fk_shift_dispatcher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
    )
    op.create_index("uq_shift_start", "shift", ["dispatcher_id", "starts_at"], unique=True)
    op.create_index(op.f("ix_shift_ends_at"), "shift", ["ends_at"], unique=False)
    op.create_table(
        "callout",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("dispatcher_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("stay", sa.SmallInteger(), nullable=False),
        sa.Column("call_sid", sa.String(length=64), nullable=True),
        sa.Column("made_at", hotline.db.UtcTime(timezone=True), nullable=False),
        sa.Column("answered_at", hotline.db.UtcTime(timezone=True), nullable=True),
        sa.Column("ended_at", hotline.db.UtcTime(timezone=True), nullable=True),
        sa.Column("end", sa.String(length=15), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_callout_contact_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["dispatcher_id"], ["dispatcher.id"], name=op.f("fk_callout_dispatcher_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["queue_entry.id"], name=op.f("fk_callout_entry_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callout")),
    )
    op.create_index(op.f("ix_callout_contact_id"), "callout", ["contact_id"], unique=False)
    op.create_index("uq_callout_step", "callout", ["entry_id", "stay", "step", "dispatcher_id"], unique=True)
    op.create_index("uq_callout_live", "callout", ["dispatcher_id"], unique=True, postgresql_where="ended_at is null")
    op.create_table(
        "handed",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("to_id", sa.BigInteger(), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", hotline.db.UtcTime(timezone=True), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("seen_at", hotline.db.UtcTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["dispatcher.id"], name=op.f("fk_handed_by_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_handed_contact_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["to_id"], ["dispatcher.id"], name=op.f("fk_handed_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_handed_contact_id")),
    )
    op.create_index(op.f("ix_handed_to_id"), "handed", ["to_id"], unique=False)


def downgrade() -> None:
    for table in ("handed", "callout", "shift"):
        op.drop_table(table)
    for column in ("away_why", "missed", "acted_at"):
        op.drop_column("dispatcher", column)
