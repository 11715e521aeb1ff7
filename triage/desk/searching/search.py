"""Searching what an officer may open: every tip is opened in the officer's own session, and no word of it is stored.

Words are found without marks, in whatever case (``excerpts.py``). What was searched for stands in no URL, no log and no
row.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from crypto.errors import Unopenable
from intake.submission import TipContent
from triage.desk.searching.excerpts import Piece, Wanted
from triage.ground.insertion import Row, insert_missing
from triage.ground.keys import KeyDirectory
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.tips.opening.bulk import BulkOpener, Unlocked
from triage.tips.opening.reach import list_reach
from triage.tips.record.content import unlock_message
from triage.tips.record.seeds import open_seeds
from triage.tips.record.tables import Message, Tip, TipKey

MOST_FOUND = 200
_AT_ONCE = 250


@dataclass(frozen=True, slots=True)
class Found:
    """A tip in which every word stands, and what stands around them."""

    tip: Tip
    excerpt: tuple[Piece, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the search is."""

    opened: int
    of: int


class Search:
    """One officer's search. It reads only; the journal's line about it is written before (:func:`note_search`)."""

    def __init__(self, session: Session, officer: SignedIn, keys: KeyDirectory, *, at: datetime) -> None:
        self._session = session
        self._tip_ids = list_reach(session, officer.id, at=at)
        self._opener = BulkOpener.begin(session, officer, keys)

    @property
    def fresh_keys(self) -> Sequence[Row]:
        """What :func:`keep_keys` stores, so that the next search is quicker."""
        return self._opener.fresh

    def run(self, words: str) -> Iterator[Found | Progress]:
        """Yield the tips that hold all the words, the newest first, and between them how far it is."""
        wanted, of, left = Wanted(words), len(self._tip_ids), MOST_FOUND
        for start in range(0, of if wanted else 0, _AT_ONCE):
            yield Progress(start, of)
            for hit in self._look(self._tip_ids[start : start + _AT_ONCE], wanted):
                if left == 0:
                    return
                left -= 1
                yield hit
        yield Progress(of, of)

    def _look(self, tip_ids: Sequence[str], wanted: Wanted) -> Iterator[Found]:
        opened = list(self._opener.open_all(tip_ids))
        texts = read_texts(self._session, opened)
        for unlocked in opened:
            text = texts[unlocked.tip.id]
            if wanted.stand_in(text):
                yield Found(unlocked.tip, wanted.cut(text))


def note_search(session: Session, officer: SignedIn, *, at: datetime) -> None:
    """Write into the journal that the officer searched; not for what."""
    append(session, Entry(JournalEvent.SEARCHED, officer_id=officer.id), at=at)


def keep_keys(session: Session, rows: Sequence[Row]) -> None:
    """Store what makes the next opening of these tips quicker. Another may have stored it meanwhile."""
    insert_missing(session, TipKey, rows)


def read_texts(session: Session, opened: Sequence[Unlocked]) -> defaultdict[str, str]:
    """Return all that stands in each tip, in one text; what was tampered with is left out."""
    texts = defaultdict[str, str](str)
    by_id = {unlocked.tip.id: unlocked for unlocked in opened}
    rows = session.exec(
        select(Message).where(col(Message.tip_id).in_(by_id)).order_by(col(Message.tip_id), col(Message.position))
    )
    for message in rows:
        content = _unlock(session, by_id[message.tip_id], message)
        if content is not None:
            texts[message.tip_id] += "\n".join(filter(None, (content.what, content.where, content.when))) + "\n"
    return texts


def _unlock(session: Session, unlocked: Unlocked, message: Message) -> TipContent | None:
    try:
        return unlock_message(message, seed=open_seeds(session, unlocked.tip, unlocked.seed)[message.seed_number])
    except (Unopenable, KeyError):
        return None
