"""Apps that show one-time codes: kept with a first code, then asked at each sign-in."""

from datetime import datetime

from sqlmodel import Session

from crypto.one_time_codes import find_step
from triage.ground.errors import SecondFactorRefused
from triage.ground.vocabulary import FactorKind
from triage.offices.factors.rows import Holder, add_factor, hold_factors, open_factor
from triage.offices.factors.tables import SecondFactor


def add_app(session: Session, holder: Holder, secret: str, typed: str, *, at: datetime) -> None:
    """Keep the secret if the app shows the right code, which is then used. Raises SecondFactorRefused."""
    step = find_step(secret, typed, after=0, at=at)
    if step is None:
        raise SecondFactorRefused
    add_factor(session, holder, FactorKind.APP, secret.encode(), counter=step, at=at)


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


def _use(session: Session, factor: SecondFactor, holder: Holder, typed: str, *, at: datetime) -> None:
    step = find_step(open_factor(factor, holder).decode(), typed, after=factor.counter, at=at)
    if step is None:
        raise SecondFactorRefused
    factor.counter = step
    session.add(factor)
    session.flush()
