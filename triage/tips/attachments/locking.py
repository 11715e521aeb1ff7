"""Locking a file for a tip: a fresh key locks the file, the tip's seed locks the key."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from crypto.contexts import Context, Label, bind
from crypto.errors import KeyMalformed, Unopenable
from crypto.keys import Key, PublicKey, Seed
from crypto.locking import lock, unlock
from crypto.sealing import open_sealed, seal
from crypto.streams import StreamLocker, unlock_stream
from intake.attachments.losses import Loss
from intake.attachments.safe_file import MediaType, SafeFile
from triage.ground.ids import new_id
from triage.ground.insertion import Row
from triage.tips.attachments.tables import AttachmentRow


class Facts(NamedTuple):
    """What is known of a file without opening it."""

    media_type: MediaType
    size_bytes: int
    fingerprint: str
    losses: tuple[Loss, ...] = ()
    """What was lost in making it safe; files of before this was told have none."""


@dataclass(frozen=True, slots=True)
class LockedFile:
    """A file ready to be stored."""

    row: Row
    chunks: list[Row]


def lock_file(file: SafeFile, *, seed: Seed, tip_id: str, number: int, seed_number: int = 1) -> LockedFile:
    """Lock the file under a key of its own, and all that is known of it; the tip's seed locks the key."""

    def keep(key: Key, file_id: str) -> bytes:
        context = _context(Label.ATTACHMENT_KEY, tip_id, file_id)
        return lock(key.reveal(), key=seed.as_key(), context=context)

    return _lock(file, keep, {"tip_id": tip_id, "number": number, "seed_number": seed_number})


def lock_from_outside(file: SafeFile, *, to: PublicKey, tip_id: str, number: int, seed_number: int) -> LockedFile:
    """Lock the file like :func:`lock_file`, where the tip's seed is not at hand: its public half seals the key.

    It proves nothing about who sent it.
    """

    def keep(key: Key, file_id: str) -> bytes:
        return seal(key.reveal(), to=to, context=_context(Label.ATTACHMENT_ADDED, tip_id, file_id))

    return _lock(file, keep, {"tip_id": tip_id, "number": number, "seed_number": seed_number, "is_added": True})


def _lock(file: SafeFile, keep: Callable[[Key, str], bytes], shown: Row) -> LockedFile:
    file_id, tip_id, key = new_id(), str(shown["tip_id"]), Key.generate()
    locker = StreamLocker(key, _context(Label.ATTACHMENT, tip_id, file_id))
    chunks = (*locker.add(file.content), *locker.finish())
    facts = Facts(file.media_type, len(file.content), file.fingerprint, file.losses)
    row = {
        **shown,
        "id": file_id,
        "key_locked": keep(key, file_id),
        "facts_locked": lock(
            json.dumps(facts).encode(), key=key, context=_context(Label.ATTACHMENT_FACTS, tip_id, file_id)
        ),
        "small_locked": lock(file.small, key=key, context=_context(Label.ATTACHMENT_SMALL, tip_id, file_id)),
    }
    rows: list[Row] = [
        {"attachment_id": file_id, "number": index, "locked": chunk} for index, chunk in enumerate(chunks)
    ]
    return LockedFile(row, rows)


def unlock_key(row: AttachmentRow, *, seed: Seed) -> Key:
    """Return the file's key. Raises crypto.errors.Unopenable."""
    if not row.is_added:
        context = _context(Label.ATTACHMENT_KEY, row.tip_id, row.id)
        return Key(unlock(row.key_locked, key=seed.as_key(), context=context))
    context = _context(Label.ATTACHMENT_ADDED, row.tip_id, row.id)
    try:
        return Key(open_sealed(row.key_locked, seed=seed, context=context))
    except KeyMalformed as error:
        raise Unopenable from error


def unlock_facts(row: AttachmentRow, *, key: Key) -> Facts:
    """Return what is known of the file. Raises crypto.errors.Unopenable."""
    context = _context(Label.ATTACHMENT_FACTS, row.tip_id, row.id)
    media_type, size_bytes, fingerprint, *rest = json.loads(unlock(row.facts_locked, key=key, context=context))
    losses = tuple(Loss(each) for each in (rest[0] if rest else ()))
    return Facts(media_type, size_bytes, fingerprint, losses)


def unlock_small(row: AttachmentRow, *, key: Key) -> bytes:
    """Return the small picture. Raises crypto.errors.Unopenable."""
    return unlock(row.small_locked, key=key, context=_context(Label.ATTACHMENT_SMALL, row.tip_id, row.id))


def unlock_content(row: AttachmentRow, chunks: list[bytes], *, key: Key) -> bytes:
    """Return the file. Raises crypto.errors.Unopenable."""
    return unlock_stream(chunks, key=key, context=_context(Label.ATTACHMENT, row.tip_id, row.id))


def _context(label: Label, tip_id: str, file_id: str) -> Context:
    return bind(label, tip_id, file_id)
