"""What the child says: a line of JSON on standard output, then the small picture, then the safe file."""

import json
import resource
import sys

from intake.attachments.losses import Loss
from intake.attachments.made import Made


def write_made(made: Made) -> None:
    """Say what was made."""
    head = {
        "media_type": made.media_type,
        "small_bytes": len(made.small),
        "losses": sorted(set(made.losses), key=list(Loss).index),
        **_cost(),
    }
    _write(head, made.small + made.content)


def write_refused(why: str) -> None:
    """Say why nothing was made."""
    _write({"refused": why, **_cost()})


def write_succeeded(attempts: list[str]) -> None:
    """Say which attempts to break out succeeded."""
    _write({"succeeded": attempts})


def _cost() -> dict[str, object]:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu_seconds": usage.ru_utime + usage.ru_stime, "memory_bytes": usage.ru_maxrss * 1024}


def _write(head: dict[str, object], body: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)
    sys.stdout.buffer.flush()
