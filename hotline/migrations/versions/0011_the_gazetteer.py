"""Where people say they are: places with their names, and when they were brought in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import hotline.db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gazetteer_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("at", hotline.db.UtcTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gazetteer_change")),
    )
    op.create_table(
        "gazetteer_place",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("fr", sa.String(length=160), nullable=False),
        sa.Column("nl", sa.String(length=160), nullable=False),
        sa.Column("also", postgresql.ARRAY(sa.String(length=120)), nullable=False),
        sa.Column("lat", sa.Float(precision=53), nullable=False),
        sa.Column("lon", sa.Float(precision=53), nullable=False),
        sa.Column("commune", sa.String(length=40), nullable=True),
        sa.Column("accuracy_m", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gazetteer_place")),
    )
    op.create_index(op.f("ix_gazetteer_place_source"), "gazetteer_place", ["source"], unique=False)
