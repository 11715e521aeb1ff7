"""What the files of one form may cost together: many small bombs are no cheaper than a large one."""

from dataclasses import dataclass

from intake.attachments.errors import FileRefused, Why
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

    def allow(self) -> Allowance:
        """Return what the next file may cost. Raises FileRefused where nothing is left."""
        if min(self.cpu_seconds, self.wall_seconds) < _LEAST_SECONDS or self.made_bytes < _LEAST_BYTES:
            raise FileRefused(Why.TOO_MANY)
        return Allowance(
            min(CPU_SECONDS, self.cpu_seconds),
            min(WALL_SECONDS, self.wall_seconds),
            min(MADE_BYTES, self.made_bytes),
        )

    def spend(self, *, cpu_seconds: float, wall_seconds: float, made_bytes: int = 0) -> None:
        """Take off what a file has cost, whether it was kept or not."""
        self.cpu_seconds -= cpu_seconds
        self.wall_seconds -= wall_seconds
        self.made_bytes -= made_bytes
