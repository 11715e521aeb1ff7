"""Threads by SMS, and texts on their way out, as stored. No number stands here: a digest, or a seal to the worker."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, String
from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field
from triage.ground.leases import Leased


class SmsThread(SQLModel, table=True):
    """The current thread of one number, under the digest of the month in which it began."""

    __tablename__ = "sms_thread"

    number_digest: bytes = Field(primary_key=True)
    month: str
    """Of the digest key."""
    # The row is locked first of all, before the tip that it names is stored.
    tip_id: str | None = Field(
        default=None,
        sa_column=Column(String, ForeignKey("tip.id", deferrable=True, initially="DEFERRED"), index=True),
    )
    candidates: str = ""
    """The areas that the open question offers, in its order, parted by spaces."""
    automatic_at: datetime | None = utc_field(nullable=True)
    automatic_kind: str | None = None
    stopped_at: datetime | None = utc_field(nullable=True)
    blocked_in: str = ""
    """The registers whose officers want to hear no more of this number, parted by spaces."""
    version: int = 1
    """Rises with each text, so that of two that come at once the second is decided anew."""


class ReplyAddressRow(SQLModel, table=True):
    """Who sent a tip by SMS, and where answers go, sealed to the worker.

    Nothing in the clear ties two tips of one number together; only the worker, which opens the number, can.
    """

    __tablename__ = "reply_address"

    tip_id: str = Field(primary_key=True, foreign_key="tip.id")
    partner: str
    month: str
    sealed: bytes
    is_answerable: bool
    stopped_at: datetime | None = utc_field(nullable=True)
    is_blocked: bool = False
    """An officer wants to hear no more of the sender."""
    is_block_due: bool = False
    """The worker has not seen to it yet."""


class OutgoingRow(Leased, table=True):
    """A text that goes out. When it has gone, nothing of it is left but that it went."""

    __tablename__ = "outgoing_text"
    __table_args__ = (Index("ix_outgoing_text_due", "state", "next_at"),)

    kind: str
    tip_id: str | None = Field(default=None, foreign_key="tip.id", index=True)
    message_id: str | None = Field(default=None, foreign_key="message.id")
    """The officer's message that it carries."""
    thread_digest: bytes | None = Field(default=None, index=True)
    """The thread that an automatic text belongs to."""
    partner: str
    month: str
    sealed: bytes
    segments: int
    is_perhaps_twice: bool = False
    changed_at: datetime = utc_field()


class TextFileRow(Leased, table=True):
    """A file that came with a text, still at the gateway: the worker fetches it for the tip."""

    __tablename__ = "text_file"
    __table_args__ = (Index("ix_text_file_due", "state", "next_at"),)

    tip_id: str = Field(foreign_key="tip.id", index=True)
    partner: str
    month: str
    """Of the worker's key."""
    sealed: bytes
    """Where it lies."""
