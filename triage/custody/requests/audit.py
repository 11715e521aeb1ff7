"""Whether the requests that are stored are those that the journal recorded when they were asked and decided."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from crypto.errors import KeyMalformed, SignatureRejected, TranscriptMalformed
from crypto.keys import PublicKey
from crypto.transcripts import Transcript, digest_transcript
from triage.custody.requests.asking import check_asker
from triage.custody.requests.decide import is_hopeless, remark_decision
from triage.custody.requests.requests import CustodyDecision, CustodyRequest, Docket, list_decisions
from triage.ground.vocabulary import Verdict
from triage.journal.tables import JournalDetail
from triage.offices.accounts.tables import Officer
from triage.offices.posts.vouching import VoucherRejected, check_voucher


def find_altered_requests(session: Session, dockets: Sequence[Docket]) -> list[str]:
    """Return a sentence for each request or decision that is not what the journal recorded, and for each that is gone.

    Each has a line of its own, whose details no retention period destroys. A request that is gone with all that was
    kept of its tip is no fault: the resident deleted it, or its time was over.
    """
    return [fault for docket in dockets for fault in _compare(session, docket)]


def _compare(session: Session, docket: Docket) -> Iterator[str]:
    lines = _Lines(session, docket)
    for row in session.exec(select(docket.requests).order_by(col(docket.requests.id))):
        decisions = list_decisions(session, docket, row.id)
        found = [
            *lines.compare(row),
            *lines.compare_decisions(row, decisions),
            *_compare_row(session, docket, row),
            *_compare_refusals(session, docket, row, decisions),
        ]
        yield from (f"{docket.kind} {row.id[:12]}: {what}" for what in found)
    for number in lines.list_left(session):
        yield f"line {number}: the {docket.kind} that it records is gone, or was altered"


class _Lines:
    """What the journal recorded of one kind of request. Each line stands for one request or decision."""

    def __init__(self, session: Session, docket: Docket) -> None:
        self._docket = docket
        events = (docket.asked_event, docket.ready_event, *docket.events.values())
        lines = session.exec(select(JournalDetail).where(col(JournalDetail.event).in_(events))).all()
        self._said = Counter((line.event, self._subject(line), line.remark) for line in lines)
        self._asked = defaultdict[tuple[str | None, str | None, str, datetime], list[int]](list)
        self._ready = defaultdict[tuple[str | None, str], set[datetime]](set)
        for line in lines:
            if line.event == docket.asked_event:
                self._asked[line.officer_id, self._subject(line), line.remark, line.at].append(line.number)
            elif line.event == docket.ready_event:
                self._ready[self._subject(line), line.remark].add(line.at)
        self._subjects = {line.number: self._subject(line) for line in lines}

    def compare(self, row: CustodyRequest) -> Iterator[str]:
        """Yield how the request differs from its line, which then stands for no other."""
        subject, digest = self._docket.find_subject(row), digest_transcript(row.transcript or b"")
        numbers = self._asked[row.officer_id, subject, digest, row.asked_at]
        if numbers:
            numbers.pop()
        else:
            yield "it is not what the journal recorded when it was asked"
        ready = self._ready[subject, digest]
        if (row.ready_at is not None or ready) and row.ready_at not in ready:
            yield "when it was ready is not what the journal recorded"

    def compare_decisions(self, row: CustodyRequest, decisions: Sequence[CustodyDecision]) -> Iterator[str]:
        """Yield the decisions that the journal did not record, and how many that it did are gone."""
        subject, digest = self._docket.find_subject(row), digest_transcript(row.transcript or b"")
        found = 0
        for each in decisions:
            events = {str(verdict): event for verdict, event in self._docket.events.items()}
            event, remark = events.get(each.verdict), remark_decision(each.custodian, digest)
            if event is None or not self._said[event, subject, remark]:
                yield f"the journal did not record what custodian {each.custodian[:8]} decided"
            else:
                found += 1
        recorded = sum(
            count
            for (event, of, remark), count in self._said.items()
            if event in self._docket.events.values() and of == subject and remark.endswith(f":{digest}")
        )
        # Once it is ready, the decisions may be deleted, with the shares in them.
        if row.ready_at is None and found < recorded:
            yield f"{recorded - found} decision(s) that the journal recorded are gone"

    def list_left(self, session: Session) -> list[int]:
        """Return the numbers of the lines whose request was not found and ought to be there."""
        left = sorted(number for numbers in self._asked.values() for number in numbers)
        return [number for number in left if self._docket.keeps_anything(session, self._subjects[number] or "")]

    def _subject(self, line: JournalDetail) -> str | None:
        return line.tip_id or line.post_id


def _compare_row(session: Session, docket: Docket, row: CustodyRequest) -> Iterator[str]:
    """Yield where the request's row says something else than its own transcript does."""
    if row.transcript is None:
        return
    asker = session.get(Officer, row.officer_id)
    try:
        transcript = Transcript.decode(row.transcript)
        told = {name: transcript.get(name) for name in (docket.subject_field, "key", "username", "needed")}
        hours = int(transcript.get("wait_hours"))
        key = PublicKey(row.public_key).fingerprint
    except (KeyMalformed, TranscriptMalformed, ValueError):
        yield "what was asked cannot be read"
        return
    if told[docket.subject_field] != docket.find_subject(row):
        yield f"its row names another {docket.subject_field} than what was asked"
    if told["key"] != key:
        yield "its row names another key than what was asked"
    if told["username"] != (asker.username if asker else None):
        yield "its row names another officer than what was asked"
    if told["needed"] != str(row.needed):
        yield "its row needs another number of custodians than what was asked"
    if (row.open_at - row.asked_at).total_seconds() != 3600 * hours:
        yield "its row waits for another time than what was asked"
    yield from _compare_asker(row, asker, transcript)


def _compare_asker(row: CustodyRequest, asker: Officer | None, transcript: Transcript) -> Iterator[str]:
    try:
        key = PublicKey(b"" if asker is None else asker.public_key)
        check_asker(row.transcript or b"", row.signature or b"", key)
        is_theirs = key.fingerprint == transcript.get("officer_key")
    except (KeyMalformed, SignatureRejected):
        is_theirs = False
    if not is_theirs:
        yield "its signature is not the asker's"
        return
    try:
        if row.voucher is not None:
            check_voucher(row.voucher, key)
    except VoucherRejected:
        yield "what vouches for the asker was altered"


def _compare_refusals(
    session: Session, docket: Docket, row: CustodyRequest, decisions: Sequence[CustodyDecision]
) -> Iterator[str]:
    """Yield whether the row calls itself over where the decisions do not, or the reverse."""
    if row.ready_at is not None or (row.refused_at is not None and docket.may_end_otherwise(row)):
        return
    refusals = sum(each.verdict == Verdict.REFUSE for each in decisions)
    if is_hopeless(session, docket, row, refusals) != (row.refused_at is not None):
        yield "whether it was refused is not what the custodians decided"
