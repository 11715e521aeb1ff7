"""Files that show who a person is, as stored: locked chunks, and shares of the key that only custodians open."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field


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


class IdentityRow(SQLModel, table=True):
    """A sealed identity. Its key is nowhere but in the custodians' shares."""

    __tablename__ = "identity"

    id: str = Field(primary_key=True)
    tip_id: str = Field(foreign_key="tip.id", index=True)
    locked: bytes


class IdentityShareRow(SQLModel, table=True):
    """One custodian's share of one identity. Within the hour it is locked over under the month's key."""

    __tablename__ = "identity_share"
    __table_args__ = (
        Index(
            "ix_identity_share_open",
            "identity_id",
            sqlite_where=text("month IS NULL"),
            postgresql_where=text("month IS NULL"),
        ),
    )

    identity_id: str = Field(primary_key=True, foreign_key="identity.id")
    custodian: str = Field(primary_key=True)
    sealed: bytes
    month: str | None = None
    """None until it is locked over; see ``triage/custody/keeping/enclosing.py``."""
