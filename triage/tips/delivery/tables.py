"""Deliveries: what each officer has been told, and has seen."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field


class Delivery(SQLModel, table=True):
    """One piece of news for one officer. One officer's reading silences no other's."""

    __table_args__ = (
        Index("ix_delivery_unseen", "officer_id", "seen_at"),
        Index(
            "ix_delivery_unsaid",
            "made_at",
            sqlite_where=text("alerted_at IS NULL"),
            postgresql_where=text("alerted_at IS NULL"),
        ),
    )

    id: str = Field(primary_key=True)
    tip_id: str = Field(foreign_key="tip.id", index=True)
    post_id: str = Field(foreign_key="post.id")
    officer_id: str = Field(foreign_key="officer.id")
    made_at: datetime = utc_field()
    seen_at: datetime | None = utc_field(nullable=True)
    alerted_at: datetime | None = utc_field(nullable=True)
    """When the alerts outside the pages were queued."""
