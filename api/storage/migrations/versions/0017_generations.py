"""Every token of a way in carries its account's generation

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_WITH_GENERATION = ("officer", "officer_session", "sign_in_step", "recovery_code")


def upgrade() -> None:
    for table in _WITH_GENERATION:
        op.add_column(table, sa.Column("generation", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("sign_in_step", sa.Column("adds_factor", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("sign_in_step", sa.Column("relieves_generation", sa.Integer(), nullable=True))
    for column in ("inviter_generation", "renews_generation"):
        op.add_column("invitation", sa.Column(column, sa.Integer(), nullable=True))
    # Links that were sent out stay good: every account stands at its first generation.
    op.execute("UPDATE invitation SET inviter_generation = 0 WHERE invited_by IS NOT NULL")
    op.execute("UPDATE invitation SET renews_generation = 0 WHERE renews_id IS NOT NULL")
    # A draft's secret now comes from its step, which keeps ten minutes; the browser begins again.
    op.execute("DELETE FROM second_factor WHERE confirmed_at IS NULL")
    op.execute("DELETE FROM sign_in_step")


def downgrade() -> None:
    for column in ("renews_generation", "inviter_generation"):
        op.drop_column("invitation", column)
    op.drop_column("sign_in_step", "relieves_generation")
    op.drop_column("sign_in_step", "adds_factor")
    for table in reversed(_WITH_GENERATION):
        op.drop_column(table, "generation")
