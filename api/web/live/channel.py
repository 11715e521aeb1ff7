"""PostgreSQL's channel of changes, apart because the driver takes 8 MB that an SQLite installation never needs."""

from collections.abc import AsyncIterator

import psycopg
from sqlalchemy import URL

from triage.journal.changes import CHANNEL


async def listen(url: URL) -> AsyncIterator[None]:
    """Yield for every notification, until the connection is lost: raises OSError then."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            async for _notification in connection.notifies():
                yield
    except psycopg.Error as error:
        # Without its text, which names the server.
        raise ConnectionError(type(error).__name__) from None
