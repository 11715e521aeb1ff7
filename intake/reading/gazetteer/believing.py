"""Whether words that are the name of an area are meant as one."""

from dataclasses import replace

from intake.reading.gazetteer.context import Context
from intake.reading.gazetteer.lineage import Lineage, get_level
from intake.reading.gazetteer.matching import Match
from intake.reading.gazetteer.mentions import Mention
from intake.reading.gazetteer.names import Fit
from intake.reading.gazetteer.tables import Common, Role, Tables
from intake.reading.gazetteer.tokens import Page, Token


class Judge:
    """Tells places from everyday words and from people by what stands around them. Does not change."""

    def __init__(self, tables: Tables, context: Context, lineage: Lineage) -> None:
        self._tables = tables
        self._context = context
        self._lineage = lineage

    def judge(self, page: Page, mention: Mention) -> Mention:
        """Return the mention with how far it can be believed; without areas, where it is a person."""
        tokens = page.tokens[mention.kind.end if mention.kind else mention.start : mention.end]
        is_name = page.has_capitals and all(token.is_capitalised for token in tokens)
        if mention.kind is not None and mention.kind.is_strong:
            return replace(mention, is_sure=is_name or self._can_follow_kind(mention, mention.match))
        if self._is_answer(page, mention):
            return mention
        if mention.role is Role.PERSON or self._is_person(page, tokens, mention):
            return replace(mention, nodes=())
        first = mention.end - len(tokens)
        if not is_name and (self._context.is_word(page, first - 1) or self._context.is_word(page, mention.end - 1)):
            return replace(mention, is_sure=False)
        is_plain = not is_name and mention.kind is None and mention.role is not Role.HERE
        is_sure = self._is_sure(mention, tokens, is_name=is_name)
        return replace(mention, is_sure=is_sure, is_plain=is_plain, is_likely=not is_sure and self._is_likely(mention))

    def _is_answer(self, page: Page, mention: Mention) -> bool:
        """Whether the text is the name and nothing else, as a sender answers who was asked for the place."""
        is_whole = mention.start == 0 and mention.end == len(page.tokens)
        return is_whole and self._tables.common.get(mention.match.key) is not Common.WORD

    def _is_likely(self, mention: Mention) -> bool:
        is_typed_right = mention.match.fit in (Fit.MARKED, Fit.BARE)
        return is_typed_right and self._tables.common.get(mention.match.key) is not Common.WORD

    def _can_follow_kind(self, mention: Mention, match: Match) -> bool:
        """Whether the name is more than the next words of a sentence: ``xã không xử lý`` names no xã."""
        if match.how == "number" or mention.kind is None or not self._is_frequent(match):
            return True
        levels = set(map(get_level, mention.kind.word.kinds))
        return " " in match.key and any(self._lineage.levels[node] in levels for node in mention.nodes)

    def _is_frequent(self, match: Match) -> bool:
        return set(match.key.split()) <= self._tables.frequent

    def _is_person(self, page: Page, tokens: list[Token], mention: Mention) -> bool:
        """``bà Hiền`` typed as ``ba Hien``: a word for a person, and the name with its capital."""
        if not self._context.is_person_word(tokens[0]) or mention.match.fit is Fit.MARKED:
            return False
        is_mixed = page.has_capitals and not tokens[0].is_capitalised and tokens[-1].is_capitalised
        return is_mixed or mention.role is Role.BUSINESS or mention.match.fit is Fit.ONE_OFF

    def _is_sure(self, mention: Mention, tokens: list[Token], *, is_name: bool) -> bool:
        match = mention.match
        is_here = mention.role in (Role.HERE, Role.HOME) or mention.kind is not None
        common = self._tables.common.get(match.key)
        has_marks = match.fit is Fit.MARKED and any(token.has_marks or token.meant for token in tokens)
        if match.fit in (Fit.UNKNOWN, Fit.ONE_OFF):
            return is_name and common is not Common.WORD
        if common is Common.WORD:
            return is_name and has_marks and mention.role is not Role.BUSINESS
        if match.how == "joined":
            return True
        if common is Common.PERSON:
            return (is_here or (is_name and match.fit is Fit.MARKED)) and mention.role is not Role.BUSINESS
        if common is Common.BARE or self._is_frequent(match):
            return has_marks or is_name or is_here
        return True
