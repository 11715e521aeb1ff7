"""What one installation brings to triage: its trust, its keys, its clocks, and its way of answering by SMS."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from intake.channels.sms.submission import SealedText
from triage.ground.keys import KeyDirectory
from triage.tips.attachments.budget import FileBudget
from triage.tips.record.clocks import Clocks
from triage.tips.routing.route import Router


class AnswerSealer(Protocol):
    """Seals an answer to the worker, the only one that knows where it goes."""

    def can_send(self, partner: str) -> bool:
        """Say whether an answer can go out through the partner."""
        ...

    def seal(self, text: str, *, partner: str, at: datetime) -> SealedText:
        """Return the sealed answer. Raises triage.errors.WorkerKeyMissing."""
        ...


@dataclass(frozen=True, slots=True)
class Installation:
    """Made once when a process starts, and handed to whatever needs it."""

    router: Router
    keys: KeyDirectory
    answers: AnswerSealer
    clocks: Clocks
    files: FileBudget
