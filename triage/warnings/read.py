"""Published warnings, for everybody."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from intake.areas.tables import AreaId
from triage.ground.errors import TipUnavailable
from triage.warnings.tables import WarningPicture, WarningRow

_MOST = 500


@dataclass(frozen=True, slots=True)
class PublishedWarning:
    """A warning as residents read it."""

    id: str
    area_id: AreaId
    title: str
    text: str
    has_picture: bool
    published_at: datetime


def list_published(session: Session) -> list[PublishedWarning]:
    """Return the published warnings of all areas, the newest first."""
    rows = session.exec(
        select(WarningRow)
        .where(col(WarningRow.published_at).is_not(None))
        .order_by(col(WarningRow.published_at).desc())
        .limit(_MOST)
    )
    return [
        PublishedWarning(row.id, AreaId(row.area_id), row.title, row.text, row.has_picture, row.published_at)
        for row in rows
        if row.published_at is not None
    ]


def get_picture(session: Session, warning_id: str) -> bytes:
    """Return the picture of a published warning. Raises TipUnavailable, alike for a draft's and for none."""
    row = session.get(WarningRow, warning_id)
    picture = session.get(WarningPicture, warning_id)
    if row is None or row.published_at is None or picture is None:
        raise TipUnavailable
    return picture.content
