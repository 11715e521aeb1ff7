"""What partners brought: deliveries that came before, calls that could not be read, and counts by day."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field


class SmsArrival(SQLModel, table=True):
    """That a partner's message came. It names no tip, so it says of no thread how often a sender wrote."""

    __tablename__ = "sms_arrival"

    message_digest: bytes = Field(primary_key=True)
    month: str
    forget_at: datetime | None = utc_field(nullable=True, index=True)
    """None where the gateway's calls carry no time: then it goes with the month's key."""


class QuarantineRow(SQLModel, table=True):
    """A partner's call that could not be read, sealed to the worker."""

    __tablename__ = "quarantine"

    id: str = Field(primary_key=True)
    partner: str
    month: str
    sealed: bytes
    fault: str
    """Where it did not fit; never what stood there."""
    arrived_at: datetime = utc_field()
    tried_at: datetime | None = utc_field(nullable=True)
    tries: int = 0


class PartnerDay(SQLModel, table=True):
    """What came and went through a partner in a day: for the daily limit, and for the partner's own reckoning."""

    __tablename__ = "partner_day"

    partner: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    """In the place's own time."""
    received: int = 0
    repeated: int = 0
    quarantined: int = 0
    blocked: int = 0
    texts_sent: int = 0
    segments_sent: int = 0
