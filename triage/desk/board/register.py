"""The register of a year as it stands in a book: number, time, area, kind, what became of it. No content."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from triage.desk.board.scope import Scope, Span, in_scope
from triage.offices.accounts.names import names_of
from triage.tips.record.tables import Tip

MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One line of the book."""

    tip: Tip
    officer: str
    """Who works on it, or did."""


def read_register(session: Session, scope: Scope, span: Span) -> list[RegisterLine]:
    """Return the lines of a scope that the reader may open, in the order of their numbers."""
    query = select(Tip).where(*in_scope(scope), Tip.accepted_at >= span.begins_at, Tip.accepted_at < span.ends_at)
    ordered = query.order_by(col(Tip.register_name), col(Tip.register_year), col(Tip.register_number)).limit(MOST_LINES)
    tips = list(session.exec(ordered))
    names = names_of(session, [tip.officer_id for tip in tips])
    return [RegisterLine(tip, names.get(tip.officer_id or "", "")) for tip in tips]
