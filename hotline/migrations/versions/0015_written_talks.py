"""Written talks: conversations and their messages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from hotline.db import UtcTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("contact_id", sa.BigInteger(), sa.ForeignKey("contact.id", ondelete="CASCADE"), nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("token_hash", sa.LargeBinary()),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("language_chosen", sa.Boolean(), nullable=False),
        sa.Column("dialogue", sa.LargeBinary()),
        sa.Column("leased_until", UtcTime()),
        sa.Column("heard_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime()),
        sa.UniqueConstraint("contact_id", name=op.f("uq_conversation_contact_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_conversation_public_id")),
    )
    op.create_index(op.f("ix_conversation_heard_at"), "conversation", ["heard_at"])
    op.create_table(
        "message",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column(
            "conversation_id", sa.BigInteger(), sa.ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("client_message_id", sa.String(64)),
        sa.Column("sender", sa.String(10), nullable=False),
        sa.Column("dispatcher_id", sa.BigInteger(), sa.ForeignKey("dispatcher.id")),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("say", sa.String(40)),
        sa.Column("choices", JSONB()),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("answered_at", UtcTime()),
    )
    op.create_index(op.f("ix_message_conversation_id"), "message", ["conversation_id"])
    op.create_index("uq_message_client", "message", ["conversation_id", "client_message_id"], unique=True)
    op.create_index(
        "ix_message_unanswered", "message", ["conversation_id"], postgresql_where=sa.text("answered_at is null")
    )
