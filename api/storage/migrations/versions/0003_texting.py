"""Threads by SMS, texts on their way out, quarantine, and what partners are counted by

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "partner_day",
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("repeated", sa.Integer(), nullable=False),
        sa.Column("quarantined", sa.Integer(), nullable=False),
        sa.Column("blocked", sa.Integer(), nullable=False),
        sa.Column("texts_sent", sa.Integer(), nullable=False),
        sa.Column("segments_sent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("partner", "day"),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "sms_arrival",
        sa.Column("message_digest", sa.LargeBinary(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("forget_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("message_digest"),
    )
    op.create_index("ix_sms_arrival_forget_at", "sms_arrival", ["forget_at"], unique=False)
    op.create_table(
        "candidate_access",
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("area_id", sa.String(), nullable=False),
        sa.Column("post_key_id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("seed_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reason_locked", sa.LargeBinary(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"]),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"]),
        sa.ForeignKeyConstraint(["post_key_id"], ["post_key.id"]),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"]),
        sa.PrimaryKeyConstraint("tip_id", "area_id", "post_key_id"),
    )
    op.create_table(
        "reply_address",
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("is_answerable", sa.Boolean(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_blocked", sa.Boolean(), nullable=False),
        sa.Column("is_block_due", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"]),
        sa.PrimaryKeyConstraint("tip_id"),
    )
    op.create_table(
        "sms_thread",
        sa.Column("number_digest", sa.LargeBinary(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("tip_id", sa.String(), nullable=True),
        sa.Column("candidates", sa.String(), nullable=False),
        sa.Column("automatic_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("automatic_kind", sa.String(), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("blocked_in", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("number_digest"),
    )
    op.create_index("ix_sms_thread_tip_id", "sms_thread", ["tip_id"], unique=False)
    op.create_table(
        "outgoing_text",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("tip_id", sa.String(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("thread_digest", sa.LargeBinary(), nullable=True),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("is_perhaps_twice", sa.Boolean(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_outgoing_text_due", "outgoing_text", ["state", "next_at"], unique=False)
    op.create_index("ix_outgoing_text_thread_digest", "outgoing_text", ["thread_digest"], unique=False)
    op.create_index("ix_outgoing_text_tip_id", "outgoing_text", ["tip_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_outgoing_text_tip_id", table_name="outgoing_text")
    op.drop_index("ix_outgoing_text_thread_digest", table_name="outgoing_text")
    op.drop_index("ix_outgoing_text_due", table_name="outgoing_text")
    op.drop_table("outgoing_text")
    op.drop_index("ix_sms_thread_tip_id", table_name="sms_thread")
    op.drop_table("sms_thread")
    op.drop_table("reply_address")
    op.drop_table("candidate_access")
    op.drop_index("ix_sms_arrival_forget_at", table_name="sms_arrival")
    op.drop_table("sms_arrival")
    op.drop_table("quarantine")
    op.drop_table("partner_day")
