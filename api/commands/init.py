"""``homthu init``: a real installation, from nothing to the links of its first holders."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from pydantic import ValidationError
from sqlalchemy import inspect
from sqlmodel import Session

from api.commands.faults import StartRefused, find_users, list_setting_faults
from api.commands.options import FILE
from api.ground.database import Database, open_database
from api.ground.key_directory import FileKeyDirectory
from api.ground.settings import CustodianSettings, Settings
from api.installing.files import write_private_json
from api.installing.locality import Locality, found_locality
from api.installing.people import ADMINISTRATOR, FirstPerson, find_people_faults, mend_posts, read_people
from api.installing.permissions import Users, find_sqlite_file, give_all, list_database_files, list_wanted
from api.worker.keys import WorkerKeyDirectory
from crypto.tokens import Token
from intake.ground.errors import AreaFileBroken
from triage.ground.vocabulary import OfficerRole
from triage.offices.holders.invitations import VALID_FOR, Invitee, invite, invite_first_holder

_PRIVATE = (
    "this is a custodian's PRIVATE key. It belongs on the custodian's own laptop and nowhere else. Ask for the file "
    "that ends in .public.json; where this one lay on another's machine, let the custodian make a new key"
)


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), required=True, help="New folder for settings and keys.")
@click.option("--database", "database_url", required=True, help="The URL of an empty database.")
@click.option("--public-url", required=True, help="Where residents will find the service, https://…")
@click.option("--locality", required=True, help="The name of the place, as pages show it.")
@click.option("--duty-number", required=True, help="The duty desk's telephone number.")
@click.option("--areas", "area_file", type=FILE, required=True, help="The area file (CSV).")
@click.option("--people", "people_file", type=FILE, required=True, help="The first holders (CSV).")
@click.option("--custodian", "custodian_files", type=FILE, multiple=True, required=True, help="A public file; repeat.")
@click.option("--needed", type=int, required=True, help="How many custodians it takes to open one identity.")
@click.option(
    "--web-user", default="", help="The web's system user; with --worker-user everything is given to the two."
)
@click.option("--worker-user", default="", help="The worker's system user, of the web's group.")
def init(**answers: object) -> None:
    """Found an installation; print one-time links for the first holders and the administrator.

    Nothing is kept where anything is missing: every fault is named at once.
    """
    folder, database_url = Path(str(answers["folder"])), str(answers["database_url"])
    if folder.exists():
        raise StartRefused([f"{folder} is there already; name a new folder"])
    users = _find_users(str(answers["web_user"]), str(answers["worker_user"]))
    settings = _draft_settings(answers, folder)
    with (
        _new_database_file(database_url),
        closing(open_database(database_url)) as database,
        _new_keys(settings) as keys,
    ):
        database.prove_rows_with(lambda: keys.pepper)
        locality, links = _found(database, keys, settings, answers)
    for code in locality.mended:
        click.echo(f"{answers['area_file']}, {code}")
    complete = settings.model_copy(update={"trusted_posts": frozenset(locality.roots)})
    click.echo(f"Settings: {folder / 'settings.json'}   Keys: {folder / 'keys'}")
    click.echo(f"The worker's keys: {folder / 'worker-keys'} (give them to another user than the web's)")
    write_private_json(folder / "settings.json", complete.model_dump(mode="json", exclude={"is_demo"}))
    if users is not None:
        give_all(list_wanted(complete, users, folder.resolve() / "settings.json"))
        click.echo("Owner and mode of every file are set for the two users.")
    click.echo(f"\nOne link each, good once, for {VALID_FOR.days} days. Hand them over in person:\n")
    for person, token in links:
        click.echo(
            f"  {person.post:<16}{person.display_name:<32}{settings.public_url}/officer/invitations/{token.reveal()}"
        )
    click.echo(f"\nStart it:  HOMTHU_SETTINGS_FILE={folder / 'settings.json'} homthu serve")
    click.echo(f"And, as the worker's user:  HOMTHU_SETTINGS_FILE={folder / 'settings.json'} homthu worker")


def _draft_settings(answers: dict[str, object], folder: Path) -> Settings:
    files = answers["custodian_files"]
    assert isinstance(files, tuple)  # noqa: S101, click's own promise
    try:
        custodians = [_read_custodian(file) for file in files]
        return Settings.model_validate(
            {
                "database_url": answers["database_url"],
                "key_directory": folder.resolve() / "keys",
                "worker_key_directory": folder.resolve() / "worker-keys",
                "public_url": answers["public_url"],
                "locality": answers["locality"],
                "duty_number": answers["duty_number"],
                "trusted_posts": [],
                "custodians": [custodian.model_dump() for custodian in custodians],
                "custodians_needed": answers["needed"],
            }
        )
    except ValidationError as error:
        raise StartRefused(list_setting_faults(error)) from None


def _read_custodian(file: Path) -> CustodianSettings:
    try:
        text = file.read_text(encoding="utf-8")
        fields = json.loads(text)
    except (OSError, ValueError) as error:
        raise StartRefused(
            [f"{file.name}: cannot be read as a custodian's public file ({type(error).__name__})"]
        ) from None
    if isinstance(fields, dict) and "seed_locked" in fields:
        raise StartRefused([f"{file.name}: {_PRIVATE}"])
    return CustodianSettings.model_validate_json(text)


def _find_users(web: str, worker: str) -> Users | None:
    if not web and not worker:
        return None
    if not web or not worker:
        raise StartRefused(["--web-user and --worker-user go together"])
    if os.geteuid() != 0:
        raise StartRefused(["--web-user: only root can give files to other users; call this with sudo"])
    return find_users(web, worker)


@contextmanager
def _new_database_file(url: str) -> Iterator[None]:
    """Make the folder of a new SQLite file. What was made goes again where founding fails."""
    database = find_sqlite_file(url)
    if database is None or database.exists():
        yield
        return
    is_new_folder = not database.parent.exists()
    try:
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StartRefused(
            [f"HOMTHU_DATABASE_URL: {database.parent} cannot be made ({type(error).__name__})"]
        ) from None
    try:
        yield
    except BaseException:
        for file in list_database_files(database):
            file.unlink()
        if is_new_folder:
            database.parent.rmdir()
        raise


@contextmanager
def _new_keys(settings: Settings) -> Iterator[FileKeyDirectory]:
    """Yield a new key directory, which goes again where founding fails: rows are proved under its pepper."""
    try:
        yield FileKeyDirectory.create(settings.key_directory)
    except BaseException:
        shutil.rmtree(settings.key_directory.parent)
        raise


def _found(
    database: Database, keys: FileKeyDirectory, settings: Settings, answers: dict[str, object]
) -> tuple[Locality, list[tuple[FirstPerson, Token]]]:
    now = datetime.now(UTC)
    with database.writing() as session:
        if inspect(session.connection()).get_table_names():
            raise StartRefused(["HOMTHU_DATABASE_URL: the database is not empty; homthu migrate upgrades one"])
        try:
            written = read_people(Path(str(answers["people_file"])))
            locality = found_locality(session, Path(str(answers["area_file"])), settings.custody, at=now)
            people = mend_posts(written, locality.tree)
        except (AreaFileBroken, ValueError, KeyError) as error:
            raise StartRefused([str(error)]) from None
        if faults := find_people_faults(people, locality.tree):
            raise StartRefused(faults)
        links = [(person, _invite(session, locality, person, at=now)) for person in people]
        # The keys before the commit: a database without its keys would be lost, keys without a database are nothing.
        WorkerKeyDirectory.create(settings.worker_key_directory).make_ahead(keys, at=now)
        session.commit()
    return locality, links


def _invite(session: Session, locality: Locality, person: FirstPerson, *, at: datetime) -> Token:
    if person.post == ADMINISTRATOR:
        invitee = Invitee(person.username, person.display_name, OfficerRole.ADMINISTRATOR)
        return invite(session, invitee, post=None, invited_by=None, at=at)
    invitee = Invitee(person.username, person.display_name)
    return invite_first_holder(session, invitee, locality.tops[person.post], at=at)
