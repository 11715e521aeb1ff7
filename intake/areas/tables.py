"""The area tree as stored: areas, their names through time, their boxes."""

from datetime import date, datetime
from typing import NewType

from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field

AreaId = NewType("AreaId", str)
BoxCode = NewType("BoxCode", str)


class Area(SQLModel, table=True):
    """A node of the area tree. Its id is the locality's own, because official codes were reused."""

    id: str = Field(primary_key=True)
    parent_id: str | None = Field(default=None, foreign_key="area.id", index=True)
    kind: str
    name: str
    official_code: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


class AreaName(SQLModel, table=True):
    """One name by which people call an area, with the days between which it was official."""

    __tablename__ = "area_name"

    area_id: str = Field(primary_key=True, foreign_key="area.id")
    name: str = Field(primary_key=True)
    valid_from: date | None = None
    valid_until: date | None = None


class Box(SQLModel, table=True):
    """The public page of an area. Rows are never deleted, so that no code is ever used again."""

    code: str = Field(primary_key=True)
    area_id: str = Field(foreign_key="area.id", unique=True)
    opened_at: datetime = utc_field()
