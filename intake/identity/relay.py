"""Where reply addresses are opened again. Imported by the worker only, never by the web."""

from crypto.errors import KeyMalformed, Unopenable
from crypto.keys import Key, Seed
from crypto.sealing import open_sealed
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


def open_reply_address(sealed: bytes, *, seed: Seed, tip_id: str, month: str) -> ReplyAddress:
    """Return where answers to the tip go. Raises crypto.errors.Unopenable."""
    return ReplyAddress.from_bytes(open_sealed(sealed, seed=seed, context=reply_address_context(tip_id, month)))


def open_addressed(sealed: bytes, *, seed: Seed, outgoing_id: str, month: str) -> Addressed:
    """Return a text that goes out. Raises crypto.errors.Unopenable."""
    return Addressed.from_bytes(open_sealed(sealed, seed=seed, context=outgoing_context(outgoing_id, month)))


def open_call(sealed: bytes, *, seed: Seed, quarantine_id: str, month: str) -> bytes:
    """Return a call that could not be read. Raises crypto.errors.Unopenable."""
    return open_sealed(sealed, seed=seed, context=quarantine_context(quarantine_id, month))


def open_file_url(sealed: bytes, *, seed: Seed, file_id: str, month: str) -> str:
    """Return where a file that came with a text lies. Raises crypto.errors.Unopenable."""
    return open_sealed(sealed, seed=seed, context=text_file_context(file_id, month)).decode()


def open_recording_facts(sealed: bytes, *, seed: Seed, recording_id: str, month: str) -> bytes:
    """Return what is to be known of a recording. Raises crypto.errors.Unopenable."""
    return open_sealed(sealed, seed=seed, context=recording_context(recording_id, month))


def open_recording_key(sealed: bytes, *, seed: Seed, recording_id: str, month: str) -> Key:
    """Return the key of a recording. Raises crypto.errors.Unopenable."""
    try:
        return Key(open_sealed(sealed, seed=seed, context=recording_key_context(recording_id, month)))
    except KeyMalformed as error:
        raise Unopenable from error
