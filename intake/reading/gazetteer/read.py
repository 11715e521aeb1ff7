"""A tree of areas from files, without a database, for the command line and for measurements."""

from pathlib import Path

from intake.areas.file import AreaRow, read_area_file
from intake.areas.tables import AreaId
from intake.areas.tree import AreaNode, AreaTree
from intake.ground.errors import AreaFileBroken


def read_area_tree(path: Path) -> AreaTree:
    """Return the tree of the file at ``path``, whose columns ``intake/areas/data/README.md`` tells; without boxes.

    Raises AreaFileBroken.
    """
    return build_tree([_make_node(row) for row in read_area_file(path).rows])


def build_tree(nodes: list[AreaNode]) -> AreaTree:
    """Return the tree of ``nodes``. Raises AreaFileBroken where a parent is missing."""
    by_id = {node.id: node for node in nodes}
    children: dict[AreaId | None, list[AreaNode]] = {}
    for node in nodes:
        if node.parent_id is not None and node.parent_id not in by_id:
            raise AreaFileBroken("a parent is missing")
        children.setdefault(node.parent_id, []).append(node)
    return AreaTree(by_id, children)


def _make_node(row: AreaRow) -> AreaNode:
    return AreaNode(
        id=AreaId(row.code),
        parent_id=AreaId(row.parent_code) if row.parent_code else None,
        kind=row.kind,
        name=row.name,
        names=tuple(dict.fromkeys([row.name, *row.aliases])),
        box=None,
    )
