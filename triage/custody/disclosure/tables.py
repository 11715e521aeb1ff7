"""Requests to open one identity, as stored."""

from sqlmodel import Field

from triage.custody.requests.requests import CustodyDecision, CustodyReason, CustodyRequest


class Disclosure(CustodyRequest, table=True):
    """A request to open the identity of one tip, to a one-time key that the asker made off-line."""

    tip_id: str = Field(foreign_key="tip.id", index=True)


class DisclosureReason(CustodyReason, table=True):
    """Why, sealed to one custodian."""

    __tablename__ = "disclosure_reason"

    disclosure_id: str = Field(primary_key=True, foreign_key="disclosure.id")


class DisclosureDecision(CustodyDecision, table=True):
    """What one custodian said."""

    __tablename__ = "disclosure_decision"

    disclosure_id: str = Field(primary_key=True, foreign_key="disclosure.id")
