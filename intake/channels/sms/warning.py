"""A published warning by SMS: its title, where to read it, how to hear no more. Two segments at most."""

import secrets
from datetime import datetime

from intake.channels.sms.segments import cheapest, count_segments
from intake.channels.sms.submission import OutgoingKind, SealedText
from intake.identity.outgoing import Addressed, ReplyAddress
from intake.identity.seal import seal_addressed
from intake.submission import WorkerKey

_ID_BYTES = 16
_MOST_SEGMENTS = 2


def write_warning(title: str, url: str, *, takes_marks: bool) -> str:
    """Return the text. The title is cut where it would take a third segment; the page has all of it."""
    title = " ".join(title.split())
    text = _word(title, url, takes_marks=takes_marks)
    length = len(title)
    while count_segments(text) > _MOST_SEGMENTS and length > 0:
        length -= 1
        text = _word(f"{title[:length].rstrip()}...", url, takes_marks=takes_marks)
    return text


def seal_warning(text: str, address: ReplyAddress, worker: WorkerKey, *, at: datetime) -> SealedText:
    """Return the text, sealed to the worker, for the queue of all texts."""
    outgoing_id = secrets.token_hex(_ID_BYTES)
    return SealedText(
        id=outgoing_id,
        kind=OutgoingKind.WARNING,
        partner=address.partner,
        month=worker.month,
        sealed=seal_addressed(Addressed(text, address), outgoing_id=outgoing_id, worker=worker),
        segments=count_segments(text),
        not_before=at,
    )


def _word(title: str, url: str, *, takes_marks: bool) -> str:
    words = f"Công an cảnh báo: {title}. Xem {url} Nhắn HUY để thôi nhận."
    return cheapest(words, takes_marks=takes_marks)
