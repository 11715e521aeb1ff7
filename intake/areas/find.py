"""Finding an area by its name, for the resident who types one."""

from dataclasses import dataclass

from intake.areas.kinds import COMMUNE_KINDS, FOLDED_KIND_WORDS
from intake.areas.names import fold
from intake.areas.tree import AreaNode, AreaTree

_LONGEST_QUERY = 100


@dataclass(frozen=True, slots=True)
class AreaMatch:
    """An area that has a box, and the name by which it was found where that is not its own."""

    area: AreaNode
    found_by: str | None


def find_areas(tree: AreaTree, typed: str, *, at_most: int = 20) -> list[AreaMatch]:
    """Return the areas whose names, or whose ancestors' names, hold every word typed; the closest first.

    Marks, case and kind words may be missing or wrong. A name of before the reform leads to the areas that stand
    there now.
    """
    words = _words(typed[:_LONGEST_QUERY])
    if not words:
        return []
    ranked = [
        (rank, node.kind not in COMMUNE_KINDS, node.name, node.id, found)
        for node in tree.nodes.values()
        if node.box and (found := _match(tree, node, words)) is not None
        for rank in (_rank(node, words, found),)
    ]
    return [found for *_order, found in sorted(ranked, key=lambda row: row[:4])[:at_most]]


def _words(text: str) -> list[str]:
    words = fold(text).split()
    telling = [word for word in words if word not in FOLDED_KIND_WORDS]
    # "Khu phố 1" is a name made of kind words and a number: there the kind words count.
    return words if all(word.isdigit() for word in telling) else telling


def _match(tree: AreaTree, node: AreaNode, words: list[str]) -> AreaMatch | None:
    left = _without_own(node, words)
    found_by: str | None = None
    for ancestor in list(tree.lineage(node.id))[1:]:
        used = [word for word in left if any(_holds(name, word) for name in ancestor.names)]
        if used and not ancestor.box:
            found_by = found_by or ancestor.title
        left = [word for word in left if word not in used]
    former = tree.children.get(node.id, ())
    for child in former:
        used = [word for word in left if not child.box and any(_holds(name, word) for name in child.names)]
        if used:
            found_by = found_by or child.title
        left = [word for word in left if word not in used]
    return None if left else AreaMatch(node, found_by)


def _without_own(node: AreaNode, words: list[str]) -> list[str]:
    return [word for word in words if not any(_holds(name, word) for name in node.names)]


def _holds(name: str, word: str) -> bool:
    return any(part.startswith(word) for part in fold(name).split())


def _rank(node: AreaNode, words: list[str], found: AreaMatch) -> int:
    typed = " ".join(words)
    if any(fold(name) == typed for name in node.names):
        return 0
    if not _without_own(node, words):
        return 1
    return 2 if found.found_by is None else 3
