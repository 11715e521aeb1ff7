"""What is kept of a resident's visits: how far somebody with the receipt has read, and no time."""

from sqlmodel import Field, SQLModel


class ThreadReading(SQLModel, table=True):
    """The last of the officers' messages that stood on the resident's page."""

    __tablename__ = "thread_reading"

    tip_id: str = Field(primary_key=True, foreign_key="tip.id")
    message_id: str
