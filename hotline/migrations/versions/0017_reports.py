"""Reports: somebody tells of a person in the street."""

import sqlalchemy as sa
from alembic import op

from hotline.db import UtcTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("code", sa.String(6)),
        sa.Column("contact_id", sa.BigInteger(), sa.ForeignKey("contact.id", ondelete="SET NULL")),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("language", sa.String(5)),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime()),
        sa.Column("commune", sa.String(40)),
        sa.Column("place", sa.LargeBinary()),
        sa.Column("lat", sa.Float(53)),
        sa.Column("lon", sa.Float(53)),
        sa.Column("accuracy_m", sa.Integer()),
        sa.Column("seen_words", sa.LargeBinary()),
        sa.Column("seen_at", UtcTime()),
        sa.Column("people_count", sa.Integer()),
        sa.Column("condition", sa.String(20)),
        sa.Column("condition_words", sa.LargeBinary()),
        sa.Column("minors", sa.Boolean()),
        sa.Column("animals", sa.Boolean()),
        sa.Column("spoken_to", sa.Boolean()),
        sa.Column("wants_help", sa.Boolean()),
        sa.Column("reach", sa.LargeBinary()),
        sa.Column("contact_consent", sa.Boolean()),
        sa.Column("share_consent", sa.Boolean(), nullable=False),
        sa.Column("feedback_wanted", sa.Boolean()),
        sa.Column("erased_at", UtcTime()),
        sa.UniqueConstraint("code", name=op.f("uq_report_code")),
    )
    op.create_index(op.f("ix_report_contact_id"), "report", ["contact_id"])
    op.create_index(op.f("ix_report_made_at"), "report", ["made_at"])
