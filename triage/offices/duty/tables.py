"""Who is on duty when, as stored: a post's hours, officers' leave, shifts, and what was handed over between them."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field


class DutyHours(SQLModel, table=True):
    """On one weekday a post is on duty from then to then; a post without any row always is."""

    __tablename__ = "duty_hours"

    post_id: str = Field(primary_key=True, foreign_key="post.id")
    weekday: int = Field(primary_key=True)
    """0 is Monday. Holidays are days without duty."""
    begins_minute: int
    """Minutes after midnight, in the place's time."""
    ends_minute: int


class Leave(SQLModel, table=True):
    """An officer is away."""

    id: str = Field(primary_key=True)
    officer_id: str = Field(foreign_key="officer.id", index=True)
    begins_at: datetime = utc_field()
    ends_at: datetime = utc_field()


class Shift(SQLModel, table=True):
    """An officer is the one on duty at a post; while no shift runs, every holder is."""

    id: str = Field(primary_key=True)
    post_id: str = Field(foreign_key="post.id", index=True)
    officer_id: str = Field(foreign_key="officer.id")
    begins_at: datetime = utc_field()
    ends_at: datetime = utc_field()
