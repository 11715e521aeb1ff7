"""Paper boxes: who empties which, how often, and what was found. No letter stands here."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field


class PaperBoxRow(SQLModel, table=True):
    """A box on a wall."""

    __tablename__ = "paper_box"

    area_id: str = Field(primary_key=True, foreign_key="area.id")
    collector_id: str | None = Field(default=None, foreign_key="officer.id", index=True)
    """The officer who empties it; one who does not answer for the area."""
    every_days: int
    since: datetime = utc_field()
    """From when the first round counts."""


class CollectionRow(SQLModel, table=True):
    """One round: a box was opened."""

    __tablename__ = "collection"

    id: str = Field(primary_key=True)
    area_id: str = Field(foreign_key="paper_box.area_id", index=True)
    officer_id: str = Field(foreign_key="officer.id")
    opened_at: datetime = utc_field()
    letters: int
    """How many letters lay in it."""
    entered: int = 0
    """How many of them have been typed in."""
