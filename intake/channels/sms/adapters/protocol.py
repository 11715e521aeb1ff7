"""What each gateway's adapter does, and what it can promise."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from intake.channels.partners.call import RawCall
from intake.channels.partners.partner import Partner
from intake.channels.sms.call import DeliveryReport, IncomingText
from intake.ground.errors import CallUnreadable

LONGEST_TEXT = 10_000

# A wrong secret or URL is a mistake of settings, and no fault of the text.
_MENDABLE = (401, 403, 404, 407, 408, 425, 429)


@dataclass(frozen=True, slots=True)
class Guarantees:
    """What a gateway's interface makes sure of; what it does not, we cannot."""

    signs_body: bool
    """A changed byte is noticed."""
    has_time_window: bool
    """An old call is refused by its time; without it a replay is told by the message id only."""
    has_message_ids: bool
    """A repeated delivery is told from a second text with the same words."""
    sends_once: bool
    """A text handed over again after a break is not sent twice."""
    tries_again: bool
    """A call that was answered 503 comes again by itself; otherwise the gateway has to be set up to do so."""
    passes_answers_on: bool
    """What our answer says may be sent to the resident, so it must be empty."""


@dataclass(frozen=True, slots=True)
class OutgoingText:
    """A text on its way out."""

    id: str
    number: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SendingRequest:
    """The HTTP request that hands a text to the gateway. All are POST: a URL would carry number and text."""

    url: str
    headers: dict[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    account: tuple[str, str] | None = field(default=None, repr=False)
    """User name and password, for Basic authentication."""


class Handed(StrEnum):
    """What the gateway said when a text was handed over."""

    TAKEN = "taken"
    REFUSED = "refused"
    """It will never take this one."""
    AGAIN = "again"
    """Not now."""
    UNSURE = "unsure"
    """The line broke before an answer came: it may have it."""


Told = IncomingText | DeliveryReport | None
"""What a gateway tells; None for what it tells of nothing that counts."""


class Adapter(Protocol):
    """One kind of gateway."""

    guarantees: Guarantees
    answer: str
    """What the gateway waits for in the body of a good answer: nearly always nothing."""

    def verify(self, call: RawCall, partner: Partner, *, at: datetime) -> None:
        """Return quietly where the partner made this call now. Raises CallRejected."""
        ...

    def read(self, call: RawCall) -> Sequence[Told]:
        """Return the texts and delivery reports in the call; nothing for a known event that tells of none.

        Raises CallUnreadable for everything else, so that it is kept.
        """
        ...

    def write(self, outgoing: OutgoingText, partner: Partner, *, status_url: str, at: datetime) -> SendingRequest:
        """Return the request that hands the text to the gateway."""
        ...

    def read_answer(self, status: int, body: bytes) -> Handed:
        """Return what the gateway's answer means."""
        ...


def list_told(told: Told) -> Sequence[Told]:
    """Return what a call of one text tells, as a list."""
    return () if told is None else (told,)


def read_status(status: int) -> Handed:
    """Return what a plain HTTP status means: 2xx taken; what can be mended, again; the rest refused."""
    if 200 <= status < 300:  # noqa: PLR2004, the classes of HTTP
        return Handed.TAKEN
    return Handed.AGAIN if status in _MENDABLE or status >= 500 else Handed.REFUSED  # noqa: PLR2004, as above


def require_short(text: str) -> str:
    """Return the text. Raises CallUnreadable for one that no telephone sends."""
    if len(text) > LONGEST_TEXT:
        raise CallUnreadable("the text is over-long")
    return text
