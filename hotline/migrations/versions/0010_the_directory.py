"""The directory: organizations as documents, what the search looks through, every change."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import hotline.db

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TIME = hotline.db.UtcTime(timezone=True)
JSONB = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.create_table(
        "organization",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("document", JSONB, nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=True),
        sa.Column("changed_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", "private", name=op.f("pk_organization")),
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("document", JSONB, nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=True),
        sa.Column("changed_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    op.create_table(
        "directory_entry",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("organization_id", sa.String(length=60), nullable=True),
        sa.Column("staff", sa.Boolean(), nullable=False),
        sa.Column("needs", postgresql.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("vector", postgresql.TSVECTOR(), nullable=False),
        sa.Column("commune", sa.String(length=40), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", "kind", name=op.f("pk_directory_entry")),
    )
    op.create_index("ix_directory_entry_vector", "directory_entry", ["vector"], postgresql_using="gin")
    op.create_index("ix_directory_entry_needs", "directory_entry", ["needs"], postgresql_using="gin")
    op.create_index(op.f("ix_directory_entry_organization_id"), "directory_entry", ["organization_id"])
    op.create_table(
        "directory_word",
        sa.Column("word", sa.String(length=80), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_directory_word")),
    )
    op.create_table(
        "directory_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organization_id", sa.String(length=60), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("dispatcher_id", sa.BigInteger(), nullable=True),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("before", JSONB, nullable=True),
        sa.Column("after", JSONB, nullable=True),
        sa.ForeignKeyConstraint(["dispatcher_id"], ["dispatcher.id"], name=op.f("fk_directory_change_dispatcher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_change")),
    )
    op.create_index(op.f("ix_directory_change_organization_id"), "directory_change", ["organization_id"])
