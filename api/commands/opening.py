"""Opening the installation that the settings name, for a command."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from api.commands.faults import load_settings
from api.ground.database import Database, open_database
from api.ground.key_directory import FileKeyDirectory
from api.ground.settings import Settings


@contextmanager
def open_installation() -> Iterator[tuple[Settings, Database]]:
    """Yield the settings and the database. Raises StartRefused where a setting is missing or unsafe."""
    settings = load_settings()
    with closing(open_database(settings.database_url)) as database:
        database.prove_rows_with(lambda: FileKeyDirectory(settings.key_directory).pepper)
        yield settings, database
