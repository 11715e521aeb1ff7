"""Where shares are opened and joined again. Imported by the off-line commands only, never by the server."""

from crypto.contexts import Label, bind
from crypto.keys import Seed
from crypto.locking import unlock
from crypto.sealing import open_sealed
from crypto.shares import join
from intake.submission import IdentityId, SealedShare, TipId


def open_share(share: SealedShare, *, seed: Seed, tip_id: TipId, identity_id: IdentityId) -> bytes:
    """Return the share that was sealed to this custodian for this tip. Raises crypto.errors.Unopenable."""
    return open_sealed(
        share.sealed, seed=seed, context=bind(Label.IDENTITY_SHARE, tip_id, share.custodian, identity_id)
    )


def join_identity(locked: bytes, shares: list[bytes], *, tip_id: TipId, identity_id: IdentityId) -> str:
    """Return the identity. Raises crypto.errors.SharesRejected or Unopenable."""
    return unlock(locked, key=join(shares), context=bind(Label.IDENTITY, tip_id, identity_id)).decode()
