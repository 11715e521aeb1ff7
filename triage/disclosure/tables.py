"""Requests to open one identity, and what custodians said to them, as stored."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from intake.columns import utc_field


class Disclosure(SQLModel, table=True):
    """A request to open the identity of one tip. Its reasons can be read by the custodians only."""

    id: str = Field(primary_key=True)
    tip_id: str = Field(foreign_key="tip.id", index=True)
    officer_id: str = Field(foreign_key="officer.id")
    public_key: bytes
    """The one-time key that the asker made off-line: shares are sealed to it."""
    needed: int
    asked_at: datetime = utc_field()
    open_at: datetime = utc_field()
    """From when custodians may approve."""
    expires_at: datetime = utc_field()
    ready_at: datetime | None = utc_field(nullable=True)
    refused_at: datetime | None = utc_field(nullable=True)


class DisclosureReason(SQLModel, table=True):
    """Legal basis, document and reason, sealed to one custodian. Who may decide is who has a row here."""

    __tablename__ = "disclosure_reason"

    disclosure_id: str = Field(primary_key=True, foreign_key="disclosure.id")
    custodian: str = Field(primary_key=True)
    sealed: bytes


class DisclosureDecision(SQLModel, table=True):
    """What one custodian said, in the very bytes that the custodian signed. It is said once."""

    __tablename__ = "disclosure_decision"

    disclosure_id: str = Field(primary_key=True, foreign_key="disclosure.id")
    custodian: str = Field(primary_key=True)
    verdict: str
    statement: bytes
    """With the shares sealed to the one-time key, or the reason of a refusal; see ``statements.py``."""
    signature: bytes
    decided_at: datetime = utc_field()
