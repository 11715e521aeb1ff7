"""Second factors, renewed accounts

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "second_factor",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_second_factor_officer_id", "second_factor", ["officer_id"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_recovery_code_officer_id", "recovery_code", ["officer_id"], unique=False)
    op.create_table(
        "sign_in_step",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("seed_locked", sa.LargeBinary(), nullable=False),
        sa.Column("is_enrolling", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("relieves_id", sa.String(), nullable=True),
        sa.Column("seen_waiting", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["relieves_id"], ["officer.id"]),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_sign_in_step_officer_id", "sign_in_step", ["officer_id"], unique=False)
    op.create_table(
        "disclosure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"]),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_disclosure_tip_id", "disclosure", ["tip_id"], unique=False)
    op.create_table(
        "disclosure_decision",
        sa.Column("disclosure_id", sa.String(), nullable=False),
        sa.Column("custodian", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["disclosure_id"], ["disclosure.id"]),
        sa.PrimaryKeyConstraint("disclosure_id", "custodian"),
    )
    op.create_table(
        "disclosure_reason",
        sa.Column("disclosure_id", sa.String(), nullable=False),
        sa.Column("custodian", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["disclosure_id"], ["disclosure.id"]),
        sa.PrimaryKeyConstraint("disclosure_id", "custodian"),
    )
    op.create_table(
        "published_head",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_table("spent_month", sa.Column("month", sa.String(), nullable=False), sa.PrimaryKeyConstraint("month"))
    op.create_table(
        "legal_hold",
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"]),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"]),
        sa.PrimaryKeyConstraint("tip_id"),
    )
    op.add_column("tip", sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("identity_share", sa.Column("month", sa.String(), nullable=True))
    op.create_index(
        "ix_identity_share_open",
        "identity_share",
        ["identity_id"],
        unique=False,
        sqlite_where=sa.text("month IS NULL"),
        postgresql_where=sa.text("month IS NULL"),
    )
    op.add_column("custody_share", sa.Column("month", sa.String(), nullable=True))
    op.add_column("invitation", sa.Column("renews_id", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("invitation", "renews_id")
    op.drop_column("custody_share", "month")
    op.drop_index("ix_identity_share_open", table_name="identity_share")
    op.drop_column("identity_share", "month")
    op.drop_column("tip", "destroyed_at")
    op.drop_table("legal_hold")
    op.drop_table("spent_month")
    op.drop_table("published_head")
    op.drop_table("disclosure_reason")
    op.drop_table("disclosure_decision")
    op.drop_index("ix_disclosure_tip_id", table_name="disclosure")
    op.drop_table("disclosure")
    op.drop_index("ix_sign_in_step_officer_id", table_name="sign_in_step")
    op.drop_table("sign_in_step")
    op.drop_index("ix_recovery_code_officer_id", table_name="recovery_code")
    op.drop_table("recovery_code")
    op.drop_index("ix_second_factor_officer_id", table_name="second_factor")
    op.drop_table("second_factor")
