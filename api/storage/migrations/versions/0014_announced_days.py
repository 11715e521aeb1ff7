"""Days that the government announced as off or worked

Revision ID: 0014
Revises: 0013
"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# Announced by the Ministry of Home Affairs on 26 December 2025, for officials and workers of the state.
_NOTE = "Hoán đổi ngày làm việc dịp Tết Dương lịch 2026 (thông báo ngày 26/12/2025)"


def upgrade() -> None:
    table = op.create_table(
        "announced_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_worked", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    op.bulk_insert(
        table,
        [
            {"day": date(2026, 1, 2), "is_worked": False, "note": _NOTE},
            {"day": date(2026, 1, 10), "is_worked": True, "note": _NOTE},
        ],
    )


def downgrade() -> None:
    op.drop_table("announced_day")
