"""What triage needs of the key directory, which lies outside the database and its backups."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from crypto.keys import Key

_OVER_A_MONTH = timedelta(days=32)


def month_of(at: datetime) -> str:
    """Return the month whose keys are used at this time: ``2026-11``."""
    return f"{at:%Y-%m}"


def list_months_ahead(at: datetime) -> tuple[str, str]:
    """Return this month and the next: a key is there before its month, also if the worker stands still for a while."""
    return month_of(at), month_of(at.replace(day=1) + _OVER_A_MONTH)


class DigestUse(StrEnum):
    """What is looked up by digests, each under month keys of its own, so that one can die before the other."""

    NUMBER = "number"
    ARRIVAL = "arrival"


class KeyDirectory(Protocol):
    """The keys that the web process reads from its key directory."""

    def content_key(self, month: str) -> Key:
        """Return the month's outer key for what was locked then. Raises triage.errors.KeyDestroyed."""
        ...

    def make_content_key(self, month: str) -> Key:
        """Return the same for what is locked now, making the key on first use."""
        ...

    def destroy_content_key(self, month: str) -> None:
        """Destroy the month's key, and with it whatever is still locked under it, in backups too."""
        ...

    def make_digest_key(self, use: DigestUse, month: str) -> Key:
        """Return the month's key for digests, making it on first use."""
        ...

    def list_digest_keys(self, use: DigestUse) -> Mapping[str, Key]:
        """Return the keys that still exist by their months, the newest first."""
        ...

    @property
    def pepper(self) -> Key:
        """The key that is mixed into every passphrase."""
        ...
