"""Files that residents sent, as stored: locked under the tip's seed, without a name and without a time."""

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel


class AttachmentRow(SQLModel, table=True):
    """One file of a tip. What it is, and a small picture of it, are locked like the file."""

    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("tip_id", "number"),)

    id: str = Field(primary_key=True)
    tip_id: str = Field(foreign_key="tip.id", index=True)
    number: int
    """From 1, in the order in which they came."""
    seed_number: int
    """Under which of the tip's seeds the key is locked."""
    is_added: bool = False
    """From outside, by a sender without the tip's seed: its key is sealed to the tip's public half."""
    key_locked: bytes
    facts_locked: bytes
    small_locked: bytes


class FileDay(SQLModel, table=True):
    """How many bytes of files were taken on a day, in all and for each area."""

    __tablename__ = "file_day"

    day: str = Field(primary_key=True)
    """By ISO 8601, in the installation's time."""
    scope: str = Field(primary_key=True)
    """An area's id, or ``*`` for all."""
    size_bytes: int = Field(sa_type=BigInteger)


class AttachmentChunkRow(SQLModel, table=True):
    """One locked chunk. A number is written once."""

    __tablename__ = "attachment_chunk"

    attachment_id: str = Field(primary_key=True, foreign_key="attachment.id")
    number: int = Field(primary_key=True)
    """From 0."""
    locked: bytes
