"""Finding a tip by its number in the register, as an officer writes it: ``22/2026``, ``số 22``, ``22``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from triage.tips.opening.reach import ask_reach
from triage.tips.record.tables import Tip

_MOST_FOUND = 20
_WRITTEN = re.compile(
    r"(?P<word>(?:số|so|no)\.?\s*)?(?P<number>[0-9]{1,7})(?:\s*[/-]\s*(?P<year>20[0-9]{2}))?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class RegisterNumber:
    """A number as it was typed."""

    number: int
    year: int | None
    is_certain: bool
    """Whether it can be nothing else: a bare number may be a house or a plate."""


def read_register_number(typed: str) -> RegisterNumber | None:
    """Return the number that was typed; None for anything else."""
    found = _WRITTEN.fullmatch(typed.strip())
    if found is None:
        return None
    year = found["year"]
    return RegisterNumber(int(found["number"]), int(year) if year else None, bool(year or found["word"]))


def find_by_number(session: Session, officer_id: str, wanted: RegisterNumber, *, at: datetime) -> Sequence[Tip]:
    """Return the tips of that number which the officer may open, the newest first. Each commune has a register."""
    query = select(Tip).where(Tip.register_number == wanted.number, col(Tip.id).in_(ask_reach(officer_id, at=at)))
    if wanted.year is not None:
        query = query.where(Tip.register_year == wanted.year)
    return session.exec(query.order_by(col(Tip.accepted_at).desc()).limit(_MOST_FOUND)).all()
