"""What is kept longer, and which months' keys have to go, as stored."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field


class LegalHold(SQLModel, table=True):
    """Nothing of the tip is destroyed on time. Why, stands in a note, which only its readers open."""

    __tablename__ = "legal_hold"

    tip_id: str = Field(primary_key=True, foreign_key="tip.id")
    officer_id: str = Field(foreign_key="officer.id")
    held_at: datetime = utc_field()
