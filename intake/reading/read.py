"""The one reader of every text that reaches us, whatever its channel. Pure: no database, no key, no clock.

It finds and explains; who decides what follows are the channels. On the web what it finds is asked.
"""

from dataclasses import dataclass
from functools import cached_property

from intake.areas.tables import AreaId
from intake.folding.fold import Folded, fold_text
from intake.ground.categories import OTHER
from intake.reading.gazetteer.find import Finding, Gazetteer
from intake.reading.masking.lists import NameLists, load_name_lists
from intake.reading.masking.mask import find_spans
from intake.reading.masking.page import Span
from intake.reading.words.calls import Call
from intake.reading.words.tables import Told, WordTables


@dataclass(frozen=True)
class Reading:
    """What a text says. Nothing in it repeats the text, but for what :attr:`told` keeps out of its ``repr``."""

    finding: Finding
    """The area: sure, several between which a person must choose, or none."""
    told: Told
    """Which phrases of which tables told, for a reader who asks why."""
    spans: tuple[Span, ...] = ()
    """What says who wrote it, by its places in the text as it came; none where it was not looked for."""

    @property
    def area_id(self) -> AreaId | None:
        """The area, only where it is sure."""
        return self.finding.area_id

    @property
    def is_danger(self) -> bool:
        """Whether a life is in danger now."""
        return bool(self.told.danger)

    @property
    def calls(self) -> tuple[Call, ...]:
        """Whom to call at once, the first first; none where there is no danger."""
        return self.told.calls

    @property
    def number(self) -> str:
        """The number to call first, in digits; empty where there is no danger."""
        return self.calls[0].number if self.calls else ""

    @property
    def is_self_harm(self) -> bool:
        """Whether the writer may want to die: it has words of its own."""
        return Call.SELF_HARM in self.calls

    @property
    def about_police(self) -> bool:
        """Whether it seems to accuse police or officials."""
        return bool(self.told.police)

    @property
    def is_spam(self) -> bool:
        """Whether it is advertising, or a machine's text, and no report: nothing of a report was found beside."""
        return bool(self.told.spam) and not self.is_danger and not self.about_police

    @cached_property
    def category(self) -> str | None:
        """The code of the category that is proposed, or None."""
        return None if self.is_spam else self.told.kind

    def choose_category(self, offered: frozenset[str]) -> str:
        """Return the proposed category where the locality offers it, else the one for all others."""
        return self.category if self.category in offered and self.category is not None else OTHER


@dataclass(frozen=True, slots=True)
class TextReader:
    """What it takes to read. Does not change, and may be shared between threads."""

    words: WordTables
    gazetteer: Gazetteer | None = None
    """None where the area is known, as in a box."""
    names: NameLists | None = None
    """None for the bundled ones."""

    def read_text(self, text: str, *, scope: AreaId | None = None, finds_spans: bool = True) -> Reading:
        """Return what ``text`` says. Never raises, whatever stands in it.

        ``scope`` is the commune whose number received it. ``finds_spans`` is off where the masking is done elsewhere.
        """
        folded = fold_text(text)
        spans = find_spans(folded, self.names or load_name_lists()) if finds_spans else ()
        return Reading(self._find(folded, scope), self.words.tell(folded), tuple(spans))

    def _find(self, folded: Folded, scope: AreaId | None) -> Finding:
        return Finding() if self.gazetteer is None else self.gazetteer.find_folded(folded, scope=scope)
