"""What the child makes of a file, before the parent has looked at it."""

from dataclasses import dataclass, field

from intake.attachments.losses import Loss
from intake.attachments.safe_file import MediaType


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a file."""

    media_type: MediaType
    content: bytes = field(repr=False)
    small: bytes = field(repr=False)
    """A small JPEG of it; empty for sound."""
    losses: tuple[Loss, ...] = ()
