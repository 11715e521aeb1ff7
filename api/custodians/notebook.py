"""What a custodian's tool remembers between two calls: the journal's head, and who the custodians are.

It lies beside the key file, out of the server's reach: so the server can neither take a line of the journal back nor
put another key in a custodian's place without its being noticed here.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, model_validator

from api.custodians.messages import Inbox, RequestShown
from api.ground.key_directory import write_again
from crypto.transcripts import digest_transcript


class NotebookUnreadable(Exception):
    """The notebook is damaged; the message says what to do."""


class Sight(BaseModel):
    """When this tool saw a request first, and what it was then."""

    seen_at: AwareDatetime
    transcript: str
    """SHA-256 of its transcript; empty for a kind that has none."""


class _Page(BaseModel):
    custodians: dict[str, str] = {}
    """Names by fingerprints."""
    heads: dict[int, str] = {}
    """Every head of the journal that was ever shown, by its line: ``homthu journal verify --since`` takes them."""
    requests: dict[str, Sight] = {}
    """Every request that was ever seen, by its id: it only grows."""

    @model_validator(mode="before")
    @classmethod
    def _read_older(cls, read: Any) -> Any:  # noqa: ANN401, JSON
        # Notebooks of before kept the newest head alone.
        if isinstance(read, dict) and read.get("head"):
            return {**read, "heads": {read.get("head_number"): read["head"], **read.get("heads", {})}}
        return read


class Notebook:
    """The file ``….notes.json`` beside the key file."""

    def __init__(self, key_file: Path) -> None:
        self._file = key_file.with_suffix(".notes.json")

    def compare(self, inbox: Inbox, *, at: datetime) -> list[str]:
        """Return what has changed in a way that a person should know, and write the new state down.

        Each request is written down with the time, the first that it is seen. Raises NotebookUnreadable.
        """
        known = self._read()
        noted = known.heads.get(inbox.head_number, inbox.head)
        self._write(
            _Page(
                custodians={each.fingerprint: each.name for each in inbox.custodians},
                heads={**known.heads, inbox.head_number: noted},
                requests={**{each.id: _see(each, at) for each in inbox.requests}, **known.requests},
            )
        )
        return [*_compare_custodians(known, inbox), *_compare_heads(known, inbox)]

    def find_sight(self, request_id: str) -> Sight | None:
        """Return when the request was seen first, or None. Raises NotebookUnreadable."""
        return self._read().requests.get(request_id)

    def _write(self, page: _Page) -> None:
        text = json.dumps(page.model_dump(mode="json"), ensure_ascii=False, indent=2)
        # A notebook that is cut off would have forgotten when it saw what.
        write_again(self._file, f"{text}\n".encode(), is_shared=False)

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


def _see(request: RequestShown, at: datetime) -> Sight:
    return Sight(seen_at=at, transcript=digest_transcript(request.transcript))


def _compare_custodians(known: _Page, inbox: Inbox) -> Iterator[str]:
    now = {each.fingerprint: each.name for each in inbox.custodians}
    if known.custodians:
        for name in (name for key, name in known.custodians.items() if key not in now):
            yield f"a custodian's key is no longer named: {name}"
        for key, name in now.items():
            if key not in known.custodians:
                yield f"a custodian's key is new: {name} ({key[:8]}); were you told?"


def _compare_heads(known: _Page, inbox: Inbox) -> Iterator[str]:
    # The longest journal that was ever shown stays noted: a shorter one is told each time.
    longest = max(known.heads, default=0)
    if inbox.head_number < longest:
        yield f"the journal was longer before: {longest}:{known.heads[longest]}"
    noted = known.heads.get(inbox.head_number, inbox.head)
    if inbox.head != noted:
        yield f"the journal's line {inbox.head_number} was another: {noted}"
