"""A file as it came becomes one that may be kept. The work is done by a process that dies with it (child.py)."""

import subprocess
import sys
from hashlib import sha256

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from intake.attachments.errors import FileRefused, Why
from intake.attachments.kinds import find_kind
from intake.attachments.limits import MOST_BYTES, WAIT_SECONDS
from intake.attachments.safe_file import MediaType, SafeFile


class _Said(BaseModel):
    """What the child says of its work. It met the file, so it is not believed beyond this shape."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    media_type: MediaType | None = None
    small_bytes: int = Field(default=0, ge=0)
    refused: Why = Why.BROKEN


def make_safe(content: bytes, name: str) -> SafeFile:
    """Return what is left of the file when only what is seen and heard of it is kept. Raises FileRefused."""
    if len(content) > MOST_BYTES:
        raise FileRefused(Why.TOO_LARGE)
    kind = find_kind(content, name)
    made = _run_child(kind, content)
    head, _line, body = made.partition(b"\n")
    try:
        said = _Said.model_validate_json(head)
    except ValidationError as error:
        raise FileRefused(Why.BROKEN) from error
    if said.media_type is None:
        raise FileRefused(said.refused)
    return SafeFile(
        media_type=said.media_type,
        content=body[said.small_bytes :],
        small=body[: said.small_bytes],
        fingerprint=sha256(content).hexdigest(),
    )


def _run_child(kind: str, content: bytes) -> bytes:
    command = [sys.executable, "-I", "-B", "-m", "intake.attachments.child", kind]
    try:
        # Nothing of ours but pipes: no settings, no key directory's path, no proxy stands in its environment.
        done = subprocess.run(  # noqa: S603, our own module
            command, input=content, capture_output=True, env={}, timeout=WAIT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise FileRefused(Why.TOO_LARGE) from error
    # Killed by its limits, or by what stood in the file.
    if done.returncode != 0:
        raise FileRefused(Why.TOO_LARGE)
    return done.stdout
