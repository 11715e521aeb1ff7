"""The resident's side

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('thread_reading',
        sa.Column('tip_id', sa.String(), nullable=False),
        sa.Column('message_id', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['tip_id'], ['tip.id']),
        sa.PrimaryKeyConstraint('tip_id')
    )


def downgrade() -> None:
    op.drop_table('thread_reading')
