"""Recordings that wait: for the worker that fetches them and has them put into words, or for a call-taker's ear."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, delete, or_, select

from intake.channels.hotline.submission import SealedRecording
from intake.submission import SealedFile
from triage.channels.hotline.identities import pack_identity
from triage.channels.hotline.tables import RecordingRow
from triage.custody.keeping.files import delete_file, give_to_tip, store_file
from triage.ground.insertion import insert_all
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn

LEASE = timedelta(minutes=30)
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=15)


class RecordingState(StrEnum):
    """What a recording waits for."""

    TO_FETCH = "to_fetch"
    TO_WRITE_DOWN = "to_write_down"
    AT_DESK = "at_desk"
    """Nothing puts it into words: a call-taker listens to it."""
    LOST = "lost"
    """It could not be fetched, and an officer has to look."""


# What the worker still has to do something with.
WORKED_ON = (RecordingState.TO_FETCH, RecordingState.TO_WRITE_DOWN)


def store_recording(session: Session, recording: SealedRecording, *, has_tip: bool, at: datetime) -> None:
    """Store a recording; where it came whole and its words came with it, it is kept and nothing waits."""
    if recording.file is not None:
        store_file(session, recording.tip_id if has_tip else None, recording.file, at=at)
        if not recording.needs_words:
            return
    row = {
        "id": recording.id,
        "partner": recording.partner,
        "tip_id": recording.tip_id,
        "file_id": None if recording.file is None else recording.file.id,
        "identity": pack_identity(recording.identity),
        "month": recording.month,
        "facts_sealed": recording.facts_sealed,
        "key_sealed": recording.key_sealed,
        "needs_words": recording.needs_words,
        "state": RecordingState.TO_FETCH if recording.file is None else RecordingState.TO_WRITE_DOWN,
        "tries": 0,
        "arrived_at": at,
        "next_at": at,
    }
    insert_all(session, RecordingRow, [row])


def forget_recordings(session: Session, tip_id: str) -> None:
    """Delete what was recorded for the tip and waits: the resident wants no voice kept, here or fetched later."""
    rows = session.exec(select(RecordingRow).where(RecordingRow.tip_id == tip_id)).all()
    for row in rows:
        session.delete(row)
    session.flush()
    for row in rows:
        if row.file_id is not None:
            delete_file(session, row.file_id)


def drop_waiting(session: Session, tip_id: str) -> None:
    """The words of the call are there: what was kept of it belongs to its tip, and no officer has to listen.

    What is still to be fetched is fetched, to be kept.
    """
    for row in session.exec(select(RecordingRow).where(RecordingRow.tip_id == tip_id, col(RecordingRow.needs_words))):
        if row.file_id is not None:
            settle(session, row)
        else:
            row.needs_words, row.identity = False, b""
            session.add(row)
    session.flush()


def settle(session: Session, row: RecordingRow) -> None:
    """The words are a tip: give the file to it, and delete every key to it but the custodians'."""
    file_id, tip_id, is_kept = row.file_id, row.tip_id, bool(row.identity)
    session.exec(delete(RecordingRow).where(col(RecordingRow.id) == row.id))
    if file_id is not None and is_kept:
        give_to_tip(session, file_id, tip_id)
    elif file_id is not None:
        # The locality keeps no identities, and a voice is one.
        delete_file(session, file_id)


def take_due(session: Session, *, at: datetime) -> RecordingRow | None:
    """Take the next recording in hand for as long as the lease lasts; None where nothing is due."""
    due = (
        select(RecordingRow)
        .where(col(RecordingRow.state).in_(WORKED_ON), col(RecordingRow.next_at) <= at)
        .order_by(col(RecordingRow.next_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = session.exec(due).first()
    if row is not None:
        row.tries, row.next_at = row.tries + 1, at + LEASE
        session.add(row)
        session.flush()
    return row


def find_still_mine(session: Session, taken: RecordingRow) -> RecordingRow | None:
    """Return the row as it stands now, held until the commit; None where its lease went to another worker."""
    query = select(RecordingRow).where(RecordingRow.id == taken.id, RecordingRow.tries == taken.tries)
    return session.exec(query.with_for_update().execution_options(populate_existing=True)).first()


def put_off(session: Session, row: RecordingRow, *, at: datetime) -> None:
    """Try again later, each time after twice as long."""
    row.next_at = at + min(_FIRST_WAIT * 2 ** (row.tries - 1), _LONGEST_WAIT)
    session.add(row)


def note_fetched(session: Session, row: RecordingRow, file: SealedFile, key_sealed: bytes, *, at: datetime) -> None:
    """Store the recording that was fetched. Where its words are there already, nothing is left to do."""
    store_file(session, None if row.needs_words else row.tip_id, file, at=at)
    if not row.needs_words:
        session.delete(row)
        return
    row.file_id, row.key_sealed, row.state = file.id, key_sealed, RecordingState.TO_WRITE_DOWN
    row.tries, row.next_at = 0, at
    session.add(row)


def give_to_desk(session: Session, row: RecordingRow, desk_key_id: str, sealed: bytes) -> None:
    """Nothing puts it into words: the duty desk gets its key, and the worker's is deleted."""
    row.state, row.key_sealed, row.desk_key_id, row.desk_sealed = RecordingState.AT_DESK, None, desk_key_id, sealed
    session.add(row)


def note_lost(session: Session, row: RecordingRow) -> None:
    """It cannot be fetched: the duty desk is told."""
    row.state = RecordingState.LOST
    session.add(row)


def claim(session: Session, recording_id: str, officer: SignedIn, *, at: datetime) -> RecordingRow | None:
    """Return the recording, now this call-taker's to listen to; None where it is gone, or another's for a while yet."""
    query = select(RecordingRow).where(RecordingRow.id == recording_id).with_for_update()
    row = session.exec(query).first()
    if row is None or row.state not in (RecordingState.AT_DESK, RecordingState.LOST):
        return None
    is_others = row.claimed_by not in (None, officer.id)
    if is_others and row.claimed_at is not None and at - row.claimed_at < LEASE:
        return None
    if row.claimed_by != officer.id:
        row.claimed_by, row.claimed_at = officer.id, at
        session.add(row)
        append(session, Entry(JournalEvent.RECORDING_CLAIMED, officer_id=officer.id), at=at)
    return row


def find_claimed(session: Session, recording_id: str, officer_id: str) -> RecordingRow | None:
    """Return the recording where this call-taker has claimed it."""
    row = session.get(RecordingRow, recording_id)
    return row if row is not None and row.claimed_by == officer_id else None


def list_for_desk(session: Session) -> list[RecordingRow]:
    """Return what waits, the oldest first: what call-takers listen to, and what is still on its way."""
    waits = or_(col(RecordingRow.needs_words), col(RecordingRow.state) == RecordingState.LOST)
    return list(session.exec(select(RecordingRow).where(waits).order_by(col(RecordingRow.arrived_at))))
