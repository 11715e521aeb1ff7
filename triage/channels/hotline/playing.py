"""A call-taker listens to a recording that has no words, or doubtful ones only. Each time is journaled."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from crypto.contexts import Label, bind
from crypto.errors import KeyMalformed, Unopenable
from crypto.keys import Key
from crypto.sealing import open_sealed
from crypto.streams import unlock_stream
from intake.ground.custody_files import custody_file_context
from intake.submission import Speech, TipContent
from triage.channels.hotline.recordings import find_claimed
from triage.channels.hotline.tables import RecordingRow
from triage.custody.keeping.files import list_chunks
from triage.ground.errors import TipDamaged, TipUnavailable
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.holdings import open_held


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording in the clear, for as long as one answer takes."""

    content: bytes = field(repr=False)
    media_type: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What was sealed to the desk about a recording."""

    post_id: str
    key: Key
    media_type: str
    words: TipContent | None


def play(session: Session, recording_id: str, officer: SignedIn, *, at: datetime) -> Sound:
    """Return the recording that the officer has claimed. Raises TipUnavailable or TipDamaged."""
    row = find_claimed(session, recording_id, officer.id)
    if row is None or row.file_id is None:
        raise TipUnavailable
    known = _open(session, row, officer)
    try:
        chunks = list_chunks(session, row.file_id)
        content = unlock_stream(chunks, key=known.key, context=custody_file_context(row.tip_id, row.file_id))
    except Unopenable as error:
        raise TipDamaged from error
    append(session, Entry(JournalEvent.RECORDING_PLAYED, officer_id=officer.id, post_id=known.post_id), at=at)
    return Sound(content, known.media_type)


def read_words(session: Session, row: RecordingRow, officer: SignedIn) -> TipContent | None:
    """Return what a machine wrote down of a recording that the officer has claimed, with its doubts; None for nothing.

    It is a proposal: most of it may have been written where no person spoke. Raises TipUnavailable or TipDamaged.
    """
    return None if row.desk_sealed is None else _open(session, row, officer).words


def _open(session: Session, row: RecordingRow, officer: SignedIn) -> _Known:
    held = open_held(session, officer.id, officer.seed)
    opened = next((post for post in held if post.key.id == row.desk_key_id), None)
    if opened is None or row.desk_sealed is None:
        raise TipUnavailable
    context = bind(Label.RECORDING_FOR_DESK, row.id, opened.key.id)
    try:
        said = open_sealed(row.desk_sealed, seed=opened.seed, context=context)
        key, media_type, _started_at, seconds, language, *words = json.loads(said)
        return _Known(opened.post.id, Key(bytes.fromhex(key)), media_type, _read(words, language, seconds))
    except (Unopenable, KeyMalformed) as error:
        raise TipDamaged from error


def _read(words: list[Any], language: str, seconds: int) -> TipContent | None:
    # What was sealed before machines' words came along has none.
    if not words or not words[0]:
        return None
    text, doubts = words
    doubtful = tuple((start, end) for start, end in doubts)
    return TipContent(text, speech=Speech(doubtful=doubtful, language=language, seconds=seconds))
