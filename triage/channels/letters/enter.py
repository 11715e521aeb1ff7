"""A letter that was typed becomes a tip: in one transaction, and once."""

from datetime import datetime

from sqlmodel import Session, col, update

from intake.areas.tree import AreaTree
from intake.channels.letters.submission import SealedLetter
from triage.channels.letters.tables import CollectionRow
from triage.channels.receiving.prepare import prepare
from triage.channels.receiving.store import store_tip
from triage.custody.keeping.files import store_file
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.tips.installation import Installation


def enter_letter(  # noqa: PLR0913, as receive: two sessions, and what routing needs
    letter: SealedLetter,
    entered_in: CollectionRow,
    *,
    reading: Session,
    writing: Session,
    tree: AreaTree,
    installation: Installation,
    at: datetime,
) -> bool:
    """Take a letter, and say whether it is new. The caller commits. Raises NoTrustedPost.

    More letters than were counted are counted now: nothing is refused because of a miscount.
    """
    submission, photo = letter.submission, letter.photo
    prepared = prepare(submission, reading=reading, tree=tree, installation=installation, at=at)
    reading.rollback()
    if not store_tip(writing, prepared, at=at):
        return False
    if photo is not None:
        store_file(writing, submission.tip_id, photo, at=at)
    entered = col(CollectionRow.entered) + 1
    row = update(CollectionRow).where(col(CollectionRow.id) == entered_in.id)
    writing.exec(row.values(entered=entered))
    writing.exec(
        row.where(col(CollectionRow.letters) < col(CollectionRow.entered)).values(letters=CollectionRow.entered)
    )
    entry = Entry(JournalEvent.LETTER_ENTERED, officer_id=entered_in.officer_id, tip_id=submission.tip_id)
    append(writing, entry, at=at)
    return True
