"""Bringing a database to the newest schema, and telling whether it is there."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_HERE = Path(__file__).parent


def migrate(connection: Connection, *, to: str = "head") -> None:
    """Upgrade the schema to a revision. The caller commits."""
    command.upgrade(_config(connection), to)


def downgrade(connection: Connection, *, to: str) -> None:
    """Take the schema back to a revision; ``base`` is an empty database. The caller commits."""
    command.downgrade(_config(connection), to)


def is_at_head(connection: Connection) -> bool:
    """Whether the schema is the newest."""
    return MigrationContext.configure(connection).get_current_revision() == _head()


def is_known(revision: str) -> bool:
    """Whether this version knows the revision, and can bring it up to its own."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


def newest() -> str:
    """Return the newest revision."""
    return _head() or ""


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_HERE))


@cache
def _head() -> str | None:
    return _scripts().get_current_head()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.attributes["connection"] = connection
    return config
