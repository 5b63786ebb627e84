"""Endings with who called, what for and why; partners who call for others."""

import sqlalchemy as sa
from alembic import op

import hotline.db

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "partner",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("pin_hash", sa.LargeBinary(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", hotline.db.UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("pin_hash", name=op.f("uq_partner_pin_hash")),
    )
    op.create_table(
        "partner_number",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("number_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_partner_number_partner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_number")),
        sa.UniqueConstraint("number_hash", name=op.f("uq_partner_number_number_hash")),
    )
    op.create_index(op.f("ix_partner_number_partner_id"), "partner_number", ["partner_id"], unique=False)
    op.add_column("contact", sa.Column("caller_kind", sa.String(length=12), nullable=True))
    op.add_column("contact", sa.Column("needs", sa.ARRAY(sa.String(length=12)), nullable=True))
    op.add_column("contact", sa.Column("why", sa.String(length=12), nullable=True))
    op.add_column("contact", sa.Column("partner_id", sa.BigInteger(), nullable=True))
    op.add_column("contact", sa.Column("on_behalf_of", sa.ARRAY(sa.String(length=12)), nullable=True))
    op.create_foreign_key(op.f("fk_contact_partner_id"), "contact", "partner", ["partner_id"], ["id"])
