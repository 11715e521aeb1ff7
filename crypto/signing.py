"""Sign and verify: Ed25519 (RFC 8032) over a context and a statement.

Signatures answer the question that HPKE leaves open: who made this key? Each post key is signed by the post above.
"""

from cryptography.exceptions import InvalidSignature

from crypto.contexts import Context
from crypto.envelopes import Kind, unwrap, wrap
from crypto.errors import SignatureRejected, Unopenable
from crypto.keys import PublicKey, Seed


def sign(statement: bytes, *, seed: Seed, context: Context) -> bytes:
    """Return the signature of ``seed``'s holder over ``statement`` in ``context``."""
    return wrap(Kind.SIGNATURE, seed.signing_key.sign(_framed(statement, context)))


def verify(signature: bytes, statement: bytes, *, signer: PublicKey, context: Context) -> None:
    """Return quietly where the signature holds. Raises SignatureRejected."""
    try:
        signer.verifying_key.verify(unwrap(Kind.SIGNATURE, signature), _framed(statement, context))
    except (InvalidSignature, Unopenable) as error:
        raise SignatureRejected from error


def _framed(statement: bytes, context: Context) -> bytes:
    # The length of the context stands first, so that no byte can wander from the context into the statement.
    return len(context).to_bytes(4, "big") + context + statement
