"""Bringing a backup back: verified first, then put in the place of what is there in one transaction, then purged."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, MetaData, inspect, text
from sqlmodel import Session, select

from api.storage.backups.files import BackupReader
from api.storage.backups.rows import check_lines, load_lines
from api.storage.migrations.proving import has_codes, prove_stored_rows
from api.storage.migrations.state import is_known, migrate
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalHead
from triage.journal.verify import verify_journal
from triage.retention.purging import Purge, purge_again


class RestoreRefused(Exception):
    """The backup does not fit; nothing was changed."""


def check_target(session: Session, *, may_replace: bool) -> None:
    """Raise RestoreRefused where the database holds something that may not be replaced."""
    if not may_replace and inspect(session.connection()).get_table_names():
        raise RestoreRefused("the database is not empty; --replace puts the backup in its place")


def verify_backup(reader: BackupReader) -> int:
    """Read all of it, and return how many rows there are.

    Raises BackupBroken, crypto.errors.Unopenable, or RestoreRefused for a newer version's.
    """
    if not is_known(reader.header.revision):
        raise RestoreRefused("it was made by a newer version")
    return check_lines(reader.read())


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
