"""Receipts have public halves

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tip_receipt", sa.Column("key_locked", sa.LargeBinary(), nullable=True))
    op.add_column("tip_receipt", sa.Column("is_sealed", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("tip_receipt", "is_sealed")
    op.drop_column("tip_receipt", "key_locked")
