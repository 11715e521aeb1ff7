"""How many tips came, and what became of them: closed quarters, commune by commune, each figure rounded to five.

What the inspectorate answers for counts nowhere here, and tests count nowhere at all. Rounding keeps a single tip from
showing; a running quarter would let a reader watch the figure rise.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from intake.ground.local_time import to_local
from triage.ground.calendar import midnight
from triage.ground.vocabulary import Disposition, PostKind, Status
from triage.offices.posts.tables import Post
from triage.tips.record.tables import Tip

_STEP = 5
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months."""

    year: int
    number: int
    """From 1."""

    @property
    def begins_at(self) -> datetime:
        """The first moment, in the place's time."""
        return midnight(date(self.year, 3 * self.number - 2, 1))

    def before(self) -> "Quarter":
        """Return the one before."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    def after(self) -> "Quarter":
        """Return the next."""
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one commune in one quarter, each rounded to five."""

    received: int
    founded: int
    otherwise: int
    """Closed with any other outcome."""
    open: int


def list_closed_quarters(at: datetime) -> list[Quarter]:
    """Return the last closed quarters, the newest first."""
    today = to_local(at).date()
    quarters = [Quarter(today.year, (today.month + 2) // 3).before()]
    while len(quarters) < _SHOWN:
        quarters.append(quarters[-1].before())
    return quarters


def count_quarter(session: Session, quarter: Quarter, tree: AreaTree) -> Mapping[AreaId, Figures]:
    """Return the figures of each commune with tips in the quarter."""
    counted: dict[AreaId, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for area_id, status, disposition, count in session.exec(
        select(Tip.area_id, Tip.status, Tip.disposition, func.count())
        .join(Post, col(Post.id) == col(Tip.post_id))
        .where(
            col(Tip.accepted_at) >= quarter.begins_at,
            col(Tip.accepted_at) < quarter.after().begins_at,
            col(Post.kind) != PostKind.INSPECTORATE,
            col(Tip.area_id).is_not(None),
        )
        .group_by(col(Tip.area_id), col(Tip.status), col(Tip.disposition))
    ):
        commune = tree.find_commune(AreaId(area_id)) if area_id in tree.nodes else None
        if commune is not None and disposition != Disposition.TEST:
            counted[commune.id][_name(status, disposition)] += count
    return {commune_id: _round_all(parts) for commune_id, parts in counted.items()}


def _name(status: str, disposition: str | None) -> str:
    if status != Status.CLOSED:
        return "open"
    return "founded" if disposition == Disposition.FOUNDED else "otherwise"


def _round_all(parts: Mapping[str, int]) -> Figures:
    return Figures(
        received=_round(sum(parts.values())),
        founded=_round(parts.get("founded", 0)),
        otherwise=_round(parts.get("otherwise", 0)),
        open=_round(parts.get("open", 0)),
    )


def _round(count: int) -> int:
    return (count + _STEP // 2) // _STEP * _STEP
