"""What is left of a file: what is seen and heard of it, and nothing that describes it."""

from dataclasses import dataclass, field
from typing import Literal

from intake.attachments.losses import Loss

MediaType = Literal["image/jpeg", "application/pdf", "video/mp4", "audio/mp4"]


@dataclass(frozen=True, slots=True)
class SafeFile:
    """A file that may be kept. Its name is not among what is kept: names tell of people."""

    media_type: MediaType
    content: bytes = field(repr=False)
    small: bytes = field(repr=False)
    """A small JPEG of it; empty for sound."""
    fingerprint: str = field(repr=False)
    """Of the file as it came, so that one sent twice is kept once. It is locked with the file, never in the clear."""
    losses: tuple[Loss, ...] = ()
    """What the resident's file showed and this one does not, for the officer who judges it as evidence."""
