"""The area tree as rows of numbers: who lies in whom, at which level."""

from enum import IntEnum

from intake.areas.kinds import ABOLISHED_KINDS, COMMUNE_KINDS, AreaKind
from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree


class Level(IntEnum):
    """How large an area is; a former commune is as large as one of today."""

    PROVINCE = 0
    DISTRICT = 1
    COMMUNE = 2
    RESIDENTIAL = 3


def get_level(kind: AreaKind) -> Level:
    """Return the level of a kind."""
    if kind is AreaKind.PROVINCE:
        return Level.PROVINCE
    if kind is AreaKind.FORMER_DISTRICT:
        return Level.DISTRICT
    return Level.COMMUNE if kind in COMMUNE_KINDS | ABOLISHED_KINDS else Level.RESIDENTIAL


class Lineage:
    """The nodes of a tree by number. Does not change."""

    __slots__ = ("_former", "_lineages", "ids", "kinds", "levels", "numbers")

    def __init__(self, tree: AreaTree) -> None:
        self.ids: list[AreaId] = list(tree.nodes)
        self.numbers: dict[AreaId, int] = {area_id: number for number, area_id in enumerate(self.ids)}
        self.kinds: list[AreaKind] = [node.kind for node in tree.nodes.values()]
        self.levels: list[Level] = list(map(get_level, self.kinds))
        parents = [
            -1 if node.parent_id is None else self.numbers.get(node.parent_id, -1) for node in tree.nodes.values()
        ]
        self._lineages = [_follow(parents, number) for number in range(len(parents))]
        self._former: dict[int, tuple[int, ...]] = {}
        for number, kind in enumerate(self.kinds):
            if kind in ABOLISHED_KINDS:
                self._former[parents[number]] = (*self._former.get(parents[number], ()), number)

    def get_lineage(self, node: int) -> tuple[int, ...]:
        """Return the node, then its ancestors, nearest first."""
        return self._lineages[node]

    def list_enclosing(self, node: int) -> tuple[int, ...]:
        """Return the node, its ancestors, and the former communes that it may lie in.

        Where the tree knows only today's commune of a residential area, any former commune of it agrees.
        """
        lineage = self._lineages[node]
        is_residential = self.levels[node] is Level.RESIDENTIAL
        if is_residential and len(lineage) > 1 and self.kinds[lineage[1]] in COMMUNE_KINDS:
            return lineage + self._former.get(lineage[1], ())
        return lineage


def _follow(parents: list[int], number: int) -> tuple[int, ...]:
    lineage = list[int]()
    while number >= 0 and number not in lineage:
        lineage.append(number)
        number = parents[number]
    return tuple(lineage)
