"""Where shares are opened and joined again. Imported by the off-line commands only, never by the server."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from crypto.contexts import Context, Label, bind
from crypto.keys import Key, PublicKey, Seed
from crypto.locking import unlock
from crypto.sealing import open_sealed, seal
from crypto.streams import unlock_stream
from intake.ground.custody_files import custody_file_context
from intake.identity.custody import IDENTITY_BYTES
from intake.submission import IdentityId, SealedShare, TipId

Opened = TypeVar("Opened")


def open_share(share: SealedShare, *, seed: Seed, tip_id: TipId, identity_id: IdentityId) -> bytes:
    """Return the share that was sealed to this custodian for this tip. Raises crypto.errors.Unopenable."""
    return open_sealed(
        share.sealed, seed=seed, context=bind(Label.IDENTITY_SHARE, tip_id, share.custodian, identity_id)
    )


def reseal_share(share: bytes, *, to: PublicKey, disclosed: "DisclosedShare") -> bytes:
    """Seal an opened share to the asker's one-time key, for one request only."""
    return seal(share, to=to, context=disclosed.context)


@dataclass(frozen=True, slots=True)
class DisclosedShare:
    """Which share, of whose, for which request."""

    disclosure_id: str
    tip_id: TipId
    custodian: str
    item_id: str
    """The identity's or the file's."""
    transcript: str = ""
    """SHA-256 of what the custodian compared: a share for one transcript joins for no other."""

    @property
    def context(self) -> Context:
        """What its seal is bound to."""
        return bind(
            Label.DISCLOSED_SHARE,
            self.disclosure_id,
            self.tip_id,
            self.custodian,
            self.item_id,
            *([self.transcript] if self.transcript else []),
        )

    def open(self, resealed: bytes, *, seed: Seed) -> bytes:
        """Return the share, with the one-time key. Raises crypto.errors.Unopenable."""
        return open_sealed(resealed, seed=seed, context=self.context)


def join_identity(locked: bytes, key: Key, *, tip_id: TipId, identity_id: IdentityId) -> str:
    """Return the identity, with the key that its shares join to. Raises crypto.errors.Unopenable."""
    context = bind(Label.IDENTITY, tip_id, identity_id)
    return unlock(locked, key=key, context=context, least_bytes=IDENTITY_BYTES).decode()


def open_file_share(share: SealedShare, *, seed: Seed, tip_id: TipId, file_id: str) -> bytes:
    """Return the share of a file's key that was sealed to this custodian. Raises crypto.errors.Unopenable."""
    context = bind(Label.CUSTODY_FILE_SHARE, tip_id, share.custodian, file_id)
    return open_sealed(share.sealed, seed=seed, context=context)


def join_file(chunks: Iterable[bytes], key: Key, *, tip_id: TipId, file_id: str) -> bytes:
    """Return the file, with the key that its shares join to. Raises crypto.errors.Unopenable."""
    return unlock_stream(chunks, key=key, context=custody_file_context(tip_id, file_id))
