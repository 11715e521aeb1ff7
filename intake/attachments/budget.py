"""What the files of one form may cost together: many small bombs are no cheaper than a large one."""

from dataclasses import dataclass

from intake.attachments.errors import FileRefused, Why
from intake.attachments.kinds.beginnings import FileKind
from intake.attachments.limits import (
    CPU_SECONDS,
    FORM_CPU_SECONDS,
    FORM_MADE_BYTES,
    FORM_WALL_SECONDS,
    MADE_BYTES,
    WALL_SECONDS,
)

# With less than this no file is begun.
_LEAST_SECONDS, _LEAST_BYTES = 1.0, 1 << 16


# Seconds for any file of the kind, for each of its megabytes more, and at most. A plain page needs a tenth of a
# second, a telephone's largest picture two; only films need as long as they are long, however small.
_SECONDS = {FileKind.PICTURE: (8.0, 1.0, 20.0), FileKind.PAPER: (6.0, 2.0, 30.0)}


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one file may cost: seconds of the processor and of the clock, and bytes that come out."""

    cpu_seconds: float = CPU_SECONDS
    wall_seconds: float = WALL_SECONDS
    made_bytes: int = MADE_BYTES


@dataclass(slots=True)
class FormBudget:
    """What is left for a form's files. Hand one form's to each of its ``make_safe``, one after the other."""

    cpu_seconds: float = FORM_CPU_SECONDS
    wall_seconds: float = FORM_WALL_SECONDS
    made_bytes: int = FORM_MADE_BYTES

    def allow(self, kind: FileKind | None, content_bytes: int) -> Allowance:
        """Return what the next file may cost: a small one less. Raises FileRefused where nothing is left."""
        if min(self.cpu_seconds, self.wall_seconds) < _LEAST_SECONDS or self.made_bytes < _LEAST_BYTES:
            raise FileRefused(Why.TOO_MANY)
        return Allowance(
            min(_choose_seconds(kind, content_bytes), self.cpu_seconds),
            min(WALL_SECONDS, self.wall_seconds),
            min(MADE_BYTES, self.made_bytes),
        )

    def spend(self, *, cpu_seconds: float, wall_seconds: float, made_bytes: int = 0) -> None:
        """Take off what a file has cost, whether it was kept or not."""
        self.cpu_seconds -= cpu_seconds
        self.wall_seconds -= wall_seconds
        self.made_bytes -= made_bytes


def _choose_seconds(kind: FileKind | None, content_bytes: int) -> float:
    if kind is None or kind not in _SECONDS:
        return CPU_SECONDS
    least, for_each_megabyte, most = _SECONDS[kind]
    return min(most, least + for_each_megabyte * content_bytes / (1 << 20))
