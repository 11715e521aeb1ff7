"""Posts can be recovered

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post_recovery_share",
        sa.Column("post_key_id", sa.String(), nullable=False),
        sa.Column("custodian", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["post_key_id"], ["post_key.id"]),
        sa.PrimaryKeyConstraint("post_key_id", "custodian"),
    )
    op.create_table(
        "recovery",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("refused_by", sa.String(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"]),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"]),
        sa.ForeignKeyConstraint(["refused_by"], ["officer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_recovery_post_id", "recovery", ["post_id"], unique=False)
    op.create_table(
        "recovery_reason",
        sa.Column("custodian", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("recovery_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["recovery_id"], ["recovery.id"]),
        sa.PrimaryKeyConstraint("custodian", "recovery_id"),
    )
    op.create_table(
        "recovery_decision",
        sa.Column("custodian", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recovery_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["recovery_id"], ["recovery.id"]),
        sa.PrimaryKeyConstraint("custodian", "recovery_id"),
    )


def downgrade() -> None:
    op.drop_table("recovery_decision")
    op.drop_table("recovery_reason")
    op.drop_index("ix_recovery_post_id", table_name="recovery")
    op.drop_table("recovery")
    op.drop_table("post_recovery_share")
