"""Ids: random, so that they say nothing about time, order or number."""

import secrets

_ID_BYTES = 16


def new_id() -> str:
    """Return a fresh id of 32 hexadecimal characters."""
    return secrets.token_hex(_ID_BYTES)
