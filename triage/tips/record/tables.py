"""Tips and all that belongs to them, as stored. Nothing here can be read without a key that is not here."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field


class Bar(SQLModel, table=True):
    """An officer may not see a tip, whatever posts the officer holds."""

    tip_id: str = Field(primary_key=True, foreign_key="tip.id")
    officer_id: str = Field(primary_key=True, foreign_key="officer.id")
    barred_by: str = Field(foreign_key="officer.id")
    barred_at: datetime = utc_field()
    hidden_changes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How many of the changes counted at the officer's posts were this tip's: the officer is told of none."""


class TipLink(SQLModel, table=True):
    """Two tips tell of one thing. The lesser id stands first."""

    __tablename__ = "tip_link"

    tip_id: str = Field(primary_key=True, foreign_key="tip.id")
    other_id: str = Field(primary_key=True, foreign_key="tip.id", index=True)
    officer_id: str = Field(foreign_key="officer.id")
    linked_at: datetime = utc_field()


class OutcomeRow(SQLModel, table=True):
    """What came of a tip, in numbers."""

    __tablename__ = "outcome"

    tip_id: str = Field(primary_key=True, foreign_key="tip.id")
    kind: str = Field(primary_key=True)
    amount: int


class SpentMonth(SQLModel, table=True):
    """Something under this month's key was destroyed, and stands in backups still: the key has to go."""

    __tablename__ = "spent_month"

    month: str = Field(primary_key=True)


class CandidateAccess(SQLModel, table=True):
    """A row of ``tip_access`` in waiting: for an area that a text may mean, until the sender says which."""

    __tablename__ = "candidate_access"

    tip_id: str = Field(primary_key=True, foreign_key="tip.id")
    area_id: str = Field(primary_key=True, foreign_key="area.id")
    post_key_id: str = Field(primary_key=True, foreign_key="post_key.id")
    post_id: str = Field(foreign_key="post.id")
    seed_sealed: bytes
    reason_locked: bytes
    month: str


class Tip(SQLModel, table=True):
    """One report: what a list shows of it, and the public half of its key."""

    __table_args__ = (
        UniqueConstraint("register_name", "register_year", "register_number"),
        Index(
            "ix_tip_asking",
            "ask_again_at",
            sqlite_where=text("ask_again_at IS NOT NULL"),
            postgresql_where=text("ask_again_at IS NOT NULL"),
        ),
    )

    id: str = Field(primary_key=True)
    channel: str
    area_id: str | None = Field(default=None, foreign_key="area.id")
    post_id: str = Field(foreign_key="post.id")
    """The post that answers for the tip now."""
    category: str
    priority: int
    status: str
    disposition: str | None = None
    public_key: bytes
    register_name: str
    register_year: int
    register_number: int
    accepted_at: datetime = utc_field()
    acknowledged_at: datetime | None = utc_field(nullable=True)
    closed_at: datetime | None = utc_field(nullable=True)
    thread_ended_at: datetime | None = utc_field(nullable=True)
    version: int = 1
    """Rises with each change, so that of two who act at once the second is told."""
    officer_id: str | None = None
    """To whom of the post it is assigned. No foreign key: SQLite could not take such a column back."""
    ask_again_at: datetime | None = utc_field(nullable=True)
    """When the next are told, as long as it was not acknowledged."""
    asked: int = 0
    """How many times officers were told since it came to its post."""
    acknowledged_within: int | None = None
    """Minutes until an officer took it, in steps of five: what is counted when exact times are gone."""
    resolve_by: datetime | None = utc_field(nullable=True)
    """Where the clock was extended."""
    seed_number: int = 1
    """Which of its seeds is the present one; see FormerSeed."""
    destroyed_at: datetime | None = utc_field(nullable=True)
    """When its content was destroyed on time: what is left is what is counted."""


class TipReceipt(SQLModel, table=True):
    """The tip's seed locked under a receipt, and over that under the month's key; see ``receipts.py``."""

    __tablename__ = "tip_receipt"

    digest: bytes = Field(primary_key=True)
    tip_id: str = Field(foreign_key="tip.id", index=True)
    seed_locked: bytes
    key_locked: bytes | None = None
    """The receipt's public half, locked under the tip's seed; None in rows of before there was one."""
    is_sealed: bool = False
    """The seed is sealed to the receipt's public half: it was changed while the receipt was not there."""
    month: str
    is_spoken: bool = False
    """It passed through another's mouth or hands: its first use replaces it."""


class TipAccess(SQLModel, table=True):
    """A post may open a tip: the tip's seed sealed to the post's key, and over that locked under the month's key.

    The last columns repeat what the queue sorts by, so that a page of it is one walk along one index.
    """

    __tablename__ = "tip_access"
    __table_args__ = (
        Index("ix_tip_access_queue", "post_id", "is_closed", "is_hidden", "priority", "is_taken", "due_at", "tip_id"),
        Index("ix_tip_access_closed", "post_id", "is_closed", "accepted_at", "tip_id"),
    )

    tip_id: str = Field(primary_key=True, foreign_key="tip.id")
    post_key_id: str = Field(primary_key=True, foreign_key="post_key.id")
    post_id: str = Field(foreign_key="post.id")
    seed_sealed: bytes
    reason_locked: bytes
    month: str
    visible_at: datetime = utc_field()
    """From when the post's queue shows the tip, unless an officer acknowledges it before."""
    priority: int
    accepted_at: datetime = utc_field()
    is_closed: bool = False
    is_hidden: bool = False
    """Another officer acknowledged the tip before it climbed here."""
    is_taken: bool = False
    due_at: datetime = utc_field()
    """Until when the next step is due; of a tip that no officer has taken, when it came: those wait equally long."""


class TipKey(SQLModel, table=True):
    """The tip's seed as the post locked it for itself, once one of the post had opened it: quicker to open again.

    Over that it is locked under the month's key, like the access itself.
    """

    __tablename__ = "tip_key"

    tip_id: str = Field(primary_key=True, foreign_key="tip.id")
    post_key_id: str = Field(primary_key=True, foreign_key="post_key.id")
    locked: bytes
    month: str


class FormerSeed(SQLModel, table=True):
    """A seed that the tip had before, locked under the next: who has the present one reads all, and not the reverse."""

    __tablename__ = "former_seed"

    tip_id: str = Field(primary_key=True, foreign_key="tip.id")
    number: int = Field(primary_key=True)
    locked: bytes


class Message(SQLModel, table=True):
    """One message of the thread, locked under a key that depends on the tip, the message and the kind of author."""

    __table_args__ = (UniqueConstraint("tip_id", "position"),)

    id: str = Field(primary_key=True)
    tip_id: str = Field(foreign_key="tip.id", index=True)
    position: int
    author: str
    officer_id: str | None = Field(default=None, foreign_key="officer.id")
    channel: str
    locked: bytes
    written_at: datetime = utc_field()
    seed_number: int = 1
    """Under which of the tip's seeds."""


class RegisterCounter(SQLModel, table=True):
    """The last number given in a register and year."""

    __tablename__ = "register_counter"

    register_name: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    last: int
