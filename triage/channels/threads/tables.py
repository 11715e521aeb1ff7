"""What is kept of a resident's visits: how far a reader with the receipt has read, and addresses that end soon."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field


class ThreadReading(SQLModel, table=True):
    """The last of the officers' messages that stood on the resident's page."""

    __tablename__ = "thread_reading"

    tip_id: str = Field(primary_key=True, foreign_key="tip.id")
    message_id: str


class HandleRow(SQLModel, table=True):
    """A resident's page that can be loaded again for some minutes. It names no tip: what it leads to is locked."""

    __tablename__ = "thread_handle"

    digest: bytes = Field(primary_key=True)
    kind: str
    locked: bytes
    expires_at: datetime = utc_field(index=True)
