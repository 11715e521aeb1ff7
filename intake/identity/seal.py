"""Where a plain identity is sealed, at the door. Imported by intake's channels only.

A fresh key locks the identity; the key is split k of n; each share is sealed to one custodian. There is no other copy
of the key, so there is no master key.
"""

import secrets

from crypto.contexts import Label, bind
from crypto.keys import Key
from crypto.locking import lock
from crypto.sealing import seal
from crypto.shares import split
from intake.identity.custody import Custody
from intake.submission import IdentityId, SealedIdentity, SealedShare, TipId

_ID_BYTES = 16


def seal_identity(identity: str, *, tip_id: TipId, custody: Custody) -> SealedIdentity:
    """Seal ``identity`` for the custodians.

    An empty identity is sealed like any other: whether somebody left a contact is nobody's business either, and the
    padding makes both one size.
    """
    identity_id = IdentityId(secrets.token_hex(_ID_BYTES))
    key = Key.generate()
    shares = split(key, needed=custody.needed, of=len(custody.custodians))
    return SealedIdentity(
        id=identity_id,
        locked=lock(identity.encode(), key=key, context=bind(Label.IDENTITY, tip_id, identity_id)),
        shares=tuple(
            SealedShare(
                custodian=custodian.public_key.fingerprint,
                sealed=seal(
                    share,
                    to=custodian.public_key,
                    context=bind(Label.IDENTITY_SHARE, tip_id, custodian.public_key.fingerprint, identity_id),
                ),
            )
            for custodian, share in zip(custody.custodians, shares, strict=True)
        ),
    )
