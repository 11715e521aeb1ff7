"""The places that a text names: each with its words, and how far it can be believed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from intake.areas.kinds import AreaKind
from intake.gazetteer.context import Context, FoundKind
from intake.gazetteer.lineage import Level, Lineage, get_level
from intake.gazetteer.matching import Match, Matcher
from intake.gazetteer.names import Fit, Names
from intake.gazetteer.syllables import is_syllable
from intake.gazetteer.tables import Common, Role, Tables
from intake.gazetteer.tokens import Gap, Page, Token

_MOST_MENTIONS = 40
_SHORTEST_JOINED = 7


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in the text, and the areas that are called so."""

    start: int
    """The kind word, where there is one."""
    end: int
    match: Match
    nodes: tuple[int, ...]
    kind: FoundKind | None
    role: Role | None
    is_sure: bool
    """Whether it is a place even if nothing else says so."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """A kind word with a name after it that no area of the tree has."""

    start: int
    level: Level


class Scanner:
    """Finds what a text names. Does not change."""

    def __init__(self, names: Names, lineage: Lineage, tables: Tables) -> None:
        self._names = names
        self._lineage = lineage
        self._tables = tables
        self._context = Context(tables)
        self._matcher = Matcher(names)

    @property
    def context(self) -> Context:
        """What reads the words around the names."""
        return self._context

    def scan(self, page: Page) -> tuple[list[Mention], list[Stranger]]:
        """Return the mentions from left to right, none inside another, and the strangers."""
        mentions, strangers = list[Mention](), list[Stranger]()
        at = 0
        while at < len(page.tokens) and len(mentions) < _MOST_MENTIONS:
            kinds = list(self._context.list_kinds(page, at))
            mention = self._find_with_kind(page, at, kinds) or self._find_alone(page, at)
            if mention is not None:
                mentions.append(mention)
            elif kinds and self._is_stranger(page, kinds[0]):
                strangers.append(Stranger(at, kinds[0].level))
            # "tổ dân phố" without a known name must not be read as "phố".
            at = mention.end if mention else max(at + 1, kinds[0].end if kinds and kinds[0].is_strong else 0)
        return [mention for mention in mentions if mention.nodes], strangers

    def part_joined(self, page: Page) -> Page:
        """Part the words that were typed without blanks into a kind word and a name, or into two names."""
        tokens = [part for token in page.tokens for part in self._part(token)]
        return page if len(tokens) == len(page.tokens) else replace(page, tokens=tokens)

    def _part(self, token: Token) -> list[Token]:
        bare = token.bare
        if len(bare) < _SHORTEST_JOINED or not token.is_odd or self._names.find_joined(bare):
            return [token]
        for cut in range(1, len(bare) - 4):
            first, second = bare[:cut], bare[cut:]
            kind = self._tables.kinds.get(first)
            if (kind and len(first) > 1) or self._names.find_joined(first):
                if self._names.find_joined(second):
                    following = replace(token, lowered=second, bare=second, meant="", wild="", gap=Gap.NONE)
                    typed = kind.typed[0] if kind else first
                    return [replace(token, lowered=typed, bare=first, meant="", wild=""), following]
        return [token]

    def _find_with_kind(self, page: Page, at: int, kinds: list[FoundKind]) -> Mention | None:
        for kind in kinds:
            match = self._find_after_kind(page, kind)
            nodes = self._choose(match, kind) if match and self._is_name(page, kind, match) else ()
            if match and nodes:
                role = self._context.find_role(page, at)
                mention = Mention(at, match.end, match, nodes, kind, role, is_sure=True)
                return mention if kind.is_strong else self._judge(page, mention, kind.end)
        return None

    def _is_name(self, page: Page, kind: FoundKind, match: Match) -> bool:
        """Whether what stands after the kind word can be its name, and not the rest of a sentence."""
        if match.how == "number":
            return True
        tokens = page.tokens[kind.end : match.end]
        is_capitalised = page.has_capitals and all(token.is_capitalised for token in tokens)
        if match.fit is Fit.UNKNOWN or kind.word.is_weak:
            return is_capitalised or (match.fit is not Fit.UNKNOWN and len(tokens) > 1)
        return True

    def _find_after_kind(self, page: Page, kind: FoundKind) -> Match | None:
        at = kind.end
        number, match = self._matcher.find_number(page, at), self._matcher.find(page, at)
        if match and number and (match.end <= number.end or self._ends_with_kind(page, match)):
            return number
        if match:
            settled = self._settle(page, at, match)
            return settled if self._has_level(settled, kind) or not self._has_level(match, kind) else match
        return number or self._matcher.find_slip(page, at, may_be_word=kind.is_strong)

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

    def _choose(self, match: Match, kind: FoundKind) -> tuple[int, ...]:
        """The areas that the kind word may mean; all, where none is of its level, for people get kinds wrong."""
        nodes = match.nodes
        if match.how == "number":
            kinds = {*kind.word.kinds, AreaKind.PLACE}
            return tuple(node for node in nodes if self._lineage.kinds[node] in kinds)
        levels = set(map(get_level, kind.word.kinds))
        return tuple(node for node in nodes if self._lineage.levels[node] in levels) or nodes

    def _find_alone(self, page: Page, at: int) -> Mention | None:
        match = self._matcher.find(page, at)
        if match is None or " " not in match.key or page.tokens[at].lowered == "o":
            match = self._find_slip(page, at)
        if match is None:
            return None
        settled = self._settle(page, at, match)
        match = settled if " " in settled.key else match
        mention = Mention(at, match.end, match, match.nodes, None, self._context.find_role(page, at), is_sure=True)
        return self._judge(page, mention, at)

    def _find_slip(self, page: Page, at: int) -> Match | None:
        pair = page.tokens[at : at + 2]
        if len(pair) < 2 or pair[1].gap:  # noqa: PLR2004
            return None
        is_name = page.has_capitals and all(token.is_capitalised for token in pair)
        is_odd = any(token.is_odd for token in pair)
        if not is_odd and not (is_name and self._context.find_role(page, at) is Role.HERE):
            return None
        return self._matcher.find_slip(page, at, may_be_word=is_name)

    def _judge(self, page: Page, mention: Mention, first: int) -> Mention | None:
        """Return the mention as far as it can be believed without a kind word that proves it, or None."""
        tokens = page.tokens[first : mention.end]
        if mention.role is Role.PERSON or self._is_person(page, tokens, mention):
            return replace(mention, nodes=())
        is_name = page.has_capitals and all(token.is_capitalised for token in tokens)
        if not is_name and (self._context.is_word(page, first - 1) or self._context.is_word(page, mention.end - 1)):
            return replace(mention, is_sure=False)
        return mention if self._is_sure(mention, tokens, is_name=is_name) else replace(mention, is_sure=False)

    def _is_person(self, page: Page, tokens: list[Token], mention: Mention) -> bool:
        """``bà Hiền`` typed as ``ba Hien``: a word for a person, and the name with its capital."""
        if not self._context.is_person_word(tokens[0]) or mention.match.fit is Fit.MARKED:
            return False
        is_mixed = page.has_capitals and not tokens[0].is_capitalised and tokens[-1].is_capitalised
        return is_mixed or mention.role is Role.BUSINESS or mention.match.fit is Fit.ONE_OFF

    def _is_sure(self, mention: Mention, tokens: list[Token], *, is_name: bool) -> bool:
        match, is_here = mention.match, mention.role in (Role.HERE, Role.HOME) or mention.kind is not None
        common = self._tables.common.get(match.key)
        has_marks = match.fit is Fit.MARKED and any(token.has_marks or token.meant for token in tokens)
        if match.fit in (Fit.UNKNOWN, Fit.ONE_OFF):
            return is_name and common is not Common.WORD
        if common is Common.WORD:
            return is_name and match.fit is Fit.MARKED and has_marks and mention.role is not Role.BUSINESS
        if match.how == "joined":
            return True
        if common is Common.PERSON:
            return (is_here or (is_name and match.fit is Fit.MARKED)) and mention.role is not Role.BUSINESS
        if common is Common.BARE or set(match.key.split()) <= self._tables.frequent:
            return has_marks or is_name or is_here
        return True

    def _is_stranger(self, page: Page, kind: FoundKind) -> bool:
        following = page.tokens[kind.end : kind.end + 2]
        if kind.word.is_weak or len(following) < 2 or following[0].gap > Gap.NONE:  # noqa: PLR2004
            return False
        if page.has_capitals:
            return following[0].is_capitalised
        words = {token.bare for token in following}
        return following[1].gap is Gap.NONE and not words & self._tables.frequent and all(map(is_syllable, words))


def list_phrases(page: Page, mentions: list[Mention], context: Context) -> Iterator[list[int]]:
    """Yield the mentions, by their places in the list, that stand together as one address."""
    phrase = list[int]()
    for number, mention in enumerate(mentions):
        if phrase and not _follows(page, mentions[phrase[-1]], mention, context):
            yield phrase
            phrase = []
        phrase.append(number)
    if phrase:
        yield phrase


def _follows(page: Page, first: Mention, second: Mention, context: Context) -> bool:
    if any(token.gap is Gap.END for token in page.tokens[first.end : second.start + 1]):
        return False
    return first.end == second.start or context.is_filler(page, first.end, second.start)
