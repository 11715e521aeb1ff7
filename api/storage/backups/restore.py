"""Bringing a backup back: verified first, then put in the place of what is there in one transaction, then purged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, MetaData, inspect, text
from sqlmodel import Session, select

from api.storage.backups.files import BackupReader, Maker
from api.storage.backups.rows import check_lines, load_lines
from api.storage.migrations.proving import has_codes, prove_stored_rows
from api.storage.migrations.state import is_known, migrate
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.journal.heads import Head
from triage.journal.tables import JournalHead
from triage.journal.verify import verify_journal
from triage.retention.purging import Purge, purge_again


class RestoreRefused(Exception):
    """The backup does not fit; nothing was changed."""


def check_target(session: Session, *, may_replace: bool) -> None:
    """Raise RestoreRefused where the database holds something that may not be replaced."""
    if not may_replace and inspect(session.connection()).get_table_names():
        raise RestoreRefused("the database is not empty; --replace puts the backup in its place")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the operator who restores said may be."""

    older: bool = False
    """The journal ends before the newest head that was kept."""
    other_posts: bool = False
    """The settings pinned other top posts then."""


def verify_backup(reader: BackupReader, maker: Maker, kept: Head | None, allowed: Allowed) -> int:
    """Read all of it, and return how many rows there are.

    Raises BackupBroken, also where this installation did not sign it; crypto.errors.Unopenable; or RestoreRefused for a
    newer version's, for one of other top posts, and for one whose journal is older than the head that was kept.
    """
    reader.check_signature(maker.signer.fingerprint)
    if reader.header.posts != maker.posts_digest and not allowed.other_posts:
        raise RestoreRefused(
            "the settings pinned other top posts when it was made; --other-posts takes it all the same"
        )
    missing = _count_missing(reader, kept)
    if missing and not allowed.older:
        message = f"the journal had {missing:,} lines more when its head was last kept; --older gives them up"
        raise RestoreRefused(message)
    if not is_known(reader.header.revision):
        raise RestoreRefused("it was made by a newer version")
    return check_lines(reader.read())


def _count_missing(reader: BackupReader, kept: Head | None) -> int:
    """Return how many lines the journal had when its head was kept that the backup's does not have."""
    return 0 if kept is None else max(0, kept.number - int(reader.header.head.partition(":")[0]))


def restore(
    session: Session,
    reader: BackupReader,
    purges: Sequence[Purge],
    *,
    since: tuple[int | None, str] | None,
    at: datetime,
) -> Sequence[Purge]:
    """Put the backup in the place of everything, and return what was purged again. The caller commits.

    Raises RestoreRefused where its journal does not verify, or lacks the head that was kept outside: roll back.
    """
    connection = session.connection()
    _drop_everything(connection)
    migrate(connection, to=reader.header.revision)
    _empty(connection)
    load_lines(connection, reader.read())
    had_codes = has_codes(connection)
    migrate(connection)
    if not had_codes:
        prove_stored_rows(session)
    session.expire_all()
    found = verify_journal(session, since=since)
    if found.faults:
        raise RestoreRefused("; ".join(found.faults))
    last = session.exec(select(JournalHead.number)).first() or 0
    done = [purge for purge in purges if purge_again(session, purge, restored_to=last, at=at)]
    append(session, Entry(JournalEvent.RESTORED), at=at)
    return done


def _drop_everything(connection: Connection) -> None:
    there = MetaData()
    there.reflect(connection)
    there.drop_all(connection)


def _empty(connection: Connection) -> None:
    # A migration may fill a table; the backup has those rows too.
    for name in inspect(connection).get_table_names():
        if name != "alembic_version":
            connection.execute(text(f'DELETE FROM "{name}"'))  # noqa: S608, names of our own tables
