"""Register numbers: one after the other in each register and year, without a race and without a gap."""

from sqlalchemy import text
from sqlmodel import Session

from triage.vocabulary import PostKind

INSPECTORATE_REGISTER = str(PostKind.INSPECTORATE)
DUTY_DESK_REGISTER = str(PostKind.DUTY_DESK)

# One statement takes the number and holds the row until the commit; a rolled-back tip gives its number back.
_TAKE = text(
    "INSERT INTO register_counter (register_name, year, last) VALUES (:register, :year, 1) "
    "ON CONFLICT (register_name, year) DO UPDATE SET last = register_counter.last + 1 RETURNING last"
)


def take_number(session: Session, register: str, year: int) -> int:
    """Return the next number of the register in that year. The first is 1."""
    return int(session.connection().execute(_TAKE, {"register": register, "year": year}).scalar_one())
