"""How a custodian's tool proves each call: a signature with the custodian's own key over what is asked, and when.

Shared by the tool, which signs, and the server, which checks. A call that is caught and sent again within minutes asks
again for what only that custodian can open; a decision carries a signature of its own and is stored once.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from crypto.contexts import Label, bind
from crypto.errors import SignatureRejected
from crypto.keys import PublicKey, Seed
from crypto.signing import sign, verify


class CustodianUnknown(Exception):
    """The call is not proved to be a custodian's."""


CUSTODIAN, TIME, SIGNATURE = "Homthu-Custodian", "Homthu-Time", "Homthu-Signature"
_CLOCKS_DIFFER_BY = timedelta(minutes=5)


def sign_call(method: str, url: str, body: bytes, *, seed: Seed, at: datetime) -> dict[str, str]:
    """Return the headers that prove who calls. ``url`` is the whole one: the call is good at that host only."""
    fingerprint, time = seed.public_key.fingerprint, at.isoformat(timespec="seconds")
    signature = sign(_statement(method, url, time, body), seed=seed, context=bind(Label.CUSTODIAN_CALL, fingerprint))
    return {CUSTODIAN: fingerprint, TIME: time, SIGNATURE: signature.hex()}


def check_call(
    headers: Mapping[str, str],
    call: tuple[str, str, bytes],
    *,
    custodians: Mapping[str, PublicKey],
    at: datetime,
) -> str:
    """Return the fingerprint of the custodian who made the call: its method, URL and body.

    Raises CustodianUnknown, alike for an unknown custodian, another key's signature, and a clock that is off.
    """
    method, url, body = call
    fingerprint, time = headers.get(CUSTODIAN, ""), headers.get(TIME, "")
    signer = custodians.get(fingerprint)
    if signer is None:
        raise CustodianUnknown
    try:
        signed_at, signature = datetime.fromisoformat(time), bytes.fromhex(headers.get(SIGNATURE, ""))
    except ValueError:
        raise CustodianUnknown from None
    if signed_at.tzinfo is None or abs(at - signed_at) > _CLOCKS_DIFFER_BY:
        raise CustodianUnknown
    statement, context = _statement(method, url, time, body), bind(Label.CUSTODIAN_CALL, fingerprint)
    try:
        verify(signature, statement, signer=signer, context=context)
    except SignatureRejected as error:
        raise CustodianUnknown from error
    return fingerprint


def _statement(method: str, url: str, time: str, body: bytes) -> bytes:
    return "\n".join((method, url, time, hashlib.sha256(body).hexdigest())).encode()
