"""What a running web process holds: settings, database, keys, pages. Made once, read by every request."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError
from starlette.requests import HTTPConnection

from api.database import Database
from api.flood.gate import FloodGate
from api.key_directory import FileKeyDirectory
from api.pages.templates import Pages
from api.settings import Settings
from intake.areas.tree import AreaNode, AreaTree, load_tree
from intake.categories import Category, list_categories
from intake.identity.custody import Custody
from triage.installation import Installation
from triage.posts.trust import TrustedKeys
from triage.routing.ladder import Ladders
from triage.routing.route import Router

_SIDES = Path(__file__).parent
_STALE_AFTER_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Locality:
    """The areas and categories, which change seldom."""

    tree: AreaTree
    categories: tuple[Category, ...]
    boxes: Mapping[str, AreaNode]

    @property
    def category_codes(self) -> frozenset[str]:
        """The codes on offer."""
        return frozenset(category.code for category in self.categories)

    def find_box(self, code: str) -> AreaNode | None:
        """Return the area whose box has this code, or None."""
        return self.boxes.get(code.lower())


@dataclass
class LocalityCache:
    """Reads the locality again every half minute; while the database is away the last reading serves."""

    _read: Locality | None = None
    _read_at: float = field(default=0.0)

    def get(self, database: Database) -> Locality:
        """Return the locality."""
        if self._read is None or time.monotonic() - self._read_at > _STALE_AFTER_SECONDS:
            try:
                self._read = _read_locality(database)
            except DBAPIError:
                if self._read is None:
                    raise
            self._read_at = time.monotonic()
        return self._read


def _read_locality(database: Database) -> Locality:
    with database.reading() as session:
        tree, categories = load_tree(session), tuple(list_categories(session))
        session.expunge_all()
    return Locality(tree, categories, {node.box: node for node in tree.nodes.values() if node.box})


class Clock:
    """The time. Tests put another in its place."""

    def now(self) -> datetime:
        """Return the time in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a request may need that outlives it."""

    settings: Settings
    custody: Custody
    database: Database
    keys: FileKeyDirectory
    installation: Installation
    localities: LocalityCache
    clock: Clock
    gate: FloodGate
    resident_pages: Pages
    officer_pages: Pages


def make_installation(settings: Settings, keys: FileKeyDirectory) -> Installation:
    """Return what triage needs of an installation."""
    router = Router(ladders=Ladders(TrustedKeys(settings.trusted_posts)), times=settings.climb_times)
    return Installation(router=router, keys=keys)


def make_context(settings: Settings, database: Database, clock: Clock) -> Context:
    """Put a process together."""
    keys = FileKeyDirectory(settings.key_directory)

    def pages(side: str) -> Pages:
        return Pages(
            _SIDES / side / "templates",
            is_demo=settings.is_demo,
            locality=settings.locality,
            duty_number=settings.duty_number,
        )

    return Context(
        settings=settings,
        custody=settings.custody,
        database=database,
        keys=keys,
        installation=make_installation(settings, keys),
        localities=LocalityCache(),
        clock=clock,
        gate=FloodGate(max(1, settings.tips_in_ten_minutes // settings.processes)),
        resident_pages=pages("resident"),
        officer_pages=pages("officer"),
    )


def context_of(connection: HTTPConnection) -> Context:
    """Return the context of the app that serves this request."""
    app: FastAPI = connection.app
    context: Context = app.state.context
    return context
