"""A sealed identity whose tip is still to come: in one column, until there is a tip to which it belongs."""

import base64
import json

from intake.submission import IdentityId, SealedIdentity, SealedShare


def pack_identity(identity: SealedIdentity | None) -> bytes:
    """Return the identity in one piece; nothing where the locality keeps none."""
    if identity is None:
        return b""
    shares = [[share.custodian, _write(share.sealed)] for share in identity.shares]
    return json.dumps([identity.id, _write(identity.locked), shares]).encode()


def unpack_identity(packed: bytes) -> SealedIdentity | None:
    """Read what :func:`pack_identity` wrote."""
    if not packed:
        return None
    identity_id, locked, shares = json.loads(packed)
    return SealedIdentity(
        id=IdentityId(identity_id),
        locked=base64.b64decode(locked),
        shares=tuple(SealedShare(custodian, base64.b64decode(sealed)) for custodian, sealed in shares),
    )


def _write(sealed: bytes) -> str:
    return base64.b64encode(sealed).decode()
