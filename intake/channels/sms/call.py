"""What a gateway's call holds: the text or the delivery report read from it."""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from intake.channels.sms.numbers import can_be_answered, canonical
from intake.submission import Part

MOST_FILES = 10
"""So many files of a text are fetched."""


def tell_apart(*carried: str) -> str:
    """Return by what a repeated delivery is known: all that the text carries, whatever its event is called.

    A gateway that counts from 1 again after a start loses no text by it, and one that renames an event makes no second.
    """
    return json.dumps(carried)


@dataclass(frozen=True)
class IncomingText:
    """A text as the gateway tells it; who sent it is plain here, and sealed before it leaves intake."""

    sender: str = field(repr=False)
    text: str = field(repr=False)
    message_id: str = field(repr=False)
    """What tells a repeated delivery: the gateway's id, or what stands in for one."""
    part: Part | None = None
    attachments: int = 0
    """How many pictures or other files came with it."""
    file_urls: tuple[str, ...] = field(default=(), repr=False)
    """Where they lie at the gateway, of those that can be fetched."""
    signed: str = field(default="", repr=False)
    """What else tells a repeat: the words that were signed, where names and values could be parted otherwise."""

    # To take a number apart costs a tenth of the whole text, and several steps ask for it.
    @cached_property
    def number(self) -> str:
        """The one form under which the sender is known."""
        return canonical(self.sender)

    @cached_property
    def is_answerable(self) -> bool:
        """Whether a text reaches a person there."""
        return can_be_answered(self.sender)


class Fate(StrEnum):
    """What became of a text that was sent."""

    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a gateway says of a text that went out through it."""

    outgoing_id: str
    fate: Fate
