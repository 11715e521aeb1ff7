"""What is sealed to the worker: reply addresses, and texts on their way out. Shapes only; nothing is opened here."""

import json
from dataclasses import dataclass, field
from typing import Self

from crypto.contexts import Context, Label, bind


@dataclass(frozen=True, slots=True)
class ReplyAddress:
    """Where an answer goes."""

    number: str = field(repr=False)
    partner: str

    def to_bytes(self) -> bytes:
        """Return the form that is sealed."""
        return json.dumps([self.number, self.partner]).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read what :meth:`to_bytes` wrote."""
        return cls(*json.loads(raw))


@dataclass(frozen=True, slots=True)
class Addressed:
    """A text that goes out. ``address`` is None where the tip's reply address says where to."""

    text: str = field(repr=False)
    address: ReplyAddress | None = field(default=None, repr=False)

    def to_bytes(self) -> bytes:
        """Return the form that is sealed."""
        to = None if self.address is None else [self.address.number, self.address.partner]
        return json.dumps([self.text, to], ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read what :meth:`to_bytes` wrote."""
        text, to = json.loads(raw)
        return cls(text, None if to is None else ReplyAddress(*to))


def reply_address_context(tip_id: str, month: str) -> Context:
    """Return the context of a tip's reply address."""
    return bind(Label.REPLY_ADDRESS, tip_id, month)


def outgoing_context(outgoing_id: str, month: str) -> Context:
    """Return the context of a text on its way out."""
    return bind(Label.OUTGOING_TEXT, outgoing_id, month)


def quarantine_context(quarantine_id: str, month: str) -> Context:
    """Return the context of a call that could not be read."""
    return bind(Label.QUARANTINE, quarantine_id, month)


def text_file_context(file_id: str, month: str) -> Context:
    """Return the context of where a file that came with a text is to be fetched."""
    return bind(Label.TEXT_FILE, file_id, month)


def recording_context(recording_id: str, month: str) -> Context:
    """Return the context of what the worker has to know of a recording."""
    return bind(Label.RECORDING, recording_id, month)


def recording_key_context(recording_id: str, month: str) -> Context:
    """Return the context of a recording's key while the worker has it."""
    return bind(Label.RECORDING_KEY, recording_id, month)
