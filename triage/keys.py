"""What triage needs of the key directory, which lies outside the database and its backups."""

from datetime import datetime
from typing import Protocol

from crypto.keys import Key


def month_of(at: datetime) -> str:
    """Return the month whose keys are used at this time: ``2026-11``."""
    return f"{at:%Y-%m}"


class KeyDirectory(Protocol):
    """The keys that the web process reads from its key directory."""

    def content_key(self, month: str) -> Key:
        """Return the month's outer key for what was locked then. Raises triage.errors.KeyDestroyed."""
        ...

    def make_content_key(self, month: str) -> Key:
        """Return the same for what is locked now, making the key on first use."""
        ...

    @property
    def pepper(self) -> Key:
        """The key that is mixed into every passphrase."""
        ...
