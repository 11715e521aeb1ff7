"""The queue sorts what no officer has taken before what was taken, and then by when it is due

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_FIRST = ["post_id", "is_closed", "is_hidden", "priority"]
# Until the next step at a tip, what was taken before is sorted by when it came, or until when it was extended.
_FILL = """
UPDATE tip_access SET
    is_taken = (SELECT tip.status <> 'new' FROM tip WHERE tip.id = tip_access.tip_id),
    due_at = COALESCE((SELECT tip.resolve_by FROM tip WHERE tip.id = tip_access.tip_id), accepted_at)
"""


def upgrade() -> None:
    with op.batch_alter_table("tip_access") as batch_op:
        batch_op.add_column(sa.Column("is_taken", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(_FILL)
    with op.batch_alter_table("tip_access") as batch_op:
        batch_op.alter_column("is_taken", existing_type=sa.Boolean(), server_default=None)
        batch_op.alter_column("due_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.drop_index("ix_tip_access_queue")
        batch_op.create_index("ix_tip_access_queue", [*_FIRST, "is_taken", "due_at", "tip_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("tip_access") as batch_op:
        batch_op.drop_index("ix_tip_access_queue")
        batch_op.create_index("ix_tip_access_queue", [*_FIRST, "accepted_at", "tip_id"], unique=False)
        batch_op.drop_column("due_at")
        batch_op.drop_column("is_taken")
