"""Whether a post's queue shows a tip by now, as every question to the database asks it."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import col, or_

from triage.tips.record.tables import TipAccess


def has_reached(at: datetime) -> ColumnElement[bool]:
    """Return the condition that an access's time has come.

    What a post was given with the tip itself never waits: a clock that is set back must not take a tip off a queue on
    which it stood already.
    """
    return or_(col(TipAccess.visible_at) <= at, col(TipAccess.visible_at) <= col(TipAccess.accepted_at))
