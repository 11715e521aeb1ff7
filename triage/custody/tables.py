"""Files that show who somebody is, as stored: locked chunks, and shares of the key that only custodians open."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from intake.columns import utc_field


class CustodyFileRow(SQLModel, table=True):
    """A voice or a handwriting. No officer has a key to it."""

    __tablename__ = "custody_file"

    id: str = Field(primary_key=True)
    tip_id: str | None = Field(default=None, foreign_key="tip.id", index=True)
    """None while a recording waits for its words, before there is a tip."""
    kind: str
    media_type: str
    kept_at: datetime = utc_field()


class CustodyChunkRow(SQLModel, table=True):
    """One locked chunk. A number is written once."""

    __tablename__ = "custody_chunk"

    file_id: str = Field(primary_key=True, foreign_key="custody_file.id")
    number: int = Field(primary_key=True)
    """From 0."""
    locked: bytes


class CustodyShareRow(SQLModel, table=True):
    """One custodian's share of the key of one file."""

    __tablename__ = "custody_share"

    file_id: str = Field(primary_key=True, foreign_key="custody_file.id")
    custodian: str = Field(primary_key=True)
    sealed: bytes
    month: str | None = None
    """None until it is locked over, as an identity's shares are."""
