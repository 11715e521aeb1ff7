"""What was handed over between officers who share a desk, as stored."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field


class Handover(SQLModel, table=True):
    """One officer left a shared desk to the next, who saw what was open."""

    id: str = Field(primary_key=True)
    from_officer_id: str = Field(foreign_key="officer.id")
    to_officer_id: str = Field(foreign_key="officer.id")
    handed_over_at: datetime = utc_field()
    waiting: int
    """How many tips were not acknowledged."""
    open: int
    """How many were being worked on."""
