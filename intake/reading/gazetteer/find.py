"""Which residential area a free text speaks of. Pure: no database, no clock, no chance."""

from dataclasses import dataclass
from pathlib import Path

from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from intake.folding.fold import Folded, fold_text
from intake.reading.gazetteer.context import Context
from intake.reading.gazetteer.deciding import Decider
from intake.reading.gazetteer.lineage import Lineage
from intake.reading.gazetteer.mentions import Mention, list_phrases
from intake.reading.gazetteer.names import Names
from intake.reading.gazetteer.scanning import Scanner
from intake.reading.gazetteer.tables import Role, Tables
from intake.reading.gazetteer.tokens import read_page

_MOST_CANDIDATES = 20
_SHARED = 0.5
# With more names than this, too many everyday words are the name of some village.
_CROWD = 2000


@dataclass(frozen=True, slots=True)
class Candidate:
    """An area that the text may speak of."""

    area_id: AreaId
    score: float
    """Between 0 and 1. It orders the candidates of one text, and says nothing between texts."""
    reasons: tuple[str, ...]
    """Why, in short words that never repeat the text."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found. Neither an area nor ambiguous: nothing, or only where people come from."""

    candidates: tuple[Candidate, ...] = ()
    """The best first."""
    area_id: AreaId | None = None
    """Only where it is sure."""
    is_faint: bool = False
    """The candidates may as well be people or everyday words; they are worth a question, and no more."""

    @property
    def is_ambiguous(self) -> bool:
        """Whether several areas are equally good, and a person must be asked."""
        return self.area_id is None and len(self.candidates) > 1 and not self.is_faint


class Gazetteer:
    """Finds areas of one tree. Does not change, and may be shared between threads."""

    def __init__(self, tree: AreaTree, *, folder: Path | None = None) -> None:
        """Build the index; a table that stands in ``folder`` replaces the bundled one of the same name.

        Raises GazetteerTableBroken.
        """
        tables = Tables.load(folder)
        self._lineage = Lineage(tree)
        names = Names(tree, self._lineage, tables)
        self._context = Context(tables)
        self._scanner = Scanner(names, self._lineage, tables, self._context)
        self._decider = Decider(self._lineage, is_crowded=len(names) > _CROWD)
        self._kind_words = frozenset(key for key in tables.kinds if " " not in key)

    def find(self, text: str, *, scope: AreaId | None = None) -> Finding:
        """Return which area ``text`` speaks of. Raises nothing, whatever the text is.

        ``scope`` is the commune whose number received it: its areas win over others of the same name, but not over a
        place outside that is named with its kind or with the area it lies in. An unknown scope is none.
        """
        return self.find_folded(fold_text(text), scope=scope)

    def find_folded(self, folded: Folded, *, scope: AreaId | None = None) -> Finding:
        """Return what :meth:`find` does, for a text that was folded before."""
        page = self._scanner.part_joined(read_page(folded, self._kind_words))
        mentions, strangers = self._scanner.scan(page)
        if not mentions:
            return Finding()
        phrases = list(list_phrases(page, mentions, self._context))
        number = None if scope is None else self._lineage.numbers.get(scope)
        decision = self._decider.decide(phrases, strangers, number)
        share = 1.0 if len(decision.chosen) == 1 else _SHARED
        candidates = tuple(self._write(node, mention, share) for node, mention in decision.chosen)
        ranked = tuple(sorted(candidates, key=lambda each: (-each.score, each.area_id))[:_MOST_CANDIDATES])
        return Finding(ranked, ranked[0].area_id if decision.is_sure else None, is_faint=decision.is_faint)

    def _write(self, node: int, mention: Mention, share: float) -> Candidate:
        reasons = [f"name: {mention.match.how}"]
        reasons += ["marks: " + mention.match.fit] if mention.match.how == "typed" else []
        reasons += ["a kind word stands before it"] if mention.kind else []
        reasons += ["the words say that it is there"] if mention.role is Role.HERE else []
        reasons += ["the words say that somebody comes from there"] if mention.role is Role.ORIGIN else []
        return Candidate(self._lineage.ids[node], round(mention.match.score * share, 3), tuple(reasons))
