"""What a resident does in a thread: add, delete the contact, end it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete

from crypto.receipts import Receipt
from intake.attachments.safe_file import SafeFile
from intake.submission import Channel, SealedIdentity, TipContent
from triage.channels.hotline.recordings import forget_recordings
from triage.channels.threads.open import OpenThread, ThreadMessage, open_thread, read_messages
from triage.custody.disclosure.forgetting import delete_identities
from triage.custody.keeping.identities import store_identity
from triage.ground.errors import ThreadEnded, WordsExhausted
from triage.ground.vocabulary import AuthorKind
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.tips.attachments.store import add_files, delete_attachments
from triage.tips.installation import Installation
from triage.tips.record.messages import Author, add_message, hold_tip
from triage.tips.record.news import tell_holders
from triage.tips.record.priority import raise_priority
from triage.tips.record.spending import spend_receipts
from triage.tips.record.tables import TipReceipt

# Of one thread in a day: four of the longest messages. More would fill the officers' pages, and none can be read there.
MAX_LETTERS_A_DAY = 40_000

# It stands in the tip itself, so it is in the language of the place.
_WITHDRAWN = "(Người dân rút tin này và xin dừng xử lý. Liên hệ đã được xóa, không trả lời được nữa.)"


def add_to_thread(
    session: Session,
    receipt: Receipt,
    text: str,
    *,
    installation: Installation,
    at: datetime,
    is_danger: bool = False,
) -> bool:
    """Add a message that the resident typed, and say whether it was new. Danger puts the tip before all others.

    Raises ThreadUnknown, ThreadEnded, or WordsExhausted, the last never where a life is at risk.
    """
    opened = hold_open_thread(session, receipt, installation)
    is_new = add_content(session, opened, TipContent(what=text), channel=Channel.WEB, is_danger=is_danger, at=at)
    if is_new and is_danger:
        raise_priority(session, opened.tip, times=installation.router.times, at=at)
    return is_new


def add_files_to_thread(
    session: Session,
    receipt: Receipt,
    files: Sequence[SafeFile],
    *,
    installation: Installation,
    tells: bool = True,
    at: datetime,
) -> bool:
    """Add files that the resident sent, and say whether any was new. ``tells`` makes news of them for the officers.

    Raises ThreadUnknown, ThreadEnded, FilesFull or FilesExhausted.
    """
    opened = hold_open_thread(session, receipt, installation)
    tip = opened.tip
    added = add_files(session, tip, files, seed=opened.seed, budget=installation.files, at=at)
    if added:
        if tells:
            tell_holders(session, tip, at=at)
        append(session, Entry(JournalEvent.FILES_ADDED, tip_id=tip.id, remark=str(added)), at=at)
    return added > 0


def add_contact(session: Session, receipt: Receipt, identity: SealedIdentity, *, installation: Installation) -> None:
    """Store a contact that the resident leaves later, beside what was sealed before. No officer is told.

    Raises ThreadUnknown or ThreadEnded.
    """
    store_identity(session, hold_open_thread(session, receipt, installation).tip.id, identity)


def delete_contact(session: Session, receipt: Receipt, *, installation: Installation, at: datetime) -> None:
    """Delete the sealed identity. Raises ThreadUnknown."""
    tip = open_thread(session, receipt, keys=installation.keys).tip
    forget_recordings(session, tip.id)
    delete_identities(session, tip.id)
    append(session, Entry(JournalEvent.CONTACT_DELETED, tip_id=tip.id), at=at)


def end_thread(session: Session, receipt: Receipt, *, installation: Installation, at: datetime) -> None:
    """Delete the contact and what the receipt opens: from now on it is a receipt like any unknown one.

    What the officer has received stays with the officer. Raises ThreadUnknown.
    """
    tip = hold_tip(session, open_thread(session, receipt, keys=installation.keys).tip.id)
    forget_recordings(session, tip.id)
    delete_identities(session, tip.id)
    spend_receipts(session, tip.id)
    session.exec(delete(TipReceipt).where(col(TipReceipt.tip_id) == tip.id))
    tip.thread_ended_at = at
    tip.version += 1
    session.add(tip)
    append(session, Entry(JournalEvent.THREAD_ENDED, tip_id=tip.id), at=at)


def withdraw(session: Session, receipt: Receipt, *, installation: Installation, at: datetime) -> None:
    """Ask the officers to stop, delete the files, and end the thread as :func:`end_thread` does.

    Raises ThreadUnknown or ThreadEnded.
    """
    opened = hold_open_thread(session, receipt, installation)
    add_content(session, opened, TipContent(what=_WITHDRAWN), channel=Channel.WEB, is_danger=True, at=at)
    delete_attachments(session, opened.tip.id)
    end_thread(session, receipt, installation=installation, at=at)
    append(session, Entry(JournalEvent.TIP_WITHDRAWN, tip_id=opened.tip.id), at=at)


def add_content(
    session: Session,
    opened: OpenThread,
    content: TipContent,
    *,
    channel: Channel,
    at: datetime,
    is_danger: bool = False,
) -> bool:
    """Add what the resident wrote to a held thread, tell its holders, and say whether it was new.

    Raises WordsExhausted, never where a life is at risk.
    """
    tip = opened.tip
    messages = read_messages(session, tip, seed=opened.seed, notes=False)
    mine = [message for message in messages if message.author is AuthorKind.RESIDENT]
    if any(message.content == content for message in mine):
        return False
    if not is_danger and _count_letters(mine, at=at) + len(content.what) > MAX_LETTERS_A_DAY:
        raise WordsExhausted
    add_message(session, tip, content, seed=opened.seed, author=Author(AuthorKind.RESIDENT, channel), at=at)
    tell_holders(session, tip, at=at)
    append(session, Entry(JournalEvent.MESSAGE_ADDED, tip_id=tip.id), at=at)
    return True


def _count_letters(messages: Sequence[ThreadMessage], *, at: datetime) -> int:
    recent = (message.content for message in messages if message.written_at > at - timedelta(days=1))
    return sum(len(content.what) for content in recent if content is not None)


def hold_open_thread(session: Session, receipt: Receipt, installation: Installation) -> OpenThread:
    """Open the thread and hold its tip. Raises ThreadUnknown, or ThreadEnded where it was ended meanwhile.

    It is opened again once it is held: the resident may have given it to the inspectorate a moment ago, under another
    seed.
    """
    tip = hold_tip(session, open_thread(session, receipt, keys=installation.keys).tip.id)
    if tip.thread_ended_at is not None:
        raise ThreadEnded
    return open_thread(session, receipt, keys=installation.keys)
