"""Register numbers: one after the other in each register and year, without a race and without a gap."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from intake.ground.local_time import to_local
from triage.ground.insertion import run_plain
from triage.ground.vocabulary import PostKind
from triage.tips.routing.route import Route

INSPECTORATE_REGISTER = str(PostKind.INSPECTORATE)
DUTY_DESK_REGISTER = str(PostKind.DUTY_DESK)

# One statement takes the number and holds the row until the commit; a rolled-back tip gives its number back.
_TAKE = text(
    "INSERT INTO register_counter (register_name, year, last) VALUES (:register, :year, :count) "
    "ON CONFLICT (register_name, year) DO UPDATE SET last = register_counter.last + excluded.last RETURNING last"
)


def take_number(session: Session, register: str, year: int) -> int:
    """Return the next number of the register in that year."""
    return take_numbers(session, register, year, 1)[0]


def take_numbers(session: Session, register: str, year: int, count: int) -> range:
    """Return the next ``count`` numbers of the register in that year. The first is 1."""
    values = {"register": register, "year": year, "count": count}
    last = int(run_plain(session, _TAKE, values).scalar_one())
    return range(last - count + 1, last + 1)


def register_of(route: Route, area_id: AreaId | None, tree: AreaTree) -> str:
    """Return in which register a tip of this route stands: its commune's, the duty desk's or the inspectorate's."""
    if route.is_inspectorate:
        return INSPECTORATE_REGISTER
    commune = None if area_id is None else tree.find_commune(area_id)
    return DUTY_DESK_REGISTER if commune is None else commune.id


def year_of(at: datetime) -> int:
    """Return the year whose register is written at this time."""
    return to_local(at).year
