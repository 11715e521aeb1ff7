"""The area tree in memory: small, read often, changed seldom."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from sqlmodel import Session, col, select

from intake.areas.kinds import COMMUNE_KINDS, KIND_WORDS, AreaKind
from intake.areas.tables import Area, AreaId, AreaName, Box, BoxCode
from intake.ground.errors import AreaUnknown


@dataclass(frozen=True, slots=True)
class AreaNode:
    """One area with what pages and routing ask of it."""

    id: AreaId
    parent_id: AreaId | None
    kind: AreaKind
    name: str
    names: tuple[str, ...]
    box: BoxCode | None
    is_closed: bool = False
    """It is no area of its own any more. Its name is still understood, and its box still takes tips."""

    @property
    def title(self) -> str:
        """The name with its kind, as an address has it: ``thôn Tân Ngọc``."""
        word = KIND_WORDS[self.kind]
        # Some names carry their kind already ("Khu phố 1").
        return self.name if not word or self.name.lower().startswith(word) else f"{word} {self.name}"


@dataclass(frozen=True)
class AreaTree:
    """All areas of a locality."""

    nodes: dict[AreaId, AreaNode]
    children: dict[AreaId | None, list[AreaNode]] = field(default_factory=dict)

    def get(self, area_id: AreaId) -> AreaNode:
        """Return the area. Raises AreaUnknown."""
        try:
            return self.nodes[area_id]
        except KeyError as error:
            raise AreaUnknown from error

    def lineage(self, area_id: AreaId) -> Iterator[AreaNode]:
        """Yield the area itself, then its ancestors, nearest first."""
        seen: set[AreaId] = set()
        current: AreaId | None = area_id
        while current is not None and current not in seen:
            seen.add(current)
            node = self.get(current)
            yield node
            current = node.parent_id

    def find_commune(self, area_id: AreaId) -> AreaNode | None:
        """Return the commune, ward or special zone that the area lies in, or None above that level."""
        return next((node for node in self.lineage(area_id) if node.kind in COMMUNE_KINDS), None)

    def communes(self) -> list[AreaNode]:
        """Return today's communes in the order of their names."""
        return sorted((node for node in self.nodes.values() if node.kind in COMMUNE_KINDS), key=_by_name)

    @cached_property
    def by_province(self) -> dict[AreaNode, list[AreaNode]]:
        """Today's communes of each province, both in the order of their names; none where there is no province."""
        found: dict[AreaNode, list[AreaNode]] = {}
        for commune in self.communes():
            province = next((node for node in self.lineage(commune.id) if node.kind is AreaKind.PROVINCE), None)
            if province is not None:
                found.setdefault(province, []).append(commune)
        return dict(sorted(found.items(), key=lambda each: _by_name(each[0])))

    @cached_property
    def open_count(self) -> int:
        """How many areas people can choose."""
        return sum(node.box is not None and not node.is_closed for node in self.nodes.values())

    def with_box_under(self, area_id: AreaId) -> list[AreaNode]:
        """Return every area below this one that has a box, in the order of their names."""
        found: list[AreaNode] = []
        waiting = list(self.children.get(area_id, ()))
        while waiting:
            node = waiting.pop()
            found += [node] if node.box else []
            waiting += self.children.get(node.id, ())
        return sorted(found, key=_by_name)

    def open_under(self, area_id: AreaId) -> list[AreaNode]:
        """Return every area below this one that people can choose: those with a box that was not closed."""
        return [node for node in self.with_box_under(area_id) if not node.is_closed]

    def address(self, area_id: AreaId) -> str:
        """Return the area's title and its commune's: ``thôn Tân Ngọc, xã Bình Tuyền``."""
        node, commune = self.get(area_id), self.find_commune(area_id)
        return node.title if commune is None or commune.id == node.id else f"{node.title}, {commune.title}"

    def address_or_blank(self, area_id: str | None) -> str:
        """Return the area's address, or nothing where there is no such area."""
        return self.address(AreaId(area_id)) if area_id in self.nodes else ""


def load_tree(session: Session) -> AreaTree:
    """Read the whole tree."""
    names: dict[str, list[str]] = {}
    for row in session.exec(select(AreaName).order_by(col(AreaName.name))):
        names.setdefault(row.area_id, []).append(row.name)
    boxes = {row.area_id: BoxCode(row.code) for row in session.exec(select(Box))}
    nodes = {
        AreaId(area.id): AreaNode(
            id=AreaId(area.id),
            parent_id=None if area.parent_id is None else AreaId(area.parent_id),
            kind=AreaKind(area.kind),
            name=area.name,
            names=tuple(dict.fromkeys([area.name, *names.get(area.id, ())])),
            box=boxes.get(area.id),
            is_closed=area.valid_until is not None,
        )
        for area in session.exec(select(Area))
    }
    children: dict[AreaId | None, list[AreaNode]] = {}
    for node in nodes.values():
        children.setdefault(node.parent_id, []).append(node)
    return AreaTree(nodes, children)


def _by_name(node: AreaNode) -> tuple[str, str]:
    return node.name, node.id
