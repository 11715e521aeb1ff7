"""Duty and alerts, links, bars, outcomes, clusters, later seeds of a tip

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Columns that are added keep their defaults: SQLite could take them away only by copying the tables.


def upgrade() -> None:
    op.create_table(
        "cluster",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "alert_address",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("is_urgent_only", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_alert_address_officer_id", "alert_address", ["officer_id"], unique=False)
    op.create_table(
        "cluster_area",
        sa.Column("cluster_id", sa.String(), nullable=False),
        sa.Column("area_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"]),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"]),
        sa.PrimaryKeyConstraint("cluster_id", "area_id"),
    )
    op.create_index("ix_cluster_area_area_id", "cluster_area", ["area_id"], unique=False)
    op.create_table(
        "handover",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("from_officer_id", sa.String(), nullable=False),
        sa.Column("to_officer_id", sa.String(), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["from_officer_id"], ["officer.id"]),
        sa.ForeignKeyConstraint(["to_officer_id"], ["officer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "leave",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_leave_officer_id", "leave", ["officer_id"], unique=False)
    op.create_table(
        "duty_hours",
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("begins_minute", sa.Integer(), nullable=False),
        sa.Column("ends_minute", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"]),
        sa.PrimaryKeyConstraint("post_id", "weekday"),
    )
    op.create_table(
        "saved_sentence",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_saved_sentence_post_id", "saved_sentence", ["post_id"], unique=False)
    op.create_table(
        "shift",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"]),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_shift_post_id", "shift", ["post_id"], unique=False)
    op.create_table(
        "bar",
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("barred_by", sa.String(), nullable=False),
        sa.Column("barred_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["barred_by"], ["officer.id"]),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"]),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"]),
        sa.PrimaryKeyConstraint("tip_id", "officer_id"),
    )
    op.create_table(
        "former_seed",
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"]),
        sa.PrimaryKeyConstraint("tip_id", "number"),
    )
    op.create_table(
        "outcome",
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"]),
        sa.PrimaryKeyConstraint("tip_id", "kind"),
    )
    op.create_table(
        "tip_key",
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("post_key_id", sa.String(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["post_key_id"], ["post_key.id"]),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"]),
        sa.PrimaryKeyConstraint("tip_id", "post_key_id"),
    )
    op.create_table(
        "tip_link",
        sa.Column("tip_id", sa.String(), nullable=False),
        sa.Column("other_id", sa.String(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"]),
        sa.ForeignKeyConstraint(["other_id"], ["tip.id"]),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"]),
        sa.PrimaryKeyConstraint("tip_id", "other_id"),
    )
    op.create_index("ix_tip_link_other_id", "tip_link", ["other_id"], unique=False)
    op.create_table(
        "alert",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("delivery_id", sa.String(), nullable=True),
        sa.Column("address_id", sa.String(), nullable=False),
        sa.Column("officer_id", sa.String(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["alert_address.id"]),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"]),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("delivery_id", "address_id"),
    )
    op.create_index("ix_alert_address_id", "alert", ["address_id"], unique=False)
    op.create_index("ix_alert_delivery_id", "alert", ["delivery_id"], unique=False)
    op.create_index("ix_alert_due", "alert", ["state", "next_at"], unique=False)
    op.create_index("ix_alert_officer_id", "alert", ["officer_id"], unique=False)
    op.add_column("delivery", sa.Column("alerted_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_delivery_unsaid",
        "delivery",
        ["made_at"],
        unique=False,
        sqlite_where=sa.text("alerted_at IS NULL"),
        postgresql_where=sa.text("alerted_at IS NULL"),
    )
    op.add_column("holding", sa.Column("is_deputy", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("message", sa.Column("seed_number", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("tip", sa.Column("officer_id", sa.String(), nullable=True))
    op.add_column("tip", sa.Column("ask_again_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tip", sa.Column("asked", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("tip", sa.Column("acknowledged_within", sa.Integer(), nullable=True))
    op.add_column("tip", sa.Column("resolve_by", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tip", sa.Column("seed_number", sa.Integer(), nullable=False, server_default="1"))
    op.create_index(
        "ix_tip_asking",
        "tip",
        ["ask_again_at"],
        unique=False,
        sqlite_where=sa.text("ask_again_at IS NOT NULL"),
        postgresql_where=sa.text("ask_again_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_tip_asking", table_name="tip")
    op.drop_column("tip", "seed_number")
    op.drop_column("tip", "resolve_by")
    op.drop_column("tip", "acknowledged_within")
    op.drop_column("tip", "asked")
    op.drop_column("tip", "ask_again_at")
    op.drop_column("tip", "officer_id")
    op.drop_column("message", "seed_number")
    op.drop_column("holding", "is_deputy")
    op.drop_index("ix_delivery_unsaid", table_name="delivery")
    op.drop_column("delivery", "alerted_at")
    op.drop_index("ix_alert_officer_id", table_name="alert")
    op.drop_index("ix_alert_due", table_name="alert")
    op.drop_index("ix_alert_delivery_id", table_name="alert")
    op.drop_index("ix_alert_address_id", table_name="alert")
    op.drop_table("alert")
    op.drop_index("ix_tip_link_other_id", table_name="tip_link")
    op.drop_table("tip_link")
    op.drop_table("tip_key")
    op.drop_table("outcome")
    op.drop_table("former_seed")
    op.drop_table("bar")
    op.drop_index("ix_shift_post_id", table_name="shift")
    op.drop_table("shift")
    op.drop_index("ix_saved_sentence_post_id", table_name="saved_sentence")
    op.drop_table("saved_sentence")
    op.drop_table("duty_hours")
    op.drop_index("ix_leave_officer_id", table_name="leave")
    op.drop_table("leave")
    op.drop_table("handover")
    op.drop_index("ix_cluster_area_area_id", table_name="cluster_area")
    op.drop_table("cluster_area")
    op.drop_index("ix_alert_address_officer_id", table_name="alert_address")
    op.drop_table("alert_address")
    op.drop_table("cluster")
