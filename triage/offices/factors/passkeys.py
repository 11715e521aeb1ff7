"""Passkeys: a device that answers for its officer."""

import json
from datetime import datetime

from sqlmodel import Session

from crypto.errors import PasskeyRejected
from crypto.passkeys import Passkey, Site, check_known, take_new
from triage.ground.errors import SecondFactorRefused
from triage.ground.vocabulary import FactorKind
from triage.offices.factors.rows import Holder, add_factor, hold_factors, list_factors, open_factor
from triage.offices.factors.tables import SecondFactor


def add_passkey(session: Session, holder: Holder, answer: str, *, site: Site, challenge: bytes, at: datetime) -> None:
    """Keep the passkey that the browser made. Raises SecondFactorRefused."""
    try:
        made = take_new(site, challenge, answer)
    except PasskeyRejected as error:
        raise SecondFactorRefused from error
    content = json.dumps([made.credential_id.hex(), made.public_key.hex()]).encode()
    add_factor(session, holder, FactorKind.PASSKEY, content, at=at)


def list_passkeys(session: Session, holder: Holder) -> list[Passkey]:
    """Return the officer's passkeys. Raises SecondFactorRefused where a row was altered."""
    rows = list_factors(session, holder.officer_id)
    return [_open(row, holder) for row in rows if row.kind == FactorKind.PASSKEY]


def check_passkey(session: Session, holder: Holder, answer: str, *, site: Site, challenge: bytes) -> None:
    """Return quietly if one of the officer's passkeys gave the answer. Raises SecondFactorRefused."""
    for factor in hold_factors(session, holder.officer_id):
        if factor.kind != FactorKind.PASSKEY:
            continue
        try:
            passkey = _open(factor, holder)
            factor.counter = check_known(site, challenge, answer, passkey=passkey, counted=factor.counter)
        except PasskeyRejected:
            continue
        session.add(factor)
        session.flush()
        return
    raise SecondFactorRefused


def _open(row: SecondFactor, holder: Holder) -> Passkey:
    credential_id, public_key = json.loads(open_factor(row, holder))
    return Passkey(bytes.fromhex(credential_id), bytes.fromhex(public_key))
