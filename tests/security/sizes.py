"""How many sizes each column of bytes has in the demo: ``python -m tests.security.sizes``.

A size that differs tells something to a reader of the database. SECURITY.md says for each such column what that is.
"""

import tempfile
from collections import defaultdict
from pathlib import Path

from sqlalchemy import LargeBinary, func, select

from api.ground.database import Database, open_database
from api.installing.demo.build import build_demo
from api.installing.demo.fill import play_stories
from api.storage.migrations.models import metadata


def count_sizes(database: Database) -> dict[str, set[int]]:
    """Return for each column of bytes, as ``table.column``, the lengths that stand in it."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    with database.reading() as session:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, LargeBinary):
                    lengths = select(func.length(column)).where(column.is_not(None)).distinct()
                    rows = session.connection().execute(lengths)
                    found[f"{table.name}.{column.name}"] |= {int(length) for (length,) in rows}
    return dict(found)


def main() -> None:
    """Print the sizes of the demo's columns."""
    with tempfile.TemporaryDirectory() as name:
        settings, accounts = build_demo(Path(name) / "demo", public_url="http://127.0.0.1:8000")
        database = open_database(settings.database_url)
        play_stories(database, settings, accounts)
        for column, sizes in sorted(count_sizes(database).items()):
            print(f"{column:45}{len(sizes):5}  {' '.join(map(str, sorted(sizes)[:8]))}")  # noqa: T201
        database.close()


if __name__ == "__main__":
    main()
