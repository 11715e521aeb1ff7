"""The resident's side

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "thread_reading",
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"]),
        sa.PrimaryKeyConstraint("tip_id"),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed_number", sa.Integer(), nullable=False),
        sa.Column("key_locked", sa.LargeBinary(), nullable=False),
        sa.Column("facts_locked", sa.LargeBinary(), nullable=False),
        sa.Column("small_locked", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tip_id", "number"),
    )
    op.create_index("ix_attachment_tip_id", "attachment", ["tip_id"], unique=False)
    op.create_table(
        "attachment_chunk",
        sa.Column("attachment_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"]),
        sa.PrimaryKeyConstraint("attachment_id", "number"),
    )
    op.create_table(
        "warning",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("area_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("has_picture", sa.Boolean(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["approved_by"], ["officer.id"]),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"]),
        sa.ForeignKeyConstraint(["written_by"], ["officer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_warning_area_id", "warning", ["area_id"], unique=False)
    op.create_table(
        "warning_picture",
        sa.Column("warning_id", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["warning_id"], ["warning.id"]),
        sa.PrimaryKeyConstraint("warning_id"),
    )
    op.create_table(
        "thanks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim_digest", sa.LargeBinary(), nullable=True),
        sa.Column("claim_locked", sa.LargeBinary(), nullable=True),
        sa.Column("seed_number", sa.Integer(), nullable=False),
        sa.Column("paid_by", sa.String(), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["approved_by"], ["officer.id"]),
        sa.ForeignKeyConstraint(["paid_by"], ["officer.id"]),
        sa.ForeignKeyConstraint(["proposed_by"], ["officer.id"]),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("claim_digest"),
    )
    op.create_index("ix_thanks_tip_id", "thanks", ["tip_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_thanks_tip_id", table_name="thanks")
    op.drop_table("thanks")
    op.drop_table("warning_picture")
    op.drop_index("ix_warning_area_id", table_name="warning")
    op.drop_table("warning")
    op.drop_table("attachment_chunk")
    op.drop_index("ix_attachment_tip_id", table_name="attachment")
    op.drop_table("attachment")
    op.drop_table("thread_reading")
