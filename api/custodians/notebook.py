"""What a custodian's tool remembers between two calls: the journal's head, and who the custodians are.

It lies beside the key file, out of the server's reach: so the server can neither take a line of the journal back nor
put another key in a custodian's place without its being noticed here.
"""

import json
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel

from api.custodians.messages import Inbox
from crypto.transcripts import digest_transcript


class Sight(BaseModel):
    """When this tool saw a request first, and what it was then."""

    seen_at: datetime
    transcript: str
    """SHA-256 of its transcript; empty for a kind that has none."""


class _Page(BaseModel):
    head_number: int = 0
    head: str = ""
    custodians: dict[str, str] = {}
    """Names by fingerprints."""
    requests: dict[str, Sight] = {}
    """Every request that was ever seen, by its id: it only grows."""


class Notebook:
    """The file ``….notes.json`` beside the key file."""

    def __init__(self, key_file: Path) -> None:
        self._file = key_file.with_suffix(".notes.json")

    def compare(self, inbox: Inbox) -> list[str]:
        """Return what has changed in a way that a person should know, and write the new state down."""
        known = self._read()
        now = {each.fingerprint: each.name for each in inbox.custodians}
        warnings = []
        if known.custodians:
            gone = [name for key, name in known.custodians.items() if key not in now]
            new = [f"{name} ({key[:8]})" for key, name in now.items() if key not in known.custodians]
            warnings += [f"a custodian's key is no longer named: {name}" for name in gone]
            warnings += [f"a custodian's key is new: {name}; were you told?" for name in new]
        if inbox.head_number < known.head_number:
            warnings.append(f"the journal was longer before: {known.head_number}:{known.head}")
        if inbox.head_number == known.head_number and known.head and inbox.head != known.head:
            warnings.append(f"the journal's line {known.head_number} was another: {known.head}")
        known = known.model_copy(update={"head_number": inbox.head_number, "head": inbox.head, "custodians": now})
        self._write(known)
        return warnings

    def note_sight(self, request_id: str, transcript: bytes, *, at: datetime) -> None:
        """Write a request down, the first time that it is seen."""
        page = self._read()
        if request_id not in page.requests:
            sight = Sight(seen_at=at, transcript=digest_transcript(transcript) if transcript else "")
            self._write(page.model_copy(update={"requests": {**page.requests, request_id: sight}}))

    def find_sight(self, request_id: str) -> Sight | None:
        """Return when the request was seen first, or None."""
        return self._read().requests.get(request_id)

    def _write(self, page: _Page) -> None:
        text = json.dumps(page.model_dump(mode="json"), ensure_ascii=False, indent=2)
        self._file.write_text(text + "\n", encoding="utf-8")

    def _read(self) -> _Page:
        try:
            return _Page.model_validate_json(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return _Page()
