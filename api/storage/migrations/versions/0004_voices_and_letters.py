"""Voices and letters: files kept for the custodians, recordings, call-takers' drafts, one-use receipts, paper boxes

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "custody_file",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tip_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_custody_file_tip_id", "custody_file", ["tip_id"], unique=False)
    op.create_table(
        "custody_chunk",
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["custody_file.id"]),
        sa.PrimaryKeyConstraint("file_id", "number"),
    )
    op.create_table(
        "custody_share",
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("custodian", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["custody_file.id"]),
        sa.PrimaryKeyConstraint("file_id", "custodian"),
    )
    op.create_table(
        "hotline_call",
        sa.Column("call_digest", sa.LargeBinary(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("forget_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("call_digest"),
    )
    op.create_index("ix_hotline_call_forget_at", "hotline_call", ["forget_at"], unique=False)
    op.create_index("ix_hotline_call_tip_id", "hotline_call", ["tip_id"], unique=False)
    op.create_table(
        "caller",
        sa.Column("number_digest", sa.LargeBinary(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number_digest"),
    )
    op.create_table(
        "ringing_call",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("earlier_calls", sa.Integer(), nullable=True),
        sa.Column("rang_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["taken_by"], ["officer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "recording",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=True),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("facts_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("desk_key_id", sa.String(), nullable=True),
        sa.Column("desk_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("needs_words", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["custody_file.id"]),
        sa.ForeignKeyConstraint(["desk_key_id"], ["post_key.id"]),
        sa.ForeignKeyConstraint(["claimed_by"], ["officer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_recording_due", "recording", ["state", "next_at"], unique=False)
    op.create_index("ix_recording_tip_id", "recording", ["tip_id"], unique=False)
    op.create_table(
        "call_draft",
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"]),
        sa.PrimaryKeyConstraint("officer_id"),
    )
    op.create_table(
        "paper_box",
        sa.Column("area_id", sa.String(), nullable=False),
        sa.Column("collector_id", sa.String(), nullable=True),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"]),
        sa.ForeignKeyConstraint(["collector_id"], ["officer.id"]),
        sa.PrimaryKeyConstraint("area_id"),
    )
    op.create_index("ix_paper_box_collector_id", "paper_box", ["collector_id"], unique=False)
    op.create_table(
        "collection",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("area_id", sa.String(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["paper_box.area_id"]),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_collection_area_id", "collection", ["area_id"], unique=False)
    with op.batch_alter_table("tip_receipt") as batch:
        batch.add_column(sa.Column("is_spoken", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("tip_receipt") as batch:
        batch.alter_column("is_spoken", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("tip_receipt") as batch:
        batch.drop_column("is_spoken")
    op.drop_table("collection")
    op.drop_table("paper_box")
    op.drop_table("call_draft")
    op.drop_table("recording")
    op.drop_table("ringing_call")
    op.drop_table("caller")
    op.drop_table("hotline_call")
    op.drop_table("custody_share")
    op.drop_table("custody_chunk")
    op.drop_table("custody_file")
