"""Thanks to residents, as stored: what for, how much, and whether it was collected. No name anywhere."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field


class ThanksRow(SQLModel, table=True):
    """A commendation, or a reward that a resident collects with a code and a number."""

    __tablename__ = "thanks"

    id: str = Field(primary_key=True)
    tip_id: str = Field(foreign_key="tip.id", index=True)
    amount: int
    """In đồng; 0 is a commendation."""
    proposed_by: str = Field(foreign_key="officer.id")
    proposed_at: datetime = utc_field()
    approved_by: str | None = Field(default=None, foreign_key="officer.id")
    approved_at: datetime | None = utc_field(nullable=True)
    claim_digest: bytes | None = Field(default=None, unique=True)
    """By which a reward is found when code and number are shown; made with a key that is not in the database."""
    claim_locked: bytes | None = None
    """Code and number under the tip's seed, for the holder of the receipt."""
    seed_number: int = 1
    """Under which of the tip's seeds."""
    paid_by: str | None = Field(default=None, foreign_key="officer.id")
    paid_at: datetime | None = utc_field(nullable=True)
