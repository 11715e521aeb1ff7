"""How a file is refused. The text that came with it, and the other files, are kept."""

from enum import StrEnum

from intake.ground.errors import IntakeError


class Why(StrEnum):
    """What is told about a file that was refused, by its name."""

    UNKNOWN_KIND = "unknown_kind"
    """Neither picture, PDF, film nor sound; or two kinds in one; or a name that a program or a page would have."""
    DOCUMENT = "document"
    """A text, a table, a letter or an archive of an office program: its screen can be photographed instead."""
    FORM = "form"
    """A PDF whose pages only Adobe's program can draw (XFA)."""
    BROKEN = "broken"
    """Damaged, so that nothing of it can be shown, or not what its beginning says."""
    TOO_LARGE = "too_large"
    """So many dots or bytes, or so much work, that it may be meant to hurt."""
    LOCKED = "locked"
    """A PDF with a password."""
    BUSY = "busy"
    """There is no room or no turn for it now; it can be sent later."""
    TOO_MANY = "too_many"
    """One file more than can come at once, or more work than one form may cause."""


class FileRefused(IntakeError):
    """The file cannot be made safe."""

    def __init__(self, why: Why) -> None:
        super().__init__("the file is refused")
        self.why = why
