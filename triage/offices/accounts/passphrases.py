"""Another passphrase for the same seed: nothing that the officer holds changes."""

from datetime import datetime

from sqlmodel import Session

from crypto.keys import Seed
from crypto.tokens import Token
from triage.ground.errors import SessionEnded
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.accounts import PassphraseLock, relock
from triage.offices.accounts.sessions import end_every_way
from triage.offices.accounts.tables import Officer


def change_passphrase(
    session: Session, officer_id: str, seed: Seed, chosen: PassphraseLock, *, keep: Token | None, at: datetime
) -> None:
    """Lock the seed, which the old passphrase has just unlocked, under the one chosen.

    Every other way into the account ends: a thief of the old passphrase is out. Raises PassphraseWeak, or SessionEnded
    where the account got another key meanwhile.
    """
    officer = session.get(Officer, officer_id, with_for_update=True, populate_existing=True)
    if officer is None or officer.public_key != seed.public_key.raw:
        raise SessionEnded
    relock(session, officer, seed, chosen)
    end_every_way(session, officer, keep=keep)
    append(session, Entry(JournalEvent.PASSPHRASE_CHANGED, officer_id=officer_id), at=at)
