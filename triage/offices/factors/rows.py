"""Second factors' rows: found, opened and added. What stands in one is locked under the officer's seed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, delete, select

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.keys import Key, Seed
from crypto.locking import lock, unlock
from triage.ground.errors import RowForged, SecondFactorRefused
from triage.ground.ids import new_id
from triage.ground.row_proofs import check_row
from triage.ground.vocabulary import FactorKind
from triage.offices.factors.tables import SecondFactor


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose factors these are, with the seed under which they are locked."""

    officer_id: str
    seed: Seed = field(repr=False)

    @property
    def key(self) -> Key:
        """The key under which everything of the officer's second factor is locked or digested."""
        return self.seed.as_key()


def list_factors(session: Session, officer_id: str) -> Sequence[SecondFactor]:
    """Return the factors that the officer has shown to work, the oldest first."""
    return _list(session, officer_id, for_update=False)


def hold_factors(session: Session, officer_id: str) -> Sequence[SecondFactor]:
    """Return the same, and lock them until the commit: a code is good once."""
    return _list(session, officer_id, for_update=True)


def add_factor(
    session: Session, holder: Holder, kind: FactorKind, content: bytes, *, counter: int = 0, at: datetime
) -> None:
    """Lock and store a factor."""
    factor_id = new_id()
    locked = lock(content, key=holder.key, context=_context(holder.officer_id, factor_id, kind))
    session.add(
        SecondFactor(
            id=factor_id,
            officer_id=holder.officer_id,
            kind=kind,
            locked=locked,
            counter=counter,
            made_at=at,
            confirmed_at=at,
        )
    )
    session.flush()


def open_factor(factor: SecondFactor, holder: Holder) -> bytes:
    """Return what the row holds. Raises SecondFactorRefused where it was altered, or is another officer's."""
    try:
        check_row(factor)
        return unlock(factor.locked, key=holder.key, context=_context(holder.officer_id, factor.id, factor.kind))
    except (Unopenable, RowForged) as error:
        raise SecondFactorRefused from error


def remove_factor(session: Session, officer_id: str, factor_id: str, *, may_be_last: bool) -> None:
    """Remove a factor. Raises SecondFactorRefused for an unknown one, and for the last where one is compulsory."""
    ids = [factor.id for factor in hold_factors(session, officer_id)]
    if factor_id not in ids or (len(ids) == 1 and not may_be_last):
        raise SecondFactorRefused
    session.exec(delete(SecondFactor).where(col(SecondFactor.id) == factor_id))


def forget_factors(session: Session, officer_id: str) -> None:
    """Delete every factor of the officer."""
    session.exec(delete(SecondFactor).where(col(SecondFactor.officer_id) == officer_id))


def _list(session: Session, officer_id: str, *, for_update: bool) -> Sequence[SecondFactor]:
    query = select(SecondFactor).where(
        SecondFactor.officer_id == officer_id, col(SecondFactor.confirmed_at).is_not(None)
    )
    query = query.order_by(col(SecondFactor.made_at), col(SecondFactor.id))
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.exec(query).all()


def _context(officer_id: str, factor_id: str, kind: str) -> Context:
    return bind(Label.SECOND_FACTOR, officer_id, factor_id, kind)
