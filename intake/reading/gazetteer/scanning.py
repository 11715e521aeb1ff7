"""Going through a text from left to right, from name to name."""

from dataclasses import replace

from intake.folding.syllables import is_syllable
from intake.reading.gazetteer.believing import Judge
from intake.reading.gazetteer.context import Context, FoundKind
from intake.reading.gazetteer.lineage import Lineage
from intake.reading.gazetteer.matching import Matcher
from intake.reading.gazetteer.mentions import Mention, Stranger
from intake.reading.gazetteer.names import Names
from intake.reading.gazetteer.naming import Namer
from intake.reading.gazetteer.tables import Tables
from intake.reading.gazetteer.tokens import Gap, Page, Token

_MOST_MENTIONS = 40
# A word that was mistyped may be the fourth of a name.
_REACH = 3
_SHORTEST_JOINED = 7
_SHORTEST_PART = 5


class Scanner:
    """Finds what a text names. Does not change."""

    def __init__(self, names: Names, lineage: Lineage, tables: Tables, context: Context) -> None:
        self._names = names
        self._tables = tables
        self._context = context
        self._namer = Namer(Matcher(names), context, lineage)
        self._judge = Judge(tables, context, lineage)
        self._beginnings = names.beginnings | context.beginnings

    def scan(self, page: Page) -> tuple[list[Mention], list[Stranger]]:
        """Return the mentions from left to right, none inside another, and the strangers."""
        mentions, strangers = list[Mention](), list[Stranger]()
        after = 0
        for at in self._list_places(page):
            if at < after:
                continue
            if len(mentions) == _MOST_MENTIONS:
                break
            kinds = list(self._context.list_kinds(page, at))
            mention = self._find_with_kind(page, at, kinds) or self._find_alone(page, at)
            if mention is not None:
                mentions.append(mention)
                after = mention.end
                continue
            if kinds and self._is_stranger(page, kinds[0]):
                strangers.append(Stranger(self._skip_filler(page, at), kinds[0].level))
            # "tổ dân phố" without a known name must not be read as "phố".
            after = kinds[0].end if kinds and kinds[0].is_strong else 0
        return [mention for mention in mentions if mention.nodes], strangers

    def _list_places(self, page: Page) -> list[int]:
        """Return the places at which anything may begin: most words of a long text can be passed over unread."""
        tokens = page.tokens
        near = {
            place
            for at, token in enumerate(tokens)
            if token.is_odd or token.meant or token.wild
            for place in range(at - _REACH, at + 1)
        }
        return [
            at
            for at, token in enumerate(tokens)
            if token.bare in self._beginnings or at in near or (page.has_capitals and token.is_capitalised)
        ]

    def part_joined(self, page: Page) -> Page:
        """Part the words that were typed without blanks into a kind word and a name, or into two names."""
        tokens = [part for token in page.tokens for part in self._part(token)]
        return page if len(tokens) == len(page.tokens) else replace(page, tokens=tokens)

    def _part(self, token: Token) -> list[Token]:
        bare = token.bare
        if len(bare) < _SHORTEST_JOINED or not token.is_odd or self._names.find_joined(bare):
            return [token]
        for cut in range(2, len(bare) - _SHORTEST_PART + 1):
            first, second = bare[:cut], bare[cut:]
            kind = self._tables.kinds.get(first)
            if (kind or self._names.find_joined(first)) and self._names.find_joined(second):
                typed = kind.typed[0] if kind else first
                return [
                    replace(token, lowered=typed, bare=first, meant="", wild=""),
                    replace(token, lowered=second, bare=second, meant="", wild="", gap=Gap.NONE),
                ]
        return [token]

    def _find_with_kind(self, page: Page, at: int, kinds: list[FoundKind]) -> Mention | None:
        for kind in kinds:
            found = self._namer.find_after(page, kind)
            if found:
                match, nodes = found
                role = self._context.find_role(page, at)
                return self._judge.judge(page, Mention(at, match.end, match, nodes, kind, role))
        return None

    def _find_alone(self, page: Page, at: int) -> Mention | None:
        match = self._namer.find_alone(page, at)
        if match is None:
            return None
        role = self._context.find_role(page, at)
        return self._judge.judge(page, Mention(at, match.end, match, match.nodes, None, role))

    def _skip_filler(self, page: Page, at: int) -> int:
        """Return where the words begin that join what stands at ``at`` to the address before it: ``thuộc``."""
        fillers = (count for count in (1, 2) if at >= count and self._context.is_filler(page, at - count, at))
        return at - max(fillers, default=0)

    def _is_stranger(self, page: Page, kind: FoundKind) -> bool:
        following = page.tokens[kind.end : kind.end + 2]
        if not kind.is_strong or len(following) < 2 or following[0].gap > Gap.NONE:  # noqa: PLR2004, a pair
            return False
        if page.has_capitals:
            return following[0].is_capitalised
        words = {token.bare for token in following}
        return following[1].gap is Gap.NONE and not words & self._tables.frequent and all(map(is_syllable, words))
