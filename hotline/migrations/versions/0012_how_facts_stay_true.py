"""How facts stay true: checks, partners' links and addresses, proposals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import hotline.db

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TIME = hotline.db.UtcTime(timezone=True)
JSONB = postgresql.JSONB(astext_type=sa.Text())
ID = sa.String(length=60)


def _id(table: str) -> tuple[sa.Column[int], sa.PrimaryKeyConstraint]:
    column = sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)
    return column, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _person(table: str, name: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    key = sa.ForeignKeyConstraint([name], ["dispatcher.id"], name=op.f(f"fk_{table}_{name}"))
    return sa.Column(name, sa.BigInteger(), nullable=True), key


def upgrade() -> None:
    op.add_column("organization", sa.Column("reported", JSONB, nullable=True))
    op.create_table(
        "directory_check",
        *_id("directory_check"),
        sa.Column("service_id", ID, nullable=False),
        sa.Column("fact", sa.String(length=30), nullable=True),
        sa.Column("found", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=10), nullable=False),
        *_person("directory_check", "dispatcher_id"),
        sa.Column("reporter", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("closed_at", TIME, nullable=True),
        *_person("directory_check", "closed_by_id"),
        sa.UniqueConstraint("key", name=op.f("uq_directory_check_key")),
    )
    op.create_index(op.f("ix_directory_check_at"), "directory_check", ["at"])
    op.create_index(
        "ix_directory_check_open", "directory_check", ["service_id"], postgresql_where=sa.text("state = 'open'")
    )
    op.create_table(
        "directory_address",
        sa.Column("service_id", ID, nullable=False),
        sa.Column("mail", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("at", TIME, nullable=False),
        *_person("directory_address", "by_id"),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_directory_address")),
    )
    op.create_table(
        "directory_link",
        *_id("directory_link"),
        sa.Column("service_id", ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("sent", sa.String(length=4), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        *_person("directory_link", "made_by_id"),
        sa.Column("until", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.UniqueConstraint("token_hash", name=op.f("uq_directory_link_token_hash")),
    )
    op.create_index(
        "uq_directory_link_open",
        "directory_link",
        ["service_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "directory_proposal",
        *_id("directory_proposal"),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("service_id", ID, nullable=True),
        sa.Column("by", sa.String(length=10), nullable=False),
        *_person("directory_proposal", "dispatcher_id"),
        sa.Column("at", TIME, nullable=False),
        sa.Column("base", JSONB, nullable=True),
        sa.Column("wanted", JSONB, nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("closed_at", TIME, nullable=True),
        *_person("directory_proposal", "closed_by_id"),
    )
    op.create_index(op.f("ix_directory_proposal_organization_id"), "directory_proposal", ["organization_id"])
