"""Box codes: short, opaque, never reused."""

import secrets
from datetime import datetime

from sqlmodel import Session

from intake.areas.tables import AreaId, Box, BoxCode

# No vowels, so that no word appears; no 0, 1, i, l, o, so that a code read from a poster is typed right.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
LENGTH = 5


def open_box(session: Session, area_id: AreaId, *, at: datetime) -> BoxCode:
    """Give the area a box and return its code."""
    while session.get(Box, code := _draw()) is not None:
        pass
    session.add(Box(code=code, area_id=area_id, opened_at=at))
    session.flush()
    return BoxCode(code)


def _draw() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
