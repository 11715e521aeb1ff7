"""Sealing a recording that the worker has fetched. Here, and nowhere after, the voice is plain."""

from intake.identity.custody import Custody
from intake.identity.seal import make_file_key, seal_file_with, seal_recording_key
from intake.submission import CustodyKind, SealedFile, TipId, WorkerKey


def seal_fetched(
    content: bytes, media_type: str, *, recording_id: str, tip_id: str, custody: Custody, worker: WorkerKey
) -> tuple[SealedFile, bytes]:
    """Return the recording sealed to the custodians, and its key sealed to the worker until there are words."""
    file_key = make_file_key(TipId(tip_id))
    file = seal_file_with(file_key, content, CustodyKind.RECORDING, media_type, custody)
    return file, seal_recording_key(file_key.key, recording_id=recording_id, worker=worker)
