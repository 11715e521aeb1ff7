"""Where shares are opened and joined again. Imported by the off-line commands only, never by the server."""

from collections.abc import Iterable

from crypto.contexts import Label, bind
from crypto.keys import Seed
from crypto.locking import unlock
from crypto.sealing import open_sealed
from crypto.shares import join
from crypto.streams import unlock_stream
from intake.custody_files import custody_file_context
from intake.submission import IdentityId, SealedShare, TipId


def open_share(share: SealedShare, *, seed: Seed, tip_id: TipId, identity_id: IdentityId) -> bytes:
    """Return the share that was sealed to this custodian for this tip. Raises crypto.errors.Unopenable."""
    return open_sealed(
        share.sealed, seed=seed, context=bind(Label.IDENTITY_SHARE, tip_id, share.custodian, identity_id)
    )


def join_identity(locked: bytes, shares: list[bytes], *, tip_id: TipId, identity_id: IdentityId) -> str:
    """Return the identity. Raises crypto.errors.SharesRejected or Unopenable."""
    return unlock(locked, key=join(shares), context=bind(Label.IDENTITY, tip_id, identity_id)).decode()


def open_file_share(share: SealedShare, *, seed: Seed, tip_id: TipId, file_id: str) -> bytes:
    """Return the share of a file's key that was sealed to this custodian. Raises crypto.errors.Unopenable."""
    context = bind(Label.CUSTODY_FILE_SHARE, tip_id, share.custodian, file_id)
    return open_sealed(share.sealed, seed=seed, context=context)


def join_file(chunks: Iterable[bytes], shares: list[bytes], *, tip_id: TipId, file_id: str) -> bytes:
    """Return the file. Raises crypto.errors.SharesRejected or Unopenable."""
    return unlock_stream(chunks, key=join(shares), context=custody_file_context(tip_id, file_id))
