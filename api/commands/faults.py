"""What keeps an installation from starting: every missing or unsafe setting, named all at once."""

import os
import stat
from pathlib import Path

import click
from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy.exc import DBAPIError

from api.ground.database import Database
from api.ground.key_directory import PARTNERS
from api.ground.settings import SETTINGS_FILE_VARIABLE, Settings
from api.installing.permissions import Users
from api.storage.migrations.state import is_at_head
from intake.reading.gazetteer.errors import GazetteerTableBroken
from intake.reading.gazetteer.tables import Tables
from intake.reading.masking.errors import NameListsBroken
from intake.reading.masking.lists import load_name_lists
from intake.reading.words.errors import WordTableBroken
from intake.reading.words.tables import WordTables

_OTHERS = stat.S_IRWXO
_ALL_BUT_OWNER = stat.S_IRWXG | stat.S_IRWXO


class StartRefused(click.ClickException):
    """The installation is not whole, or not safe."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("This installation does not start:\n" + "\n".join(f"  - {fault}" for fault in faults))


def load_settings() -> Settings:
    """Return the settings. Raises StartRefused with a line for each that is missing or unsafe."""
    try:
        # Every field comes from the environment or from the settings file.
        return Settings()
    except ValidationError as error:
        raise StartRefused(list_setting_faults(error)) from None
    except SettingsError as error:
        # It names the setting, and does not repeat the value.
        raise StartRefused([str(error)]) from None
    except (OSError, ValueError) as error:
        raise StartRefused([f"the settings file cannot be read ({type(error).__name__})"]) from None


def find_settings_file() -> Path | None:
    """Return the settings file that the environment names, as a whole path."""
    named = os.environ.get(SETTINGS_FILE_VARIABLE, "")
    return Path(named).resolve() if named else None


def find_users(web: str, worker: str) -> Users:
    """Return the two system users. Raises StartRefused, which names the one that there is not."""
    try:
        return Users.find(web, worker)
    except LookupError as error:
        raise StartRefused([f"{error}: there is no such user; useradd --system makes one"]) from None


def check_installation(settings: Settings, database: Database) -> None:
    """Raise StartRefused unless keys and database are there and fit, and the worker's keys are out of reach."""
    faults = _find_common_faults(settings, database)
    if _can_read(settings.worker_key_directory):
        faults.append(
            "HOMTHU_WORKER_KEY_DIRECTORY: the web process can read the worker's keys, and with them every reply "
            "address; give them to another user"
        )
    if faults:
        raise StartRefused(faults)


def check_worker(settings: Settings, database: Database) -> None:
    """Raise StartRefused unless the worker has what it needs, and alone."""
    faults = _find_common_faults(settings, database)
    folder = settings.worker_key_directory
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        faults.append(f"HOMTHU_WORKER_KEY_DIRECTORY: {folder} is missing, or this user cannot write it")
    elif folder.stat().st_mode & _ALL_BUT_OWNER:
        faults.append(f"HOMTHU_WORKER_KEY_DIRECTORY: {folder} can be read by other users; chmod go= it")
    if faults:
        raise StartRefused(faults)


def _find_common_faults(settings: Settings, database: Database) -> list[str]:
    faults = [*_find_key_faults(settings.key_directory), *_find_database_faults(database)]
    if settings.is_demo:
        faults.append("HOMTHU_IS_DEMO: demo mode has published passwords; start it with homthu demo")
    return [*faults, *_find_table_faults(settings.tables)]


def _find_table_faults(folder: Path | None) -> list[str]:
    if folder is not None and not folder.is_dir():
        return [f"HOMTHU_TABLES: {folder} is no folder"]
    faults = []
    for load in (WordTables.load, load_name_lists, Tables.load):
        try:
            load(folder)
        except (WordTableBroken, NameListsBroken, GazetteerTableBroken) as error:
            faults.append(f"HOMTHU_TABLES: {error}")
    return faults


def _can_read(folder: Path) -> bool:
    try:
        owner = folder.stat().st_uid
    except (FileNotFoundError, PermissionError):
        return False
    # Root reads everything; that what it reads is meant for another user is all that can be seen here.
    return owner == 0 if os.geteuid() == 0 else os.access(folder, os.R_OK | os.X_OK)


def list_setting_faults(error: ValidationError) -> list[str]:
    """Return a sentence for each setting that is missing or unsafe. No value is repeated."""
    return [_sentence(item["loc"], item["msg"]) for item in error.errors(include_input=False)]


def _sentence(where: tuple[int | str, ...], message: str) -> str:
    name = ".".join(str(part) for part in where)
    plain = message.removeprefix("Value error, ")
    return f"HOMTHU_{name.upper()}: {plain}" if name else plain


def _find_key_faults(folder: Path) -> list[str]:
    if not (folder / "pepper").is_file():
        return [f"HOMTHU_KEY_DIRECTORY: {folder} holds no keys; homthu init makes them"]
    files = (folder, *folder.iterdir(), *(folder / PARTNERS).glob("*"))
    exposed = [file.name for file in files if file.stat().st_mode & _OTHERS]
    faults = [f"HOMTHU_KEY_DIRECTORY: {name} can be read by other users; chmod o= it" for name in exposed]
    return faults if os.access(folder, os.W_OK) else [*faults, f"HOMTHU_KEY_DIRECTORY: {folder} cannot be written"]


def _find_database_faults(database: Database) -> list[str]:
    try:
        with database.reading() as session:
            is_fit = is_at_head(session.connection())
    except DBAPIError as error:
        return [f"HOMTHU_DATABASE_URL: the database does not answer ({type(error.orig).__name__})"]
    return [] if is_fit else ["HOMTHU_DATABASE_URL: the schema is not this version's; homthu migrate brings it up"]
