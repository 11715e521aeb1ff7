"""Rows that authority is read from carry a code under the pepper

Revision ID: 0018
Revises: 0017

The codes of rows that are there already are made by ``homthu migrate``, which has the key directory.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TABLES = (
    "officer",
    "officer_session",
    "second_factor",
    "recovery_code",
    "sign_in_step",
    "invitation",
    "post",
    "holding",
)


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("proof", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_column(table, "proof")
