"""Calls, as stored: which call became which tip, recordings that wait for their words, and call-takers' drafts."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field


class HotlineCallRow(SQLModel, table=True):
    """Which tip a call became, for as long as its operator may send a better transcription."""

    __tablename__ = "hotline_call"

    call_digest: bytes = Field(primary_key=True)
    month: str
    """Of the digest key."""
    tip_id: str = Field(index=True)
    """The tip that it became, or will become when its recording has been listened to."""
    forget_at: datetime = utc_field(index=True)


class CallerRow(SQLModel, table=True):
    """How often a number has called in a month, for the call-taker. It leads to no tip."""

    __tablename__ = "caller"

    number_digest: bytes = Field(primary_key=True)
    month: str
    calls: int


class RingingCallRow(SQLModel, table=True):
    """A call that an operator announced, until a call-taker hands it in."""

    __tablename__ = "ringing_call"

    id: str = Field(primary_key=True)
    partner: str
    tip_id: str
    """The id that its tip will have; the number is sealed to the custodians under it already."""
    identity: bytes
    earlier_calls: int | None
    """Of the same number in this month and the last; None where the number was withheld."""
    rang_at: datetime = utc_field()
    taken_by: str | None = Field(default=None, foreign_key="officer.id")


class RecordingRow(SQLModel, table=True):
    """A recording that is still to be fetched, put into words, or listened to."""

    __tablename__ = "recording"
    __table_args__ = (Index("ix_recording_due", "state", "next_at"),)

    id: str = Field(primary_key=True)
    partner: str
    tip_id: str = Field(index=True)
    """The tip that it belongs to, or the one that it will become."""
    file_id: str | None = Field(default=None, foreign_key="custody_file.id")
    """Where it is kept for the custodians, once it is here."""
    identity: bytes
    """Who called, sealed to the custodians."""
    month: str
    """Of the worker's key."""
    facts_sealed: bytes
    """When, how long, from where to fetch it: sealed to the worker."""
    key_sealed: bytes | None = None
    """The file's key, sealed to the worker until the recording is put into words."""
    desk_key_id: str | None = Field(default=None, foreign_key="post_key.id")
    desk_sealed: bytes | None = None
    """The file's key, sealed to the duty desk where nothing puts it into words."""
    needs_words: bool
    """False where the words came with the call, so that the recording is kept and nothing else."""
    state: str
    tries: int = 0
    arrived_at: datetime = utc_field()
    next_at: datetime = utc_field()
    """From when it may be worked on; while a worker has it, when that worker's lease ends."""
    claimed_by: str | None = Field(default=None, foreign_key="officer.id")
    """The call-taker who listens to it."""
    claimed_at: datetime | None = utc_field(nullable=True)


class CallDraftRow(SQLModel, table=True):
    """What a call-taker has typed so far, locked under the call-taker's own key."""

    __tablename__ = "call_draft"

    officer_id: str = Field(primary_key=True, foreign_key="officer.id")
    locked: bytes
    changed_at: datetime = utc_field()
