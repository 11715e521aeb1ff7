"""Alerts as stored: where an officer wants to hear that there is something new, and each time it is said."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field
from triage.ground.leases import Leased


class AlertAddress(SQLModel, table=True):
    """Where one officer hears of news: sealed to the worker, who alone sends."""

    __tablename__ = "alert_address"

    id: str = Field(primary_key=True)
    officer_id: str = Field(foreign_key="officer.id", index=True)
    kind: str
    month: str
    """Whose worker key it is sealed to."""
    sealed: bytes
    is_urgent_only: bool = False
    made_at: datetime = utc_field()
    refused_at: datetime | None = utc_field(nullable=True)
    """Since when the carrier of the alerts says that the address is dead."""


class AccountWatch(SQLModel, table=True):
    """The one row that says how far the journal was read for what happens to accounts."""

    __tablename__ = "account_watch"

    id: int = Field(primary_key=True)
    number: int


class WorkerPulse(SQLModel, table=True):
    """When the worker last did each of its works."""

    __tablename__ = "worker_pulse"

    what: str = Field(primary_key=True)
    at: datetime = utc_field()


class WaitingWatch(SQLModel, table=True):
    """That something which could not be read or heard waits, and when the duty desk was last told."""

    __tablename__ = "waiting_watch"

    what: str = Field(primary_key=True)
    told_at: datetime = utc_field()


class Alert(Leased, table=True):
    """One alert on its way to one address."""

    __table_args__ = (
        UniqueConstraint("delivery_id", "address_id"),
        Index("ix_alert_due", "state", "next_at"),
        Index("ix_alert_address_made", "address_id", "made_at"),
    )

    delivery_id: str | None = Field(default=None, foreign_key="delivery.id", index=True)
    """The news that it tells of, where it tells of any."""
    about: str = "news"
    address_id: str = Field(foreign_key="alert_address.id", index=True)
    officer_id: str = Field(foreign_key="officer.id", index=True)
    is_urgent: bool
    gathered: int = 0
    """How many more pieces of news it tells of: they came while the address had just been told."""
    made_at: datetime = utc_field()
    changed_at: datetime = utc_field()
