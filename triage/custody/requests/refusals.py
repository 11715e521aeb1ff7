"""Why a custodian said no: sealed to each who may read it, the asker among them."""

from collections.abc import Iterable

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.keys import PublicKey, Seed
from crypto.sealing import open_sealed, seal
from triage.custody.requests.statements import Statement


def seal_refusal(reason: str, readers: Iterable[PublicKey], *, request_id: str, custodian: str) -> dict[str, bytes]:
    """Return the reason sealed to each reader, by the readers' fingerprints."""
    return {
        reader.fingerprint: seal(
            reason.encode(), to=reader, context=_context(request_id, custodian, reader.fingerprint)
        )
        for reader in readers
    }


def open_refusal(sealed: bytes | None, *, seed: Seed, request_id: str, custodian: str) -> str:
    """Return the reason; an empty one where none was sealed to this reader, or it was altered."""
    if sealed is None:
        return ""
    try:
        context = _context(request_id, custodian, seed.public_key.fingerprint)
        return open_sealed(sealed, seed=seed, context=context).decode()
    except (Unopenable, UnicodeDecodeError):
        return ""


def read_refusal(raw: bytes, *, seed: Seed) -> str:
    """Return the reason in a stored statement, for the officer who asked."""
    said = Statement.model_validate_json(raw)
    sealed = said.reasons.get(seed.public_key.fingerprint)
    return open_refusal(sealed, seed=seed, request_id=said.request, custodian=said.custodian)


def _context(request_id: str, custodian: str, reader: str) -> Context:
    return bind(Label.DISCLOSURE_REFUSAL, request_id, custodian, reader)
