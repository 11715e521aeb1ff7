"""Files that nobody but the service's own user may read."""

import json
from pathlib import Path


def write_private(file: Path, text: str) -> None:
    """Write the text to a file of mode 0600."""
    file.touch(mode=0o600)
    file.write_text(text, encoding="utf-8")


def write_private_json(file: Path, content: object) -> None:
    """Write the content as JSON that people can read, to a file of mode 0600."""
    write_private(file, json.dumps(content, ensure_ascii=False, indent=2) + "\n")
