"""Second factors, renewed accounts

Revision ID: 0007
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('second_factor',
        sa.Column('id', sa.String(), nullable=False),
        sa.Column('officer_id', sa.String(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('locked', sa.LargeBinary(), nullable=False),
        sa.Column('counter', sa.Integer(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['officer_id'], ['officer.id']),
        sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_second_factor_officer_id', 'second_factor', ['officer_id'], unique=False)
    op.create_table('recovery_code',
        sa.Column('digest', sa.LargeBinary(), nullable=False),
        sa.Column('officer_id', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['officer_id'], ['officer.id']),
        sa.PrimaryKeyConstraint('digest')
    )
    op.create_index('ix_recovery_code_officer_id', 'recovery_code', ['officer_id'], unique=False)
    op.create_table('sign_in_step',
        sa.Column('digest', sa.LargeBinary(), nullable=False),
        sa.Column('officer_id', sa.String(), nullable=False),
        sa.Column('seed_locked', sa.LargeBinary(), nullable=False),
        sa.Column('is_enrolling', sa.Boolean(), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['officer_id'], ['officer.id']),
        sa.PrimaryKeyConstraint('digest')
    )
    op.create_index('ix_sign_in_step_officer_id', 'sign_in_step', ['officer_id'], unique=False)
    op.add_column('invitation', sa.Column('renews_id', sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column('invitation', 'renews_id')
    op.drop_index('ix_sign_in_step_officer_id', table_name='sign_in_step')
    op.drop_table('sign_in_step')
    op.drop_index('ix_recovery_code_officer_id', table_name='recovery_code')
    op.drop_table('recovery_code')
    op.drop_index('ix_second_factor_officer_id', table_name='second_factor')
    op.drop_table('second_factor')
