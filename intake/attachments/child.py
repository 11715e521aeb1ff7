"""The process that takes one file apart: ``python -m intake.attachments.child <kind>``, file on standard input.

It has little memory, little time, no file that it could write, and ends with the file. On standard output stands one
line of JSON, then what was made: the safe file and its small picture.
"""

import json
import resource
import sys

from intake.attachments.errors import FileRefused, Why
from intake.attachments.kinds import FileKind
from intake.attachments.limits import CPU_SECONDS, MEMORY_BYTES

_LIMITS = (
    (resource.RLIMIT_AS, MEMORY_BYTES),
    (resource.RLIMIT_CPU, CPU_SECONDS),
    # Nothing of a file may reach the disk, not even if it takes this process over.
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)


def main(kind: FileKind) -> None:
    """Read, make safe, write."""
    for limit, value in _LIMITS:
        resource.setrlimit(limit, (value, value))
    content = sys.stdin.buffer.read()
    try:
        media_type, safe, small = _make_safe(kind, content)
    except FileRefused as error:
        _write({"refused": error.why})
    except MemoryError:
        _write({"refused": Why.TOO_LARGE})
    except Exception:  # noqa: BLE001, whatever a decoder raises: the file is not what it seemed
        _write({"refused": Why.BROKEN})
    else:
        _write({"media_type": media_type, "small_bytes": len(small)}, small + safe)


def _make_safe(kind: FileKind, content: bytes) -> tuple[str, bytes, bytes]:
    # Each library is loaded where it is needed: what is not there cannot be attacked, and costs no time.
    match kind:
        case FileKind.PICTURE:
            from intake.attachments.pictures import redraw_picture  # noqa: PLC0415

            return "image/jpeg", *redraw_picture(content)
        case FileKind.PAPER:
            from intake.attachments.papers import flatten_paper  # noqa: PLC0415

            return "application/pdf", *flatten_paper(content)
        case FileKind.FILM:
            from intake.attachments.films import find_media_type, strip_film  # noqa: PLC0415

            safe, small = strip_film(content)
            return find_media_type(small), safe, small


def _write(head: dict[str, str | int], body: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(FileKind(sys.argv[1]))
