"""Warnings to the people, as stored. They are written to be read by everybody: nothing of a tip may stand here."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from intake.columns import utc_field


class WarningRow(SQLModel, table=True):
    """How criminals go about it, told to an area and all under it. Nobody sees it before a chief has approved it."""

    __tablename__ = "warning"

    id: str = Field(primary_key=True)
    area_id: str = Field(foreign_key="area.id", index=True)
    title: str
    text: str
    has_picture: bool
    written_by: str = Field(foreign_key="officer.id")
    written_at: datetime = utc_field()
    approved_by: str | None = Field(default=None, foreign_key="officer.id")
    published_at: datetime | None = utc_field(nullable=True)


class WarningPicture(SQLModel, table=True):
    """The picture of a warning: a JPEG that was made safe. It stands apart, because lists do not need it."""

    __tablename__ = "warning_picture"

    warning_id: str = Field(primary_key=True, foreign_key="warning.id")
    content: bytes
