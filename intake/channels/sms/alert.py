"""An alert to an officer by SMS: through the same queue as every text, and as short as can be."""

import secrets
from datetime import datetime

from intake.channels.sms.segments import cheapest, count_segments
from intake.channels.sms.submission import OutgoingKind, SealedText
from intake.identity.outgoing import Addressed, ReplyAddress
from intake.identity.seal import seal_addressed
from intake.submission import WorkerKey

_ID_BYTES = 16


def seal_alert(words: str, address: ReplyAddress, worker: WorkerKey, *, at: datetime) -> SealedText:
    """Return the words, sealed to the worker; without marks, which would cost more and say no more."""
    outgoing_id, bare = secrets.token_hex(_ID_BYTES), cheapest(words, takes_marks=False)
    return SealedText(
        id=outgoing_id,
        kind=OutgoingKind.ALERT,
        partner=address.partner,
        month=worker.month,
        sealed=seal_addressed(Addressed(bare, address), outgoing_id=outgoing_id, worker=worker),
        segments=count_segments(bare),
        not_before=at,
    )
