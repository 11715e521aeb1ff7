"""A call-taker listens to a recording that nothing puts into words. Each time is journaled."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from crypto.contexts import Label, bind
from crypto.errors import KeyMalformed, Unopenable
from crypto.keys import Key
from crypto.sealing import open_sealed
from crypto.streams import unlock_stream
from intake.ground.custody_files import custody_file_context
from triage.channels.hotline.recordings import find_claimed
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


def play(session: Session, recording_id: str, officer: SignedIn, *, at: datetime) -> Sound:
    """Return the recording that the officer has claimed. Raises TipUnavailable or TipDamaged."""
    row = find_claimed(session, recording_id, officer.id)
    if row is None or row.desk_sealed is None or row.file_id is None:
        raise TipUnavailable
    held = open_held(session, officer.id, officer.seed)
    opened = next((post for post in held if post.key.id == row.desk_key_id), None)
    if opened is None:
        raise TipUnavailable
    context = bind(Label.RECORDING_FOR_DESK, row.id, opened.key.id)
    try:
        key, media_type, *_facts = json.loads(open_sealed(row.desk_sealed, seed=opened.seed, context=context))
        chunks = list_chunks(session, row.file_id)
        content = unlock_stream(
            chunks, key=Key(bytes.fromhex(key)), context=custody_file_context(row.tip_id, row.file_id)
        )
    except (Unopenable, KeyMalformed) as error:
        raise TipDamaged from error
    append(session, Entry(JournalEvent.RECORDING_PLAYED, officer_id=officer.id, post_id=opened.post.id), at=at)
    return Sound(content, media_type)
