"""Who is sent warnings

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "warning_contact",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("area_id", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("stop_digest", sa.LargeBinary(), nullable=False),
        sa.Column("agreed_with", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agreed_with"], ["officer.id"]),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("stop_digest"),
    )
    op.create_index("ix_warning_contact_area_id", "warning_contact", ["area_id"], unique=False)
    op.create_table(
        "warning_message",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("warning_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outgoing_id", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["warning_contact.id"]),
        sa.ForeignKeyConstraint(["warning_id"], ["warning.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("warning_id", "contact_id"),
    )
    op.create_index("ix_warning_message_contact_id", "warning_message", ["contact_id"], unique=False)
    op.create_index("ix_warning_message_due", "warning_message", ["state", "next_at"], unique=False)


def downgrade() -> None:
    op.drop_table("warning_message")
    op.drop_table("warning_contact")
