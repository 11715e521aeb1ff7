"""Whether the requests that are stored are those that the journal recorded when they were asked."""

from sqlmodel import Session, select

from crypto.errors import KeyMalformed, TranscriptMalformed
from crypto.keys import PublicKey
from crypto.transcripts import Transcript, digest_transcript
from triage.custody.disclosure.tables import Disclosure
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail


def find_altered_requests(session: Session) -> list[str]:
    """Return a sentence for each request that is not what the journal recorded, and for each recorded one that is gone.

    Lines whose details were purged with their tip prove nothing, and their requests are gone with them.
    """
    lines = session.exec(select(JournalDetail).where(JournalDetail.event == JournalEvent.DISCLOSURE_ASKED)).all()
    recorded = {(line.tip_id, line.remark): line.number for line in lines if line.remark}
    faults, found = list[str](), set[tuple[str | None, str]]()
    for row in session.exec(select(Disclosure).order_by(Disclosure.id)):
        if row.transcript is None:
            continue
        key = (row.tip_id, digest_transcript(row.transcript))
        found.add(key)
        if key not in recorded:
            faults.append(f"request {row.id[:12]}: it is not what the journal recorded when it was asked")
        faults += [f"request {row.id[:12]}: {what}" for what in _find_contradictions(row)]
    missing = sorted(number for key, number in recorded.items() if key not in found)
    return faults + [f"line {number}: the request that it records is gone, or was altered" for number in missing]


def _find_contradictions(row: Disclosure) -> list[str]:
    try:
        transcript = Transcript.decode(row.transcript or b"")
        if transcript.get("tip") != row.tip_id:
            return ["its row names another tip than what was asked"]
        if transcript.get("key") != PublicKey(row.public_key).fingerprint:
            return ["its row names another key than what was asked"]
        if (row.open_at - row.asked_at).total_seconds() < 3600 * int(transcript.get("wait_hours")):
            return ["its row waits for less than what was asked"]
    except (TranscriptMalformed, KeyMalformed, ValueError):
        return ["what was asked cannot be read"]
    return []
