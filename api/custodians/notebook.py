"""What a custodian's tool remembers between two calls, in a file that only grows.

It lies beside the key file, out of the server's reach: so the server can neither take a line of the journal back, nor
put another key in a custodian's or an officer's place, nor alter a request, without its being noticed here. Each line
carries SHA-256 of the one before, so that a line that was cut out or altered shows.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from api.custodians.locks import locked

_FIRST = "0" * 64
_Kind = Literal["head", "custodians", "request", "root", "officer", "warning", "acknowledged", "decision"]


class NotebookDamaged(Exception):
    """The notebook cannot be read from that line on."""

    def __init__(self, file: Path, line: int) -> None:
        super().__init__(f"{file}: line {line}")
        self.file, self.line = file, line


class Sight(BaseModel):
    """When this tool saw a request first, and what it was then."""

    seen_at: AwareDatetime
    transcript: str
    """SHA-256 of its transcript."""
    expires_at: AwareDatetime


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: int = Field(ge=1)
    at: AwareDatetime
    what: _Kind
    values: dict[str, str]
    before: str
    """SHA-256 of the line before, hexadecimal; zeros for the first."""


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that a person should know, until the person says so."""

    name: str
    """Which sentence of ``words.py``."""
    values: tuple[str, ...] = ()


@dataclass(slots=True)
class Known:
    """All that the notebook says."""

    lines: int = 0
    last: str = _FIRST
    """SHA-256 of the last line."""
    custodians: dict[str, str] = field(default_factory=dict)
    """Names by fingerprints, as last shown."""
    heads: dict[int, str] = field(default_factory=dict)
    """Each head of the journal as it was shown first, by its line: ``homthu journal verify --since`` takes them."""
    requests: dict[str, Sight] = field(default_factory=dict)
    roots: set[str] = field(default_factory=set)
    officers: dict[str, str] = field(default_factory=dict)
    """Fingerprints of officers' keys, as last shown, by user names."""
    warnings: dict[int, Caution] = field(default_factory=dict)
    """Those that were not acknowledged, by the numbers of their lines."""
    warned: set[Caution] = field(default_factory=set)
    """Every warning that ever was."""
    decided: set[str] = field(default_factory=set)
    """The requests that this custodian decided."""


class Notebook:
    """The file ``….notes.jsonl`` beside the key file."""

    def __init__(self, key_file: Path) -> None:
        self.file = key_file.with_suffix(".notes.jsonl")

    def read(self) -> Known:
        """Return what is known. Raises NotebookDamaged."""
        known = Known()
        for line, digest in self._read_lines():
            _fold(known, line, digest)
        return known

    @contextmanager
    def writing(self, at: datetime) -> Iterator["Pen"]:
        """Let one tool at a time add lines, from what it finds then. Raises NotebookDamaged."""
        with locked(self.file.with_suffix(".lock")):
            yield Pen(self.file, self.read(), at)

    def _read_lines(self) -> Iterator[tuple[_Line, str]]:
        try:
            raw = self.file.read_bytes()
        except FileNotFoundError:
            return
        except OSError:
            raise NotebookDamaged(self.file, 1) from None
        # A line without an end was cut off by a power failure before anything was done on its account.
        before = _FIRST
        for number, text in enumerate(raw.split(b"\n")[:-1], start=1):
            try:
                line = _Line.model_validate_json(text)
            except ValidationError:
                raise NotebookDamaged(self.file, number) from None
            if (line.number, line.before) != (number, before):
                raise NotebookDamaged(self.file, number)
            before = hashlib.sha256(text).hexdigest()
            yield line, before


class Pen:
    """Adds lines to the notebook while no other tool does."""

    def __init__(self, file: Path, known: Known, at: datetime) -> None:
        self._file, self.known, self._at = file, known, at

    def write(self, what: _Kind, values: Mapping[str, str]) -> None:
        """Add a line, on the disk when this returns."""
        line = _Line(number=self.known.lines + 1, at=self._at, what=what, values=dict(values), before=self.known.last)
        text = json.dumps(line.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":")).encode()
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.ftruncate(descriptor, _whole_lines(descriptor))
            os.lseek(descriptor, 0, os.SEEK_END)
            os.write(descriptor, text + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        _fold(self.known, line, hashlib.sha256(text).hexdigest())

    def warn(self, name: str, *values: str) -> None:
        """Write a warning down, once."""
        if Caution(name, values) not in self.known.warned:
            self.write("warning", {"name": name, **{str(at): value for at, value in enumerate(values)}})


def _whole_lines(descriptor: int) -> int:
    """Return how many bytes of the file are lines with an end."""
    size = os.fstat(descriptor).st_size
    return os.pread(descriptor, size, 0).rfind(b"\n") + 1


def _fold(known: Known, line: _Line, digest: str) -> None:
    values = line.values
    known.lines, known.last = line.number, digest
    match line.what:
        case "head":
            known.heads.setdefault(int(values["number"]), values["head"])
        case "custodians":
            known.custodians = values
        case "request":
            known.requests.setdefault(values["id"], Sight.model_validate({**values, "seen_at": line.at}))
        case "root":
            known.roots.add(values["root"])
        case "officer":
            known.officers[values["username"]] = values["key"]
        case "warning":
            warning = Caution(values["name"], tuple(values[key] for key in sorted(values) if key != "name"))
            known.warnings[line.number] = warning
            known.warned.add(warning)
        case "acknowledged":
            known.warnings.pop(int(values["warning"]), None)
        case "decision":
            known.decided.add(values["request"])
