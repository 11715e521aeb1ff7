"""Accounts, sessions and invitations as stored."""

from datetime import datetime
from typing import NewType

from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field
from triage.ground.row_proofs import proved

OfficerId = NewType("OfficerId", str)


@proved(but=("seed_locked",))
class Officer(SQLModel, table=True):
    """An account. The seed is locked under the passphrase and the pepper: no other can open it."""

    id: str = Field(primary_key=True)
    username: str = Field(unique=True)
    display_name: str
    role: str
    public_key: bytes
    seed_locked: bytes
    generation: int = 0
    """Every token of a way into the account carries it; raising it ends them all."""
    created_at: datetime = utc_field()
    closed_at: datetime | None = utc_field(nullable=True)
    proof: bytes | None = None
    """Binds the row under the pepper; see triage/ground/row_proofs.py."""


@proved(but=("seed_locked",))
class OfficerSession(SQLModel, table=True):
    """A signed-in browser. The officer's seed is locked under the cookie's secret, which only the browser has."""

    __tablename__ = "officer_session"

    digest: bytes = Field(primary_key=True)
    officer_id: str = Field(foreign_key="officer.id", index=True)
    seed_locked: bytes
    generation: int = 0
    """The account's, when the session began."""
    started_at: datetime = utc_field()
    seen_at: datetime = utc_field()
    proof: bytes | None = None
    """Binds the row under the pepper; see triage/ground/row_proofs.py."""
