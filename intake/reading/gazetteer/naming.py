"""Where a name begins and ends: after a kind word, alone, or before the next name."""

from intake.areas.kinds import AreaKind
from intake.reading.gazetteer.context import Context, FoundKind
from intake.reading.gazetteer.lineage import Level, Lineage, get_level
from intake.reading.gazetteer.matching import Match, Matcher
from intake.reading.gazetteer.names import Fit
from intake.reading.gazetteer.tables import Role
from intake.reading.gazetteer.tokens import Page


class Namer:
    """Finds the name that begins at a place of a text. Does not change."""

    def __init__(self, matcher: Matcher, context: Context, lineage: Lineage) -> None:
        self._matcher = matcher
        self._context = context
        self._lineage = lineage

    def find_after(self, page: Page, kind: FoundKind) -> tuple[Match, tuple[int, ...]] | None:
        """Return the name after a kind word, and the areas that both may mean."""
        match = self._find_after(page, kind)
        if match is None or not _can_be_name(page, kind, match):
            return None
        nodes = self._choose(match, kind)
        return (match, nodes) if nodes else None

    def find_alone(self, page: Page, at: int) -> Match | None:
        """Return the name that begins at word ``at`` without a kind word; it has two words at least."""
        match = self._matcher.find(page, at)
        # A lone "o" is "ở".
        if match is None or " " not in match.key or page.tokens[at].lowered == "o":
            return self._find_slip(page, at)
        settled = self._settle(page, at, match)
        return settled if " " in settled.key else match

    def _find_after(self, page: Page, kind: FoundKind) -> Match | None:
        at = kind.end
        number, match = self._matcher.find_number(page, at), self._matcher.find(page, at)
        if match and number and (match.end <= number.end or self._ends_with_kind(page, match)):
            return number
        if match:
            settled = self._settle(page, at, match)
            return settled if self._has_level(settled, kind) or not self._has_level(match, kind) else match
        return number or self._matcher.find_slip(page, at, may_be_word=kind.is_strong)

    def _choose(self, match: Match, kind: FoundKind) -> tuple[int, ...]:
        """The areas that the kind word may mean; all, where none is of its level, for people get kinds wrong."""
        if match.how == "number":
            kinds = {*kind.word.kinds, *([AreaKind.PLACE] if kind.level is Level.RESIDENTIAL else [])}
            return tuple(node for node in match.nodes if self._lineage.kinds[node] in kinds)
        levels = set(map(get_level, kind.word.kinds))
        chosen = tuple(node for node in match.nodes if self._lineage.levels[node] in levels)
        # A name of one word needs the right one.
        return chosen if chosen or " " not in match.key else match.nodes

    def _has_level(self, match: Match, kind: FoundKind) -> bool:
        levels = set(map(get_level, kind.word.kinds))
        return any(self._lineage.levels[node] in levels for node in match.nodes)

    def _settle(self, page: Page, at: int, match: Match) -> Match:
        """Give the last word of a name to the next name where that one needs it.

        It may be its kind word (``xóm Sàn xã Tiên Lục``) or its first word (``Phú Nghĩa Hà Nội``).
        """
        shorter = self._matcher.find_shorter(page, at, match)
        if shorter is None or self._has_kind(page, match.end):
            return match
        if self._ends_with_kind(page, match):
            return shorter
        following = self._matcher.find(page, match.end - 1) if " " in shorter.key else None
        return shorter if following and following.end > match.end else match

    def _ends_with_kind(self, page: Page, match: Match) -> bool:
        return not self._has_kind(page, match.end) and self._has_kind(page, match.end - 1)

    def _has_kind(self, page: Page, at: int) -> bool:
        if at >= len(page.tokens):
            return False
        kinds = self._context.list_kinds(page, at)
        return any(kind.is_strong and self._matcher.find(page, kind.end) for kind in kinds)

    def _find_slip(self, page: Page, at: int) -> Match | None:
        pair = page.tokens[at : at + 2]
        if len(pair) < 2 or pair[1].gap:  # noqa: PLR2004, a pair
            return None
        is_name = page.has_capitals and all(token.is_capitalised for token in pair)
        is_odd = any(token.is_odd for token in pair)
        if not is_odd and not (is_name and self._context.find_role(page, at) is Role.HERE):
            return None
        return self._matcher.find_slip(page, at, may_be_word=is_name)


def _can_be_name(page: Page, kind: FoundKind, match: Match) -> bool:
    """Whether what stands after the kind word can be its name, and not the rest of a sentence."""
    if match.how == "number":
        return True
    tokens = page.tokens[kind.end : match.end]
    if match.fit is not Fit.UNKNOWN and not (kind.word.is_weak and len(tokens) == 1):
        return True
    return page.has_capitals and all(token.is_capitalised for token in tokens)
