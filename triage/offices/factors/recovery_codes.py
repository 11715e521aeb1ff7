"""Recovery codes: for the day on which telephone and passkey are lost. Ten of them, each good once."""

import secrets

from sqlmodel import Session, col, delete, func, select

from crypto.codes import digest
from crypto.contexts import Label, bind
from crypto.receipts import ALPHABET
from triage.ground.errors import RowForged, SecondFactorRefused
from triage.ground.row_proofs import check_row
from triage.offices.accounts.tables import Officer
from triage.offices.factors.rows import Holder
from triage.offices.factors.tables import RecoveryCode

_COUNT = 10
_CHARACTERS = 12
_GROUP = 4
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


def make_recovery_codes(session: Session, holder: Holder) -> list[str]:
    """Return ten fresh codes of sixty bits, to be shown once; any older ones open nothing more."""
    forget_recovery_codes(session, holder.officer_id)
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(_CHARACTERS)) for _ in range(_COUNT)]
    generation = session.get_one(Officer, holder.officer_id).generation
    session.add_all(
        RecoveryCode(digest=_digest(code, holder), officer_id=holder.officer_id, generation=generation)
        for code in codes
    )
    session.flush()
    return ["-".join(code[start : start + _GROUP] for start in range(0, _CHARACTERS, _GROUP)) for code in codes]


def use_recovery_code(session: Session, holder: Holder, typed: str) -> None:
    """Take the code out of use. Raises SecondFactorRefused where it is none, or was used."""
    code = typed.strip().upper().translate(_FORGIVEN)
    row = session.get(RecoveryCode, _digest(code, holder), with_for_update=True, populate_existing=True)
    if row is None or row.generation != session.get_one(Officer, holder.officer_id).generation:
        raise SecondFactorRefused
    try:
        check_row(row)
    except RowForged as error:
        raise SecondFactorRefused from error
    session.delete(row)
    session.flush()


def count_recovery_codes(session: Session, officer_id: str) -> int:
    """Return how many codes are left that still let in."""
    generation = select(Officer.generation).where(Officer.id == officer_id).scalar_subquery()
    mine = col(RecoveryCode.officer_id) == officer_id
    return session.exec(select(func.count()).where(mine, col(RecoveryCode.generation) == generation)).one()


def forget_recovery_codes(session: Session, officer_id: str) -> None:
    """Delete every code of the officer's."""
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.officer_id) == officer_id))


def _digest(code: str, holder: Holder) -> bytes:
    return digest(
        code.encode(errors="surrogatepass"), key=holder.key, context=bind(Label.RECOVERY_CODE, holder.officer_id)
    )
