"""The journal as stored: a chain of commitments that stays, and details that can be purged."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field


class JournalLine(SQLModel, table=True):
    """A link of the chain. It says nothing but that something was written."""

    __tablename__ = "journal_line"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    commitment: bytes
    head: bytes
    """The chain's head after this line."""


class JournalDetail(SQLModel, table=True):
    """What a line committed to."""

    __tablename__ = "journal_detail"
    # What an officer did, the newest first. Lines without one stand in it, too: a failed sign-in of a name that
    # exists must not take a moment longer than one of a name that does not exist.
    __table_args__ = (Index("ix_journal_detail_officer", "officer_id", "number"),)

    number: int = Field(primary_key=True, foreign_key="journal_line.number", sa_column_kwargs={"autoincrement": False})
    salt: bytes
    at: datetime = utc_field()
    event: str
    officer_id: str | None = None
    tip_id: str | None = Field(default=None, index=True)
    post_id: str | None = None
    remark: str = ""
    """A word from a fixed vocabulary (a status, a disposition) or a digest, never a person's text."""


class JournalHead(SQLModel, table=True):
    """The one row that a writer must hold: it makes the chain's order."""

    __tablename__ = "journal_head"

    id: int = Field(primary_key=True)
    number: int
    head: bytes


class PublishedHead(SQLModel, table=True):
    """The head that was published on a day. Without its number: how much happens here is not to be seen."""

    __tablename__ = "published_head"

    day: str = Field(primary_key=True)
    head: bytes


class PostActivity(SQLModel, table=True):
    """How often something changed at the post: what an open page compares, without asking what."""

    __tablename__ = "post_activity"

    post_id: str = Field(primary_key=True, foreign_key="post.id")
    number: int
