"""From the places that a text names to one area, or to those between which a person must choose."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from intake.reading.gazetteer.lineage import Level, Lineage
from intake.reading.gazetteer.mentions import Mention, Stranger
from intake.reading.gazetteer.tables import Role


@dataclass(frozen=True, slots=True)
class Decision:
    """The areas left, by number, each with the mention that names it; ``is_sure`` only for one."""

    chosen: tuple[tuple[int, Mention], ...]
    is_sure: bool
    is_faint: bool = False


class _Rank(NamedTuple):
    """How well an area fits, the weightiest first."""

    near: int
    ordered: int
    is_inside: bool
    far: int


class Decider:
    """Weighs mentions against each other. Does not change."""

    def __init__(self, lineage: Lineage, *, is_crowded: bool) -> None:
        """``is_crowded``: the tree has so many names that a name alone says little."""
        self._lineage = lineage
        self._is_crowded = is_crowded

    def decide(
        self,
        phrases: Sequence[list[Mention]],
        strangers: Sequence[Stranger],
        scope: int | None,
    ) -> Decision:
        """Return the deepest area whose ancestors agree with all that is named, or all that remain."""
        groups = list(map(self._believe, phrases))
        groups = [[mention for mention in group if not self._is_elsewhere(mention, strangers)] for group in groups]
        groups = [group for group in map(self._drop_unknown, groups) if group]
        everything = [mention for group in groups for mention in group]
        narrowed = [[self._narrow(mention, group, everything, scope) for mention in group] for group in groups]
        kept = [[mention for mention in group if mention.nodes] for group in narrowed]
        decision = self._choose([group for group in kept if group])
        return decision if decision.chosen or strangers else self._offer(phrases)

    def _offer(self, phrases: Sequence[list[Mention]]) -> Decision:
        """Return what a sender may be asked about where nothing is sure: ``ba hien`` is Bá Hiến or bà Hiền."""
        likely = {node: each for group in phrases for each in group if each.is_likely for node in each.nodes}
        return Decision(() if self._is_crowded else tuple(likely.items()), is_sure=False, is_faint=True)

    def _believe(self, group: list[Mention]) -> list[Mention]:
        """Keep what is sure, and what stands in one address with an area in which it lies, or that lies in it."""
        return [
            mention
            for mention in group
            if mention.is_sure or any(other is not mention and self._agree(mention, other) for other in group)
        ]

    def _agree(self, first: Mention, second: Mention) -> bool:
        """Whether an area that is called as the first mention lies in one called as the second, or encloses it."""
        return self._lies_in(first, second) or self._lies_in(second, first)

    def _lies_in(self, inner: Mention, outer: Mention) -> bool:
        nodes = set(outer.nodes)
        return any(not nodes.isdisjoint(self._lineage.list_enclosing(node)) for node in inner.nodes)

    def _is_elsewhere(self, mention: Mention, strangers: Sequence[Stranger]) -> bool:
        """Whether the address goes on with a larger area that this tree does not know."""
        level = min(self._lineage.levels[node] for node in mention.nodes)
        return any(stranger.start == mention.end and stranger.level < level for stranger in strangers)

    def _drop_unknown(self, group: list[Mention]) -> list[Mention]:
        """Drop the part of an address that only looks known.

        ``khu phố 1`` of a commune that has none here, and ``thôn Tân Phong, xã Tam Hợp``, where only a commune is
        called Tân Phong.
        """
        return [
            mention
            for mention in group
            if not self._is_odd(mention) or all(other is mention or self._agree(mention, other) for other in group)
        ]

    def _is_odd(self, mention: Mention) -> bool:
        if mention.match.how == "number":
            return True
        if mention.kind is None or not mention.kind.is_strong:
            return False
        levels = {self._lineage.levels[node] for node in mention.nodes}
        return mention.kind.level is Level.RESIDENTIAL and Level.RESIDENTIAL not in levels

    def _narrow(self, mention: Mention, group: list[Mention], everything: list[Mention], scope: int | None) -> Mention:
        """Keep the areas that agree best with the rest of the address, then with the scope, then with the text."""
        near = self._count(mention, group)
        ordered = self._count_ordered(mention, group)
        far = near if len(group) == len(everything) else self._count(mention, everything)
        ranks = {
            node: _Rank(near[node], ordered[node], scope in self._lineage.get_lineage(node), far[node])
            for node in mention.nodes
        }
        best = max(ranks.values())
        if not best.near and not best.is_inside and self._is_doubtful(mention, scope, is_alone=not best.far):
            return replace(mention, nodes=())
        return replace(mention, nodes=tuple(node for node, rank in ranks.items() if rank == best))

    def _count(self, mention: Mention, others: list[Mention]) -> dict[int, int]:
        """For each area of the mention, how many others agree with it."""
        counts = dict.fromkeys(mention.nodes, 0)
        for other in others:
            if other is mention:
                continue
            nodes = set(other.nodes)
            enclosing = {above for node in nodes for above in self._lineage.list_enclosing(node)}
            for node in counts:
                counts[node] += node in enclosing or not nodes.isdisjoint(self._lineage.list_enclosing(node))
        return counts

    def _count_ordered(self, mention: Mention, group: list[Mention]) -> dict[int, int]:
        """As :meth:`_count`, within one address, which goes from the smaller area to the larger."""
        counts = dict.fromkeys(mention.nodes, 0)
        for other in group:
            if other.start < mention.start:
                larger = {above for node in other.nodes for above in self._lineage.list_enclosing(node)}
                for node in counts:
                    counts[node] += node in larger
            elif other is not mention:
                nodes = set(other.nodes)
                for node in counts:
                    counts[node] += not nodes.isdisjoint(self._lineage.list_enclosing(node))
        return counts

    def _is_doubtful(self, mention: Mention, scope: int | None, *, is_alone: bool) -> bool:
        """Whether the name, which no address and no scope supports, says too little."""
        if self._is_crowded and mention.is_plain and is_alone:
            return True
        if scope is None or not self._is_far(mention, scope):
            return False
        is_village = all(self._lineage.levels[node] is Level.RESIDENTIAL for node in mention.nodes)
        return mention.kind is None or (self._is_crowded and is_village)

    def _is_far(self, mention: Mention, scope: int) -> bool:
        """Whether no area of that name lies in the scope's former district; a province is too large to be near."""
        near = {node for node in self._lineage.get_lineage(scope) if self._lineage.levels[node] is Level.DISTRICT}
        return all(near.isdisjoint(self._lineage.get_lineage(node)) for node in mention.nodes)

    def _choose(self, groups: list[list[Mention]]) -> Decision:
        found = {node: mention for group in groups for mention in group for node in mention.nodes}
        deepest = self._drop_larger(found, groups)
        if len(deepest) > 1:
            deepest = self._choose_by_words(groups, deepest)
        chosen = tuple(deepest.items())
        if len(chosen) == 1:
            return Decision(chosen, is_sure=not self._is_only_origin(groups))
        return Decision(chosen, is_sure=False)

    def _drop_larger(self, found: dict[int, Mention], groups: list[list[Mention]]) -> dict[int, Mention]:
        """Drop the areas in which lies one that another name in the text belongs to."""
        larger = {
            above
            for group in groups
            for mention in group
            for node in mention.nodes
            for above in self._lineage.list_enclosing(node)
            if above not in mention.nodes
        }
        return {node: mention for node, mention in found.items() if node not in larger}

    def _choose_by_words(self, groups: list[list[Mention]], deepest: dict[int, Mention]) -> dict[int, Mention]:
        """The place of the event, where the words tell it from those that people come from or go to."""
        roles = [
            (node, group[0].role) for group in groups for mention in group for node in mention.nodes if node in deepest
        ]
        here = {node for node, role in roles if role is Role.HERE}
        others = {role for node, role in roles if node not in here}
        if len(here) != 1 or not others <= {Role.ORIGIN, Role.WAY}:
            return deepest
        return {node: mention for node, mention in deepest.items() if node in here}

    def _is_only_origin(self, groups: list[list[Mention]]) -> bool:
        return all(group[0].role is Role.ORIGIN for group in groups)
