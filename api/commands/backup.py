"""``homthu backup``, ``restore`` and ``backup-key``: copies that open with a key which is kept off the server."""

from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
from sqlmodel import Session

from api.commands.faults import StartRefused, load_settings
from api.commands.journal import parse_since
from api.commands.options import FILE
from api.commands.typing import ask_passphrase, open_key
from api.ground.database import Database, open_database
from api.ground.key_directory import FileKeyDirectory
from api.ground.settings import Settings
from api.installing.files import write_private
from api.storage.backups.files import BackupReader, Maker, make_header, write_backup
from api.storage.backups.restore import Allowed, RestoreRefused, check_target, restore, verify_backup
from api.storage.backups.rows import BackupBroken, dump_lines
from api.storage.migrations.state import is_at_head, newest
from api.storage.retention.kept_head import KeptHead
from api.storage.retention.purge_list import PurgeList
from api.storage.retention.run import make_retention
from crypto.contexts import Label
from crypto.errors import KeyMalformed, Unopenable
from crypto.keys import PublicKey, Seed
from intake.identity.key_files import read_off_line_key, write_off_line_key
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.journal.heads import read_head


@click.group(name="backup-key")
def backup_key() -> None:
    """The key to which backups are sealed."""


@backup_key.command()
@click.option("--folder", type=click.Path(path_type=Path), default=Path(), help="Where the two files are written.")
def create(folder: Path) -> None:
    """Off the server: make the key. Its public file goes to the server; the key file opens every backup."""
    seed, passphrase = Seed.generate(), ask_passphrase()
    name = f"backup-{seed.public_key.fingerprint[:8]}"
    folder.mkdir(parents=True, exist_ok=True)
    write_private(folder / f"{name}.key.json", write_off_line_key(seed, Label.BACKUP_KEY_FILE, passphrase=passphrase))
    (folder / f"{name}.public.txt").write_text(seed.public_key.raw.hex() + "\n", encoding="ascii")
    click.echo(f"\nKept off the server:   {folder / f'{name}.key.json'}")
    click.echo(f"For the server:        {folder / f'{name}.public.txt'}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--to", "public_file", type=FILE, required=True, help="The backup key's public file.")
def backup(file: Path, public_file: Path) -> None:
    """Write everything but the keys into FILE, sealed, while the service runs. The key directory goes another way."""
    settings = load_settings()
    to = _read_public(public_file)
    with closing(open_database(settings.database_url)) as database:
        keys = FileKeyDirectory(settings.key_directory)
        try:
            head = _write(database, settings, keys, file, to)
        except FileExistsError:
            message = f"{file} is there already. Nothing was written."
            raise click.ClickException(message) from None
    click.echo(f"{file}: {file.stat().st_size:,} bytes, sealed to {to.fingerprint[:8]}")
    click.echo(f"journal head {head}; keep it with the backup, elsewhere")
    click.echo(f"signed by {keys.make_backup_signer().public_key.fingerprint}; write it down once, with the backup key")


def _write(database: Database, settings: Settings, keys: FileKeyDirectory, file: Path, to: PublicKey) -> str:
    at = datetime.now(UTC)
    # What a backup holds must be destroyed with the months' keys, identities' shares too.
    make_retention(settings, database, keys).enclose(at=at)
    with database.writing() as session:
        if not is_at_head(session.connection()):
            raise StartRefused(["the schema is not this version's; homthu migrate brings it up"])
        append(session, Entry(JournalEvent.BACKED_UP), at=at)
        session.commit()
    with database.snapshot() as session:
        head = str(read_head(session))
        maker = _describe_maker(settings, keys)
        header = make_header(maker, revision=newest(), head=head, at=at)
        write_backup(file, header, dump_lines(session.connection()), to=to, signed_by=keys.make_backup_signer())
        KeptHead(settings.key_directory).keep(session)
    return head


@click.command(name="restore")
@click.argument("file", type=FILE)
@click.option("--key", "key_file", type=FILE, required=True, help="The backup key file.")
@click.option("--since", help="A journal head kept outside; it must stand in the backup.")
@click.option("--signer", help="The fingerprint that homthu backup printed; without it, the key directory's own.")
@click.option("--replace", is_flag=True, help="Put it in the place of what is in the database.")
@click.option("--older", is_flag=True, help="Take it though the journal's newest head, kept beside the keys, is later.")
@click.option("--other-posts", is_flag=True, help="Take it though the settings pinned other top posts then.")
def restore_backup(file: Path, key_file: Path, since: str | None, signer: str | None, **said: bool) -> None:
    """Bring a backup back, with the service stopped. It is verified whole before anything is replaced."""
    settings = load_settings()
    kept = None if since is None else parse_since(since)
    seed = open_key(key_file, partial(read_off_line_key, use=Label.BACKUP_KEY_FILE))
    purges, kept_head = PurgeList(settings.key_directory), KeptHead(settings.key_directory)
    maker = _describe_maker(settings, FileKeyDirectory(settings.key_directory))
    if signer is not None and signer != maker.signer.fingerprint:
        message = "The key directory is not of the installation with this fingerprint. Nothing was changed."
        raise click.ClickException(message)
    with closing(open_database(settings.database_url)) as database:
        database.prove_rows_with(lambda: FileKeyDirectory(settings.key_directory).pepper)
        session = database.writing()
        try:
            reader = BackupReader(file, seed)
            check_target(session, may_replace=said["replace"])
            rows = verify_backup(
                reader, maker, kept_head.read(), Allowed(older=said["older"], other_posts=said["other_posts"])
            )
            _save_last_purges(session, purges)
            purged = restore(session, reader, purges.read(), since=kept, at=datetime.now(UTC))
        except Unopenable:
            session.rollback()
            raise click.ClickException("It is no whole backup of this key. Nothing was changed.") from None
        except BackupBroken as error:
            session.rollback()
            message = f"It is no backup to be taken: {error.why}. Nothing was changed."
            raise click.ClickException(message) from None
        except RestoreRefused as error:
            session.rollback()
            message = f"Nothing was changed: {error}."
            raise click.ClickException(message) from None
        session.commit()
        purges.begin_again(session)
        kept_head.keep(session)
        session.commit()
        database.forget_deleted()
    click.echo(f"Restored: {rows:,} rows of {reader.header.made_at:%Y-%m-%d %H:%M} UTC, {len(purged)} destroyed again.")
    marked = sum(purge.event is JournalEvent.TIP_MARKED for purge in purged)
    if marked:
        click.echo(f"{marked} tips went to the inspectorate after this backup: closed until their senders do it again.")


def _describe_maker(settings: Settings, keys: FileKeyDirectory) -> Maker:
    return Maker(keys.make_backup_signer().public_key, settings.trusted_posts)


def _save_last_purges(session: Session, purges: PurgeList) -> None:
    """Take over what the present database destroyed since the worker's last round, if it can still say so."""
    if is_at_head(session.connection()):
        purges.extend(session)


def _read_public(file: Path) -> PublicKey:
    try:
        return PublicKey(bytes.fromhex(file.read_text(encoding="ascii").strip()))
    except (ValueError, KeyMalformed):
        message = f"{file} is no backup key's public file."
        raise click.ClickException(message) from None
