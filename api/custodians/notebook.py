"""What a custodian's tool remembers between two calls: the journal's head, and who the custodians are.

It lies beside the key file, out of the server's reach: so the server can neither take a line of the journal back nor
put another key in a custodian's place without its being noticed here.
"""

import json
import os
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel

from api.custodians.messages import Inbox, RequestShown
from crypto.transcripts import digest_transcript


class NotebookUnreadable(Exception):
    """The notebook is damaged; the message says what to do."""


class Sight(BaseModel):
    """When this tool saw a request first, and what it was then."""

    seen_at: AwareDatetime
    transcript: str
    """SHA-256 of its transcript; empty for a kind that has none."""


class _Page(BaseModel):
    head_number: int = 0
    head: str = ""
    custodians: dict[str, str] = {}
    """Names by fingerprints."""
    heads: dict[int, str] = {}
    """Every head of the journal that was ever shown, by its line: ``homthu journal verify --since`` takes them."""
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
        noted = known.heads.get(inbox.head_number, inbox.head)
        if inbox.head != noted:
            warnings.append(f"the journal's line {inbox.head_number} was another: {noted}")
        update: dict[str, object] = {"custodians": now, "heads": {**known.heads, inbox.head_number: noted}}
        # The longest journal that was ever shown stays noted: a shorter one is told each time.
        if inbox.head_number >= known.head_number:
            update |= {"head_number": inbox.head_number, "head": noted}
        self._write(known.model_copy(update=update))
        return warnings

    def note_sights(self, requests: Iterable[RequestShown], *, at: datetime) -> None:
        """Write down each request that is seen for the first time."""
        page = self._read()
        new = {
            request.id: Sight(
                seen_at=at, transcript=digest_transcript(request.transcript) if request.transcript else ""
            )
            for request in requests
            if request.id not in page.requests
        }
        if new:
            self._write(page.model_copy(update={"requests": {**page.requests, **new}}))

    def find_sight(self, request_id: str) -> Sight | None:
        """Return when the request was seen first, or None."""
        return self._read().requests.get(request_id)

    def _write(self, page: _Page) -> None:
        text = json.dumps(page.model_dump(mode="json"), ensure_ascii=False, indent=2)
        # Whole or not at all: a notebook that is cut off would have forgotten when it saw what.
        descriptor, name = tempfile.mkstemp(dir=self._file.parent, prefix=self._file.name)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text + "\n")
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _read(self) -> _Page:
        try:
            return _Page.model_validate_json(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return _Page()
        except (OSError, ValueError):
            message = (
                f"The notebook {self._file} cannot be read. Nothing was sent. Put its last good copy back; without "
                "one, move it away, and each request waits anew."
            )
            raise NotebookUnreadable(message) from None


def _digest(transcript: bytes) -> str:
    return digest_transcript(transcript) if transcript else ""
