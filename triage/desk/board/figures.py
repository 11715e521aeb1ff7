"""Counting tips: by area, kind, hour, and what became of them. Nothing is opened; test tips count nowhere."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from intake.ground.local_time import to_local
from triage.desk.board.scope import Scope, Span, in_scope
from triage.ground.vocabulary import Disposition, Status
from triage.tips.record.tables import OutcomeRow, Tip

ROUNDED_TO = 5
_MINUTES = (5, 15, 30, 60)
_DAYS = (1, 3, 7, 20, 60)
NOT_YET = "not_yet"
MORE = "more"


class _Row(NamedTuple):
    area_id: str | None
    category: str
    channel: str
    status: str
    disposition: str | None
    accepted_at: datetime
    closed_at: datetime | None
    acknowledged_within: int | None


_COLUMNS = tuple(col(getattr(Tip, name)) for name in _Row._fields)


@dataclass(frozen=True, slots=True)
class Figures:
    """How many, by what. Hours and weekdays are those of the place; Monday is 0."""

    total: int = 0
    areas: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    dispositions: Counter[str] = field(default_factory=Counter)
    hours: Counter[tuple[int, int]] = field(default_factory=Counter)
    """By weekday and hour."""
    months: Counter[str] = field(default_factory=Counter)
    acknowledged: Counter[str] = field(default_factory=Counter)
    """Within how many minutes an officer took them."""
    closed: Counter[str] = field(default_factory=Counter)
    """Within how many days they ended."""
    outcomes: Counter[str] = field(default_factory=Counter)


def read_figures(session: Session, scope: Scope, span: Span) -> Figures:
    """Return the figures of the tips that came in the span; rounded for a reader who cannot open them."""
    rows = [_Row(*row) for row in session.connection().execute(select(*_COLUMNS).where(*_conditions(scope, span)))]
    figures = Figures(
        total=len(rows),
        areas=Counter(row.area_id or "" for row in rows),
        categories=Counter(row.category for row in rows),
        channels=Counter(row.channel for row in rows),
        statuses=Counter(row.status for row in rows),
        dispositions=Counter(row.disposition for row in rows if row.disposition),
        hours=Counter(_weekday_and_hour(row.accepted_at) for row in rows),
        months=Counter(f"{to_local(row.accepted_at):%Y-%m}" for row in rows),
        acknowledged=Counter(_step(row.acknowledged_within, _MINUTES) for row in rows),
        closed=Counter(_step(_days_until(row), _DAYS) for row in rows),
        outcomes=_count_outcomes(session, scope, span),
    )
    return figures if scope.is_exact else _round(figures)


def _conditions(scope: Scope, span: Span) -> Iterator[ColumnElement[bool]]:
    yield from in_scope(scope)
    yield col(Tip.accepted_at) >= span.begins_at
    yield col(Tip.accepted_at) < span.ends_at
    yield func.coalesce(col(Tip.disposition), "") != Disposition.TEST
    if not scope.is_exact:
        # What is still worked on is a figure of those alone who work on it.
        yield col(Tip.status) == Status.CLOSED


def _count_outcomes(session: Session, scope: Scope, span: Span) -> Counter[str]:
    query = select(col(OutcomeRow.kind), func.sum(col(OutcomeRow.amount))).join(
        Tip, col(Tip.id) == col(OutcomeRow.tip_id)
    )
    rows = session.connection().execute(query.where(*_conditions(scope, span)).group_by(col(OutcomeRow.kind)))
    return Counter({kind: int(amount) for kind, amount in rows})


def _weekday_and_hour(at: datetime) -> tuple[int, int]:
    local = to_local(at)
    return local.weekday(), local.hour


def _days_until(row: _Row) -> int | None:
    return None if row.closed_at is None else -(-(row.closed_at - row.accepted_at) // timedelta(days=1))


def _step(value: int | None, steps: tuple[int, ...]) -> str:
    if value is None:
        return NOT_YET
    return next((str(step) for step in steps if value <= step), MORE)


def _round(figures: Figures) -> Figures:
    changes: dict[str, Any] = {"total": _near(figures.total)}
    for each in fields(figures):
        counted = getattr(figures, each.name)
        if isinstance(counted, Counter):
            changes[each.name] = Counter({key: near for key, count in counted.items() if (near := _near(count))})
    return replace(figures, **changes)


def _near(count: int) -> int:
    return (count + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO
