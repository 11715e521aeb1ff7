"""The areas and categories of the place, read from the database now and then."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from api.ground.database import Database
from intake.areas.tables import AreaId
from intake.areas.tree import AreaNode, AreaTree, load_tree
from intake.ground.categories import Category, list_categories
from intake.reading.gazetteer.find import Gazetteer
from triage.offices.posts.numbers import list_duty_numbers
from triage.warnings.read import PublishedWarning, list_published

_STALE_AFTER_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Locality:
    """The areas and categories, which change seldom."""

    tree: AreaTree
    gazetteer: Gazetteer
    categories: tuple[Category, ...]
    boxes: Mapping[str, AreaNode]
    duty_numbers: Mapping[AreaId, str]
    """What is published for areas whose posts have a number."""
    warnings: tuple[PublishedWarning, ...]
    """Published, the newest first."""

    @property
    def category_codes(self) -> frozenset[str]:
        """The codes on offer."""
        return frozenset(category.code for category in self.categories)

    def find_duty_number(self, area_id: AreaId) -> str | None:
        """Return the number published for the area, or for the nearest one above it; None where there is none."""
        lineage = (node.id for node in self.tree.lineage(area_id))
        return next((self.duty_numbers[node_id] for node_id in lineage if node_id in self.duty_numbers), None)

    def list_warnings(self, area_id: AreaId) -> list[PublishedWarning]:
        """Return the warnings to the area and to all that it lies in, the newest first."""
        lineage = {node.id for node in self.tree.lineage(area_id)}
        return [warning for warning in self.warnings if warning.area_id in lineage]

    def find_box(self, code: str) -> AreaNode | None:
        """Return the area whose box has this code, or None."""
        return self.boxes.get(code.lower())


@dataclass
class LocalityCache:
    """Reads the locality again every half minute; while the database is away the last reading serves."""

    tables: Path | None = None
    """The locality's own tables for the gazetteer."""
    _read: Locality | None = None
    _read_at: float = field(default=0.0)

    def get(self, database: Database) -> Locality:
        """Return the locality."""
        if self._read is None or time.monotonic() - self._read_at > _STALE_AFTER_SECONDS:
            try:
                self._read = _read_locality(database, self._read, self.tables)
            except DBAPIError:
                if self._read is None:
                    raise
            self._read_at = time.monotonic()
        return self._read

    def forget(self) -> None:
        """Read the locality again at the next request: it was changed here. Other processes do within half a minute."""
        self._read_at = float("-inf")


def _read_locality(database: Database, last: Locality | None, tables: Path | None) -> Locality:
    with database.reading() as session:
        tree, categories, numbers = load_tree(session), tuple(list_categories(session)), list_duty_numbers(session)
        warnings = tuple(list_published(session))
        session.expunge_all()
    # A nation's gazetteer takes seconds to build, and areas change once in years.
    is_same = last is not None and last.tree.nodes == tree.nodes
    gazetteer = last.gazetteer if last is not None and is_same else Gazetteer(tree, folder=tables)
    boxes: dict[str, AreaNode] = {node.box: node for node in tree.nodes.values() if node.box}
    return Locality(tree, gazetteer, categories, boxes, numbers, warnings)
