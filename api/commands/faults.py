"""What keeps an installation from starting: every missing or unsafe setting, named all at once."""

import os
import stat
from pathlib import Path

import click
from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy.exc import DBAPIError

from api.database import Database
from api.migrations.state import is_at_head
from api.settings import Settings

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


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


def check_installation(settings: Settings, database: Database) -> None:
    """Raise StartRefused unless keys and database are there and fit this version."""
    faults = [*_find_key_faults(settings.key_directory), *_find_database_faults(database)]
    if settings.is_demo:
        faults.append("HOMTHU_IS_DEMO: demo mode has published passwords; start it with homthu demo")
    if faults:
        raise StartRefused(faults)


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
    exposed = [file.name for file in (folder, *folder.iterdir()) if file.stat().st_mode & _OTHERS]
    faults = [f"HOMTHU_KEY_DIRECTORY: {name} can be read by other users; chmod go= it" for name in exposed]
    return faults if os.access(folder, os.W_OK) else [*faults, f"HOMTHU_KEY_DIRECTORY: {folder} cannot be written"]


def _find_database_faults(database: Database) -> list[str]:
    try:
        with database.reading() as session:
            is_fit = is_at_head(session.connection())
    except DBAPIError as error:
        return [f"HOMTHU_DATABASE_URL: the database does not answer ({type(error.orig).__name__})"]
    return [] if is_fit else ["HOMTHU_DATABASE_URL: the schema is not this version's; homthu migrate brings it up"]
