"""Warnings to the people, as stored, and to whom they are sent.

They are written to be read by everybody: nothing of a tip may stand here.
"""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field
from triage.ground.leases import Leased


class WarningRow(SQLModel, table=True):
    """How criminals go about it, told to an area and all under it. None sees it before a chief has approved it."""

    __tablename__ = "warning"

    id: str = Field(primary_key=True)
    area_id: str = Field(foreign_key="area.id", index=True)
    title: str
    text: str
    has_picture: bool
    written_by: str = Field(foreign_key="officer.id")
    written_at: datetime = utc_field()
    approved_by: str | None = Field(default=None, foreign_key="officer.id")
    published_at: datetime | None = utc_field(nullable=True)


class WarningPicture(SQLModel, table=True):
    """The picture of a warning: a JPEG that was made safe. It stands apart, because lists do not need it."""

    __tablename__ = "warning_picture"

    warning_id: str = Field(primary_key=True, foreign_key="warning.id")
    content: bytes


class WarningContact(SQLModel, table=True):
    """Who asked to be sent what is published for an area: its address is sealed to the worker, who alone sends."""

    __tablename__ = "warning_contact"

    id: str = Field(primary_key=True)
    area_id: str = Field(foreign_key="area.id", index=True)
    group: str
    name: str
    """Of the group, not of a person."""
    kind: str
    shown: str
    """What a page may show of the address."""
    month: str
    """Whose worker key it is sealed to."""
    sealed: bytes
    stop_digest: bytes = Field(unique=True)
    """Of the token with which a subscriber asks for no more."""
    agreed_with: str = Field(foreign_key="officer.id")
    """The chief who says that the group agreed."""
    made_at: datetime = utc_field()
    refused_at: datetime | None = utc_field(nullable=True)
    """Since when the carrier of the warnings says that the address is dead."""
    stopped_at: datetime | None = utc_field(nullable=True)
    """Since when they want no more; the address is gone."""


class WarningMessage(Leased, table=True):
    """One warning on its way to one contact."""

    __tablename__ = "warning_message"
    __table_args__ = (
        UniqueConstraint("warning_id", "contact_id"),
        Index("ix_warning_message_due", "state", "next_at"),
    )

    warning_id: str = Field(foreign_key="warning.id")
    contact_id: str = Field(foreign_key="warning_contact.id", index=True)
    outgoing_id: str | None = None
    """The text that carries it, among all texts on their way out; whether it went stands there."""
    changed_at: datetime = utc_field()
