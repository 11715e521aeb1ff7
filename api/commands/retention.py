"""``homthu retention``: what has had its time, looked at or destroyed by hand; the worker does the same each hour."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import click
from sqlmodel import col, select

from api.commands.faults import load_settings
from api.ground.database import Database, open_database
from api.ground.key_directory import FileKeyDirectory
from api.storage.retention.run import Retention, make_retention
from triage.tips.record.tables import Tip


@contextmanager
def _open() -> Iterator[tuple[Database, Retention]]:
    settings = load_settings()
    with closing(open_database(settings.database_url)) as database:
        yield database, make_retention(settings, database, FileKeyDirectory(settings.key_directory))


@click.group()
def retention() -> None:
    """Destroying what has had its time."""


@retention.command()
def preview() -> None:
    """Print what would be destroyed now, and change nothing."""
    with _open() as (database, rounds):
        outlook = rounds.look(at=datetime.now(UTC))
        for kind, tip_ids in (("content", outlook.due.content), ("identity", outlook.due.identities)):
            for line in _describe(database, tip_ids):
                click.echo(f"{kind}\t{line}")
        for month in outlook.months:
            click.echo(f"key\t{month}")


@retention.command()
def run() -> None:
    """Destroy it. What is held, or asked for by an open request, stays."""
    with _open() as (_database, rounds):
        report = rounds.run(at=datetime.now(UTC))
    click.echo(f"Destroyed: {report.contents} content, {report.identities} identities, {report.months} month keys.")


def _describe(database: Database, tip_ids: object) -> list[str]:
    with database.reading() as session:
        query = select(Tip).where(col(Tip.id).in_(list(tip_ids))).order_by(col(Tip.closed_at))  # type: ignore[call-overload]
        return [f"{tip.register_name} {tip.register_number}/{tip.register_year}" for tip in session.exec(query)]
