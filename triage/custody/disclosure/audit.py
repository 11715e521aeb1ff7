"""Whether the requests that are stored are those that the journal recorded when they were asked."""

from datetime import datetime

from sqlmodel import Session, select

from crypto.errors import KeyMalformed, TranscriptMalformed
from crypto.keys import PublicKey
from crypto.transcripts import Transcript, digest_transcript
from triage.custody.disclosure.tables import Disclosure, DisclosureDecision
from triage.ground.vocabulary import Verdict
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail

# Officer, tip, digest of the transcript, moment.
_Recorded = tuple[str | None, str | None, str, datetime]


def find_altered_requests(session: Session) -> list[str]:
    """Return a sentence for each request that is not what the journal recorded, and for each recorded one that is gone.

    Each request has a line of its own, whose details no retention period destroys. The signatures of decisions are
    checked by the asker's and the custodians' tools.
    """
    lines = session.exec(select(JournalDetail).where(JournalDetail.event == JournalEvent.DISCLOSURE_ASKED)).all()
    recorded: dict[_Recorded, list[int]] = {}
    for line in lines:
        recorded.setdefault((line.officer_id, line.tip_id, line.remark, line.at), []).append(line.number)
    faults = list[str]()
    for row in session.exec(select(Disclosure).order_by(Disclosure.id)):
        digest = digest_transcript(row.transcript) if row.transcript else ""
        numbers = recorded.get((row.officer_id, row.tip_id, digest, row.asked_at), [])
        if numbers:
            numbers.pop()
        else:
            faults.append(f"request {row.id[:12]}: it is not what the journal recorded when it was asked")
        faults += [f"request {row.id[:12]}: {what}" for what in _find_contradictions(session, row)]
    missing = sorted(number for numbers in recorded.values() for number in numbers)
    return faults + [f"line {number}: the request that it records is gone, or was altered" for number in missing]


def _find_contradictions(session: Session, row: Disclosure) -> list[str]:
    said = session.exec(select(DisclosureDecision).where(DisclosureDecision.disclosure_id == row.id)).all()
    approvals = sum(each.verdict == Verdict.APPROVE for each in said)
    faults = []
    if approvals > _count_lines(session, row.tip_id, JournalEvent.DISCLOSURE_APPROVED):
        faults.append("it has more approvals than the journal recorded")
    if row.ready_at is not None and not _count_lines(session, row.tip_id, JournalEvent.DISCLOSURE_READY):
        faults.append("it is ready, and the journal did not record that")
    return faults if row.transcript is None else [*faults, *_compare_transcript(row)]


def _count_lines(session: Session, tip_id: str, event: JournalEvent) -> int:
    lines = select(JournalDetail.number).where(JournalDetail.event == event, JournalDetail.tip_id == tip_id)
    return len(session.exec(lines).all())


def _compare_transcript(row: Disclosure) -> list[str]:
    try:
        transcript = Transcript.decode(row.transcript or b"")
        if transcript.get("tip") != row.tip_id:
            return ["its row names another tip than what was asked"]
        if transcript.get("key") != PublicKey(row.public_key).fingerprint:
            return ["its row names another key than what was asked"]
        if (row.open_at - row.asked_at).total_seconds() < 3600 * int(transcript.get("wait_hours")):
            return ["its row waits for less than what was asked"]
    except (KeyMalformed, TranscriptMalformed, ValueError):
        return ["what was asked cannot be read"]
    return []
