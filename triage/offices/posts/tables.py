"""Posts and their keys as stored."""

from datetime import datetime
from typing import NewType

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field
from triage.ground.row_proofs import proved

PostId = NewType("PostId", str)
PostKeyId = NewType("PostKeyId", str)


@proved(but=("duty_number",))
class Post(SQLModel, table=True):
    """The office that answers for an area. Tips go to posts; officers hold posts."""

    id: str = Field(primary_key=True)
    kind: str
    area_id: str | None = Field(default=None, foreign_key="area.id", index=True)
    above_id: str | None = Field(default=None, foreign_key="post.id", index=True)
    duty_number: str | None = None
    """The telephone number that is published for it."""
    created_at: datetime = utc_field()
    proof: bytes | None = None
    """Binds the row under the pepper; see triage/ground/row_proofs.py."""


class PostKey(SQLModel, table=True):
    """One version of a post's key. The public half is signed by the post above, or pinned in the settings."""

    __tablename__ = "post_key"
    __table_args__ = (UniqueConstraint("post_id", "version"),)

    id: str = Field(primary_key=True)
    post_id: str = Field(foreign_key="post.id")
    version: int
    public_key: bytes
    signer_id: str | None = Field(default=None, foreign_key="post_key.id")
    signature: bytes | None = None
    seed_sealed_above: bytes | None = None
    """A residential post's seed, sealed to its commune's post. Keys flow no higher."""
    created_at: datetime = utc_field()


@proved(but=("seed_sealed", "endorsement"))
class Holding(SQLModel, table=True):
    """An officer holds a post: its seed sealed to the officer, and an endorsement signed with that seed."""

    __table_args__ = (UniqueConstraint("officer_id", "post_key_id"),)

    id: str = Field(primary_key=True)
    officer_id: str = Field(foreign_key="officer.id", index=True)
    post_id: str = Field(foreign_key="post.id", index=True)
    post_key_id: str = Field(foreign_key="post_key.id")
    seed_sealed: bytes
    endorsement: bytes
    since: datetime = utc_field()
    until: datetime | None = utc_field(nullable=True)
    is_deputy: bool = False
    """Stands in: is asked only while no holder of the post is on duty."""
    proof: bytes | None = None
    """Binds the row under the pepper; see triage/ground/row_proofs.py."""
