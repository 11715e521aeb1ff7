"""Accounts, sessions and invitations as stored."""

from datetime import datetime
from typing import NewType

from sqlmodel import Field, SQLModel

from intake.columns import utc_field

OfficerId = NewType("OfficerId", str)


class Officer(SQLModel, table=True):
    """An account. The seed is locked under the passphrase and the pepper: nobody else can open it."""

    id: str = Field(primary_key=True)
    username: str = Field(unique=True)
    display_name: str
    role: str
    public_key: bytes
    seed_locked: bytes
    created_at: datetime = utc_field()
    closed_at: datetime | None = utc_field(nullable=True)


class OfficerSession(SQLModel, table=True):
    """A signed-in browser. The officer's seed is locked under the cookie's secret, which only the browser has."""

    __tablename__ = "officer_session"

    digest: bytes = Field(primary_key=True)
    officer_id: str = Field(foreign_key="officer.id", index=True)
    seed_locked: bytes
    started_at: datetime = utc_field()
    seen_at: datetime = utc_field()


class Invitation(SQLModel, table=True):
    """A one-time link with which an officer sets a passphrase and makes the key."""

    digest: bytes = Field(primary_key=True)
    username: str
    display_name: str
    role: str
    post_id: str | None = Field(default=None, foreign_key="post.id", index=True)
    invited_by: str | None = Field(default=None, foreign_key="officer.id")
    post_key_id: str | None = Field(default=None, foreign_key="post_key.id")
    post_seed_locked: bytes | None = None
    """For the first holders of a top post, whom nobody can endorse yet: the post's seed under the link's secret."""
    made_at: datetime = utc_field()
    expires_at: datetime = utc_field()
    officer_id: str | None = Field(default=None, foreign_key="officer.id")
    """Who accepted it; until the chief has compared the digits, the post waits."""
    settled_at: datetime | None = utc_field(nullable=True)
    renews_id: str | None = None
    """Whose account gets another key by it. No foreign key: SQLite could not take such a column back."""
