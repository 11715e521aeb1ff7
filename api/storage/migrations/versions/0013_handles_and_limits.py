"""Handles of residents' pages, bytes of files by day, gathered alerts

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "thread_handle",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_thread_handle_expires_at", "thread_handle", ["expires_at"], unique=False)
    op.create_table(
        "file_day",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "scope"),
    )
    op.add_column("alert", sa.Column("gathered", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_alert_address_made", "alert", ["address_id", "made_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_alert_address_made", table_name="alert")
    op.drop_column("alert", "gathered")
    op.drop_table("file_day")
    op.drop_index("ix_thread_handle_expires_at", table_name="thread_handle")
    op.drop_table("thread_handle")
