"""Invitations as stored."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field
from triage.ground.row_proofs import proved


@proved(but=("post_seed_locked",))
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
    """For the first holders of a top post, whom no holder can endorse yet: the post's seed under the link's secret."""
    made_at: datetime = utc_field()
    expires_at: datetime = utc_field()
    officer_id: str | None = Field(default=None, foreign_key="officer.id")
    """Who accepted it; until the chief has compared the digits, the post waits."""
    settled_at: datetime | None = utc_field(nullable=True)
    inviter_generation: int | None = None
    """The inviting account's, when the link was made; None for a link made on the machine."""
    renews_generation: int | None = None
    """The renewed account's, when the link was made."""
    renews_id: str | None = None
    """Whose account gets another key by it. No foreign key: SQLite could not take such a column back."""
    proof: bytes | None = None
    """Binds the row under the pepper; see triage/ground/row_proofs.py."""
