"""Bringing a database to the newest schema, and telling whether it is there."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

_HERE = Path(__file__).parent
_VERSION_TABLE = "alembic_version"


def migrate(connection: Connection, *, to: str = "head") -> None:
    """Upgrade the schema to a revision. The caller commits."""
    # A web process asks for the revision only, and alembic with its templates takes 9 MB.
    from alembic import command  # noqa: PLC0415

    command.upgrade(_config(connection), to)


def downgrade(connection: Connection, *, to: str) -> None:
    """Take the schema back to a revision; ``base`` is an empty database. The caller commits."""
    from alembic import command  # noqa: PLC0415

    command.downgrade(_config(connection), to)


def find_revision(connection: Connection) -> str | None:
    """Return the schema's revision; None for an empty database, and where there is not just one."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    revisions = connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalars().all()  # noqa: S608
    return revisions[0] if len(revisions) == 1 else None


def is_at_head(connection: Connection) -> bool:
    """Whether the schema is the newest."""
    return find_revision(connection) == newest()


def is_known(revision: str) -> bool:
    """Whether this version knows the revision, and can bring it up to its own."""
    return revision in _list_revisions()


def newest() -> str:
    """Return the newest revision."""
    return _list_revisions()[-1]


@cache
def _list_revisions() -> tuple[str, ...]:
    """Return the revisions, oldest first: each file's name begins with its own (a test asks alembic too)."""
    return tuple(sorted(file.name.partition("_")[0] for file in _HERE.glob("versions/[0-9]*.py")))


def _config(connection: Connection) -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.attributes["connection"] = connection
    return config
