"""What brings a top post's key back when no holder of the post can open it any more, as stored."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field
from triage.custody.requests.requests import CustodyDecision, CustodyReason, CustodyRequest


class PostRecoveryShare(SQLModel, table=True):
    """One custodian's share of one version of a top post's key."""

    __tablename__ = "post_recovery_share"

    post_key_id: str = Field(primary_key=True, foreign_key="post_key.id")
    custodian: str = Field(primary_key=True)
    sealed: bytes


class Recovery(CustodyRequest, table=True):
    """An officer asks the custodians for a post's key; shares are sealed to the officer's own."""

    post_id: str = Field(foreign_key="post.id", index=True)
    refused_by: str | None = Field(default=None, foreign_key="officer.id")
    """The holder who was there after all."""
    taken_at: datetime | None = utc_field(nullable=True)


class RecoveryReason(CustodyReason, table=True):
    """Why, sealed to one custodian."""

    __tablename__ = "recovery_reason"

    recovery_id: str = Field(primary_key=True, foreign_key="recovery.id")


class RecoveryDecision(CustodyDecision, table=True):
    """What one custodian said."""

    __tablename__ = "recovery_decision"

    recovery_id: str = Field(primary_key=True, foreign_key="recovery.id")
