"""Apps that show one-time codes: drafted, confirmed with a first code, then asked at each sign-in."""

from datetime import datetime

from sqlmodel import Session, col, delete, select

from crypto.one_time_codes import find_step, make_code_secret
from triage.ground.errors import SecondFactorRefused
from triage.ground.vocabulary import FactorKind
from triage.offices.factors.rows import Holder, add_factor, hold_factors, open_factor
from triage.offices.factors.tables import SecondFactor


def draft_app(session: Session, holder: Holder, *, at: datetime) -> None:
    """Make a secret for an app, in the place of any that was not confirmed."""
    drop_draft(session, holder.officer_id)
    add_factor(session, holder, FactorKind.APP, make_code_secret().encode(), confirmed_at=None, at=at)


def read_draft(session: Session, holder: Holder) -> str:
    """Return the secret that the app is to take. Raises SecondFactorRefused where none is being added."""
    return open_factor(_get_draft(session, holder.officer_id), holder).decode()


def confirm_app(session: Session, holder: Holder, typed: str, *, at: datetime) -> None:
    """Keep the drafted secret if the app shows the right code. Raises SecondFactorRefused."""
    draft = _get_draft(session, holder.officer_id)
    _use(session, draft, holder, typed, at=at)
    draft.confirmed_at = at
    session.add(draft)
    session.flush()


def check_app(session: Session, holder: Holder, typed: str, *, at: datetime) -> None:
    """Return quietly if one of the apps shows this code, which is then used. Raises SecondFactorRefused."""
    for factor in hold_factors(session, holder.officer_id):
        if factor.kind == FactorKind.APP:
            try:
                _use(session, factor, holder, typed, at=at)
            except SecondFactorRefused:
                continue
            return
    raise SecondFactorRefused


def drop_draft(session: Session, officer_id: str) -> None:
    """Delete a secret that was never confirmed."""
    session.exec(
        delete(SecondFactor).where(col(SecondFactor.officer_id) == officer_id, col(SecondFactor.confirmed_at).is_(None))
    )


def _use(session: Session, factor: SecondFactor, holder: Holder, typed: str, *, at: datetime) -> None:
    step = find_step(open_factor(factor, holder).decode(), typed, after=factor.counter, at=at)
    if step is None:
        raise SecondFactorRefused
    factor.counter = step
    session.add(factor)
    session.flush()


def _get_draft(session: Session, officer_id: str) -> SecondFactor:
    query = select(SecondFactor).where(SecondFactor.officer_id == officer_id, col(SecondFactor.confirmed_at).is_(None))
    draft = session.exec(query.with_for_update()).first()
    if draft is None:
        raise SecondFactorRefused
    return draft
