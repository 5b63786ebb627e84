"""What is safe for a person, hours to be called, and the way back into the line."""

import sqlalchemy as sa
from alembic import op

import hotline.db

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact", sa.Column("safe_to_call", sa.Boolean(), nullable=True))
    op.add_column("contact", sa.Column("safe_to_text", sa.Boolean(), nullable=True))
    op.add_column("contact", sa.Column("safe_word", sa.LargeBinary(), nullable=True))
    op.add_column("contact", sa.Column("call_window", sa.String(length=10), nullable=True))
    op.add_column("queue_entry", sa.Column("wanted_id", sa.BigInteger(), nullable=True))
    op.add_column("queue_entry", sa.Column("wanted_until", hotline.db.UtcTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f("fk_queue_entry_wanted_id"), "queue_entry", "dispatcher", ["wanted_id"], ["id"])
    op.add_column("contact", sa.Column("centre_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_contact_centre_id"), "contact", "centre", ["centre_id"], ["id"])
    op.create_table(
        "rejoin_code",
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_rejoin_code_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_rejoin_code")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_rejoin_code_contact_id")),
    )
