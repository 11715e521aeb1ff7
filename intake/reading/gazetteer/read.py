"""A tree of areas from files, without a database, for the command line and for measurements."""

import csv
from pathlib import Path

from intake.areas.kinds import AreaKind
from intake.areas.tables import AreaId
from intake.areas.tree import AreaNode, AreaTree
from intake.ground.errors import AreaFileBroken


def read_area_tree(path: Path) -> AreaTree:
    """Return the tree of the file at ``path``, whose columns ``intake/areas/data/README.md`` tells; without boxes.

    Raises AreaFileBroken.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            nodes = [_read_node(row) for row in csv.DictReader(file)]
        except (KeyError, ValueError, AttributeError, csv.Error) as error:
            raise AreaFileBroken("a row has a kind that is not known, or too few cells") from error
    return build_tree(nodes)


def build_tree(nodes: list[AreaNode]) -> AreaTree:
    """Return the tree of ``nodes``. Raises AreaFileBroken where a parent is missing."""
    by_id = {node.id: node for node in nodes}
    children: dict[AreaId | None, list[AreaNode]] = {}
    for node in nodes:
        if node.parent_id is not None and node.parent_id not in by_id:
            raise AreaFileBroken("a parent is missing")
        children.setdefault(node.parent_id, []).append(node)
    return AreaTree(by_id, children)


def _read_node(row: dict[str, str]) -> AreaNode:
    return AreaNode(
        id=AreaId(row["code"]),
        parent_id=AreaId(row["parent_code"]) if row["parent_code"] else None,
        kind=AreaKind(row["kind"]),
        name=row["name"],
        names=tuple(dict.fromkeys([row["name"], *filter(None, row["aliases"].split(";"))])),
        box=None,
    )
