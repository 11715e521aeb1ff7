"""Files that only the service's own user may read."""

import json
import os
from pathlib import Path

from api.ground.key_directory import write_again


def write_private(file: Path, text: str) -> None:
    """Write the text to a new file of mode 0600. Raises FileExistsError, also where a link lies in its place.

    What is there already, by another user in a folder that is shared, would be read by the user who put it there.
    """
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as target:
        target.write(text)


def write_private_json(file: Path, content: object) -> None:
    """Write the content as JSON that people can read, to a new file of mode 0600. Raises FileExistsError."""
    write_private(file, _as_text(content))


def replace_private_json(file: Path, content: object) -> None:
    """Write the same in the place of what is there; where that is a link, the link goes, and not what it leads to."""
    write_again(file, _as_text(content).encode(), is_shared=False)


def _as_text(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
