"""Reports come in by four doors and go to teams; the teams' own numbers; partners' keys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hotline.db import UtcTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ADDED = (
    ("partner_id", sa.BigInteger()),
    ("danger", sa.String(40)),
    ("called_112", sa.String(10)),
    ("merged_into_id", sa.BigInteger()),
    ("sent_key", sa.LargeBinary()),
    ("spot", sa.LargeBinary()),
    ("place_id", sa.String(80)),
    ("still_there", sa.Boolean()),
    ("clothing", sa.LargeBinary()),
    ("dangers", sa.LargeBinary()),
    ("heard", sa.String(5)),
    ("help", sa.String(12)),
    ("role", sa.String(12)),
    ("text_safe", sa.Boolean()),
    ("told_back_at", UtcTime()),
)


def upgrade() -> None:
    for name, kind in ADDED:
        op.add_column("report", sa.Column(name, kind))
    op.add_column("report", sa.Column("priority", sa.String(10), nullable=False, server_default="normal"))
    op.alter_column("report", "priority", server_default=None)
    op.create_foreign_key(op.f("fk_report_partner_id_partner"), "report", "partner", ["partner_id"], ["id"])
    op.create_foreign_key(
        op.f("fk_report_merged_into_id_report"), "report", "report", ["merged_into_id"], ["id"], ondelete="SET NULL"
    )
    op.create_unique_constraint(op.f("uq_report_sent_key"), "report", ["sent_key"])
    op.create_index(op.f("ix_report_merged_into_id"), "report", ["merged_into_id"])
    op.create_table(
        "report_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("report_id", sa.BigInteger(), sa.ForeignKey("report.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("detail", postgresql.JSONB()),
    )
    op.create_index(op.f("ix_report_event_report_id"), "report_event", ["report_id"])
    op.create_table(
        "mission",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("report_id", sa.BigInteger(), sa.ForeignKey("report.id", ondelete="CASCADE"), nullable=False),
        sa.Column("team", sa.String(40), nullable=False),
        sa.Column("why", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("outcome", sa.String(15)),
        sa.Column("token_hash", sa.LargeBinary()),
        sa.Column("words", sa.LargeBinary()),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("answer_by", UtcTime()),
        sa.Column("on_the_way_at", UtcTime()),
        sa.Column("ended_at", UtcTime()),
        sa.UniqueConstraint("token_hash", name=op.f("uq_mission_token_hash")),
    )
    op.create_index(op.f("ix_mission_report_id"), "mission", ["report_id"])
    op.create_index(op.f("ix_mission_team"), "mission", ["team"])
    op.create_index(
        "uq_mission_open", "mission", ["report_id"], unique=True, postgresql_where=sa.text("state <> 'ended'")
    )
    op.create_table(
        "team_reach",
        sa.Column("team", sa.String(40), primary_key=True),
        sa.Column("phone", sa.LargeBinary()),
        sa.Column("phone_hash", sa.LargeBinary(), unique=True),
        sa.Column("mail", sa.LargeBinary()),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), sa.ForeignKey("dispatcher.id")),
    )
    op.create_table(
        "partner_key",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("partner_id", sa.BigInteger(), sa.ForeignKey("partner.id", ondelete="CASCADE"), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), unique=True),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), sa.ForeignKey("dispatcher.id")),
        sa.Column("used_at", UtcTime()),
        sa.Column("ended_at", UtcTime()),
    )
    op.create_index(op.f("ix_partner_key_partner_id"), "partner_key", ["partner_id"])
    op.create_table(
        "round_sheet",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("team", sa.String(40), nullable=False),
        sa.Column("missions", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), sa.ForeignKey("dispatcher.id"), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
    )
