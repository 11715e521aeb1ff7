"""Alerts about accounts

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("alert", sa.Column("about", sa.String(), nullable=False, server_default="news"))
    op.execute("UPDATE alert SET about = 'test' WHERE delivery_id IS NULL")
    op.create_table(
        "account_watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_journal_detail_officer", "journal_detail", ["officer_id", "number"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_journal_detail_officer", table_name="journal_detail")
    op.drop_table("account_watch")
    op.drop_column("alert", "about")
