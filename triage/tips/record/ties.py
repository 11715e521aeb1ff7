"""What ties a tip to others and to figures, for where that has to end."""

from sqlmodel import Session, col, delete

from triage.tips.record.tables import OutcomeRow


def delete_outcomes(session: Session, tip_id: str) -> None:
    """Count nothing of this tip any more."""
    session.exec(delete(OutcomeRow).where(col(OutcomeRow.tip_id) == tip_id))
