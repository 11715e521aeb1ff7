"""Where a plain identity is sealed, at the door. Imported by intake's channels only.

A fresh key locks the identity; the key is split k of n; each share is sealed to one custodian. There is no other copy
of the key, so there is no master key. A reply address is the one thing that must be read again: it is sealed to
the worker, and to no officer who reads tips.
"""

import secrets
from dataclasses import dataclass

from crypto.codes import digest
from crypto.contexts import Label, bind
from crypto.keys import Key
from crypto.locking import lock
from crypto.sealing import seal
from crypto.shares import split
from crypto.streams import StreamLocker
from intake.ground.custody_files import custody_file_context
from intake.identity.custody import IDENTITY_BYTES, Custody
from intake.identity.outgoing import (
    Addressed,
    ReplyAddress,
    outgoing_context,
    quarantine_context,
    recording_context,
    recording_key_context,
    reply_address_context,
    text_file_context,
)
from intake.submission import CustodyKind, IdentityId, SealedFile, SealedIdentity, SealedShare, TipId, WorkerKey

_ID_BYTES = 16


def seal_identity(identity: str, *, tip_id: TipId, custody: Custody) -> SealedIdentity:
    """Seal ``identity`` for the custodians.

    An empty identity is sealed like any other: whether a contact was left is not to be seen either, and one size is
    padded to for all, up to the longest contact.
    """
    identity_id = IdentityId(secrets.token_hex(_ID_BYTES))
    key = Key.generate()
    return SealedIdentity(
        id=identity_id,
        locked=lock(
            identity.encode(),
            key=key,
            context=bind(Label.IDENTITY, tip_id, identity_id),
            least_bytes=IDENTITY_BYTES,
        ),
        shares=_share_out(key, custody, Label.IDENTITY_SHARE, tip_id, identity_id),
    )


@dataclass(frozen=True, slots=True)
class FileKey:
    """The key of one file while it is being sealed. Afterwards only the custodians' shares of it are left."""

    file_id: str
    tip_id: TipId
    key: Key

    def begin(self) -> StreamLocker:
        """Return what locks the file, piece by piece. Once only."""
        return StreamLocker(self.key, custody_file_context(self.tip_id, self.file_id))

    def share_out(self, custody: Custody) -> tuple[SealedShare, ...]:
        """Return one share of the key for each custodian."""
        return _share_out(self.key, custody, Label.CUSTODY_FILE_SHARE, self.tip_id, self.file_id)


def make_file_key(tip_id: TipId) -> FileKey:
    """Return a fresh key for one file that shows who a person is: a voice, a handwriting."""
    return FileKey(secrets.token_hex(_ID_BYTES), tip_id, Key.generate())


def seal_file(content: bytes, kind: CustodyKind, media_type: str, *, tip_id: TipId, custody: Custody) -> SealedFile:
    """Seal a whole file for the custodians alone."""
    return seal_file_with(make_file_key(tip_id), content, kind, media_type, custody)


def seal_file_with(
    file_key: FileKey, content: bytes, kind: CustodyKind, media_type: str, custody: Custody
) -> SealedFile:
    """Seal a whole file under a key that the caller keeps too."""
    locker = file_key.begin()
    chunks = (*locker.add(content), *locker.finish())
    return SealedFile(file_key.file_id, kind, media_type, chunks, file_key.share_out(custody))


def seal_recording_facts(facts: bytes, *, recording_id: str, worker: WorkerKey) -> bytes:
    """Seal who called, when, and where the recording lies. Only the worker opens it."""
    return seal(facts, to=worker.public_key, context=recording_context(recording_id, worker.month))


def seal_recording_key(key: Key, *, recording_id: str, worker: WorkerKey) -> bytes:
    """Seal the key of a recording to the worker, which puts it into words and then forgets it."""
    return seal(key.reveal(), to=worker.public_key, context=recording_key_context(recording_id, worker.month))


def _share_out(key: Key, custody: Custody, label: Label, tip_id: TipId, sealed_id: str) -> tuple[SealedShare, ...]:
    shares = split(key, needed=custody.needed, of=len(custody.custodians))
    return tuple(
        SealedShare(
            custodian=custodian.public_key.fingerprint,
            sealed=seal(
                share,
                to=custodian.public_key,
                context=bind(label, tip_id, custodian.public_key.fingerprint, sealed_id),
            ),
        )
        for custodian, share in zip(custody.custodians, shares, strict=True)
    )


def seal_reply_address(address: ReplyAddress, *, tip_id: TipId, worker: WorkerKey) -> bytes:
    """Seal where answers to this tip go. Only the worker opens it."""
    return seal(address.to_bytes(), to=worker.public_key, context=reply_address_context(tip_id, worker.month))


def seal_addressed(addressed: Addressed, *, outgoing_id: str, worker: WorkerKey) -> bytes:
    """Seal a text that goes out by itself, with its address in it."""
    return seal(addressed.to_bytes(), to=worker.public_key, context=outgoing_context(outgoing_id, worker.month))


def seal_call(raw: bytes, *, quarantine_id: str, worker: WorkerKey) -> bytes:
    """Seal a call that could not be read, whole: who made it stands somewhere in it."""
    return seal(raw, to=worker.public_key, context=quarantine_context(quarantine_id, worker.month))


def seal_file_url(url: str, *, file_id: str, worker: WorkerKey) -> bytes:
    """Seal where a file that came with a text lies: the gateway's name for it leads to who sent it."""
    return seal(url.encode(), to=worker.public_key, context=text_file_context(file_id, worker.month))


def digest_number(canonical: str, *, key: Key, month: str) -> bytes:
    """Return by what the number is known in that month, to a holder of the month's key."""
    return digest(canonical.encode(), key=key, context=bind(Label.NUMBER_DIGEST, month))
