"""Sealing what an officer writes to the worker, which alone knows the number that it goes to."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from intake.channels.sms.segments import cheapest, count_segments
from intake.channels.sms.submission import OutgoingKind, SealedText
from intake.identity.outgoing import Addressed
from intake.identity.seal import seal_addressed
from intake.submission import WorkerKey

_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class AnswerSealer:
    """Seals answers. ``find_worker_key`` raises where the worker has made no key yet."""

    find_worker_key: Callable[[datetime], WorkerKey]
    takes_marks: Callable[[str], bool]
    """Whether the partner of this name passes Vietnamese letters on."""
    sends: Callable[[str], bool]
    """Whether texts go out through the partner of this name at all."""

    def can_send(self, partner: str) -> bool:
        """Say whether an answer can go out through the partner."""
        return self.sends(partner)

    def seal(self, text: str, *, partner: str, at: datetime) -> SealedText:
        """Return the answer, sealed. The tip's reply address, which is not known here, says where it goes."""
        worker = self.find_worker_key(at)
        outgoing_id = secrets.token_hex(_ID_BYTES)
        worded = word_answer(text, takes_marks=self.takes_marks(partner))
        return SealedText(
            id=outgoing_id,
            kind=OutgoingKind.ANSWER,
            partner=partner,
            month=worker.month,
            sealed=seal_addressed(Addressed(worded), outgoing_id=outgoing_id, worker=worker),
            segments=count_segments(worded),
            not_before=at,
        )


def word_answer(text: str, *, takes_marks: bool) -> str:
    """Return the text as it goes out: an officer's words keep their marks unless the gateway breaks them.

    An automatic text may lose its marks to save a segment; a sentence of an officer's may mean something else then.
    """
    return text if takes_marks else cheapest(text, takes_marks=False)
