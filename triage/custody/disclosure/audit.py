"""Whether the requests that are stored are those that the journal recorded when they were asked."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, col, select

from crypto.errors import KeyMalformed, TranscriptMalformed
from crypto.keys import PublicKey
from crypto.transcripts import Transcript, digest_transcript
from triage.custody.disclosure.tables import Disclosure, DisclosureDecision
from triage.ground.vocabulary import Verdict
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail


def find_altered_requests(session: Session) -> list[str]:
    """Return a sentence for each request that is not what the journal recorded, and for each recorded one that is gone.

    Each request has a line of its own, whose details no retention period destroys. The signatures of decisions were
    checked when they came; here they are counted.
    """
    lines = _Lines(session)
    approvals = Counter(
        session.exec(select(DisclosureDecision.disclosure_id).where(DisclosureDecision.verdict == Verdict.APPROVE))
    )
    faults = list[str]()
    for row in session.exec(select(Disclosure).order_by(Disclosure.id)):
        found = [*lines.compare(row, approvals[row.id]), *_compare_transcript(row)]
        faults += [f"request {row.id[:12]}: {what}" for what in found]
    return faults + [f"line {number}: the request that it records is gone, or was altered" for number in lines.left()]


class _Lines:
    """What the journal recorded of requests. Each line stands for one of them."""

    def __init__(self, session: Session) -> None:
        events = (JournalEvent.DISCLOSURE_ASKED, JournalEvent.DISCLOSURE_APPROVED, JournalEvent.DISCLOSURE_READY)
        lines = session.exec(select(JournalDetail).where(col(JournalDetail.event).in_(events))).all()
        self._counts = Counter((line.event, line.tip_id) for line in lines)
        self._asked = defaultdict[tuple[str | None, str | None, str, datetime], list[int]](list)
        for line in lines:
            if line.event == JournalEvent.DISCLOSURE_ASKED:
                self._asked[line.officer_id, line.tip_id, line.remark, line.at].append(line.number)

    def compare(self, row: Disclosure, approvals: int) -> Iterator[str]:
        """Yield how the request differs from its line, which then stands for no other."""
        numbers = self._asked[row.officer_id, row.tip_id, digest_transcript(row.transcript or b""), row.asked_at]
        if numbers:
            numbers.pop()
        else:
            yield "it is not what the journal recorded when it was asked"
        if approvals > self._counts[JournalEvent.DISCLOSURE_APPROVED, row.tip_id]:
            yield "it has more approvals than the journal recorded"
        if row.ready_at is not None and not self._counts[JournalEvent.DISCLOSURE_READY, row.tip_id]:
            yield "it is ready, and the journal did not record that"

    def left(self) -> list[int]:
        """Return the numbers of the lines whose request was not found."""
        return sorted(number for numbers in self._asked.values() for number in numbers)


def _compare_transcript(row: Disclosure) -> list[str]:
    if row.transcript is None:
        return []
    try:
        transcript = Transcript.decode(row.transcript)
        if transcript.get("tip") != row.tip_id:
            return ["its row names another tip than what was asked"]
        if transcript.get("key") != PublicKey(row.public_key).fingerprint:
            return ["its row names another key than what was asked"]
        if (row.open_at - row.asked_at).total_seconds() < 3600 * int(transcript.get("wait_hours")):
            return ["its row waits for less than what was asked"]
    except (KeyMalformed, TranscriptMalformed, ValueError):
        return ["what was asked cannot be read"]
    return []
