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
    op.create_table('attachment',
        sa.Column('id', sa.String(), nullable=False),
        sa.Column('tip_id', sa.String(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('seed_number', sa.Integer(), nullable=False),
        sa.Column('key_locked', sa.LargeBinary(), nullable=False),
        sa.Column('facts_locked', sa.LargeBinary(), nullable=False),
        sa.Column('small_locked', sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(['tip_id'], ['tip.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('tip_id', 'number')
    )
    op.create_index('ix_attachment_tip_id', 'attachment', ['tip_id'], unique=False)
    op.create_table('attachment_chunk',
        sa.Column('attachment_id', sa.String(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('locked', sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(['attachment_id'], ['attachment.id']),
        sa.PrimaryKeyConstraint('attachment_id', 'number')
    )


def downgrade() -> None:
    op.drop_table('attachment_chunk')
    op.drop_index('ix_attachment_tip_id', table_name='attachment')
    op.drop_table('attachment')
    op.drop_table('thread_reading')
