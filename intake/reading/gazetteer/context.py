"""What the words before a name say about it."""

from collections.abc import Container, Iterator
from dataclasses import dataclass

from intake.folding.syllables import strip_marks
from intake.reading.gazetteer.lineage import Level, get_level
from intake.reading.gazetteer.names import lose_letters
from intake.reading.gazetteer.tables import Common, KindWord, Phrase, Role, Tables
from intake.reading.gazetteer.tokens import Gap, Page, Token
from intake.reading.words.letters import read_letters

_LONGEST_KIND = 3
_AROUND = frozenset(Role) - {Role.FILLER, Role.DEED, Role.DOER}
# "lao xe vào người ở", "đốt nhà người ở" are done to them; after all others they are who they are.
_BEFORE_OBJECTS = _AROUND - {Role.WAY, Role.BUSINESS} | {Role.DOER}
# "đánh một người", "chém hai, ba người", "bắt mấy chục người"
_MOST_COUNTS = 4
_PEOPLE = ("người",)
_NUMERALS = ("mot", "hai", "ba", "bon", "nam", "sau", "may", "vai", "nhieu", "cac", "nhung", "chuc", "tram")
_COUNTS = frozenset((*_NUMERALS, "ca", "het", "loat", "hang", "luon", "duoc", "mat"))
_HOOK_AND_TILDE = frozenset("\u0309\u0303")


@dataclass(frozen=True, slots=True)
class FoundKind:
    """A kind word, and where the name after it begins."""

    word: KindWord
    end: int
    is_strong: bool
    """Whether it proves that a place follows."""

    @property
    def level(self) -> Level:
        """The smallest level that the word may mean."""
        return max(map(get_level, self.word.kinds))


class Context:
    """Reads the words around names by the tables. Does not change."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._first = {key.partition(" ")[0] for key in tables.kinds}
        self._lost = {lose_letters(key): kind for key, kind in sorted(tables.kinds.items())}
        self._persons = {
            strip_marks(phrase.typed[0])
            for phrases in tables.phrases.values()
            for phrase in phrases
            if phrase.role is Role.PERSON and len(phrase.typed) == 1
        }

    @property
    def beginnings(self) -> frozenset[str]:
        """The bare words with which a kind begins."""
        return frozenset(self._first)

    def list_kinds(self, page: Page, at: int) -> Iterator[FoundKind]:
        """Yield the kind words that may stand at word ``at`` with a name after them, the longest first."""
        tokens = page.tokens
        token = tokens[at]
        if token.wild:
            yield from self._list_destroyed(page, at)
        if token.bare not in self._first and not token.meant:
            return
        # "xã hội", but "xã Hội Hoan"
        is_name = (
            page.has_capitals and at + 1 < len(tokens) and tokens[at + 1].is_capitalised and not token.is_capitalised
        )
        if not is_name and (self.is_word(page, at, (Common.COMPOUND,)) or self.is_word(page, at - 1)):
            return
        for count in range(min(_LONGEST_KIND, len(tokens) - at - 1), 0, -1):
            if any(following.gap for following in tokens[at + 1 : at + count + 1]):
                continue
            typed = tokens[at : at + count]
            for words in ([token.lowered for token in typed], [token.meant or token.lowered for token in typed]):
                kind = self._tables.kinds.get(" ".join(map(strip_marks, words)))
                if kind and all(_may_mean(word, own) for word, own in zip(words, kind.typed, strict=True)):
                    yield FoundKind(kind, at + count, _is_strong(kind, typed))
                    break

    def _list_destroyed(self, page: Page, at: int) -> Iterator[FoundKind]:
        for count in (3, 2, 1):
            typed = page.tokens[at : at + count]
            written = " ".join(token.wild or token.bare for token in typed)
            kind = self._lost.get(lose_letters(strip_marks(written)))
            if kind and at + count < len(page.tokens) and len(written) > 1:
                yield FoundKind(kind, at + count, is_strong=not kind.is_weak)

    def is_word(self, page: Page, at: int, classes: Container[Common] = (Common.COMPOUND, Common.WORD)) -> bool:
        """Whether the words at ``at`` and after it are one everyday word (công an, xã hội)."""
        if at < 0 or at + 1 >= len(page.tokens) or page.tokens[at + 1].gap:
            return False
        return self._tables.common.get(f"{page.tokens[at].bare} {page.tokens[at + 1].bare}") in classes

    def is_person_word(self, token: Token) -> bool:
        """Whether the word, marks aside, may name a person's place in the family."""
        return token.bare in self._persons

    def find_role(self, page: Page, at: int) -> Role | None:
        """Return what the words right before word ``at`` say, or None."""
        phrase = self._find_phrase(page, at)
        if phrase is None:
            return None
        if phrase.role is Role.ORIGIN and phrase.typed == _PEOPLE:
            return None if self._is_done_to(page, at - 1) else Role.ORIGIN
        if phrase.role is not Role.HERE:
            return phrase.role
        # "quê ở", "nhà nó ở": it is where a person comes from, or lives. But "đâm người ở" tells where it was done.
        start = at - len(phrase.typed)
        before = self._find_phrase(page, start)
        if before is None or before.role not in (Role.ORIGIN, Role.HOME):
            return Role.HERE
        first = start - len(before.typed)
        is_done = self._is_done_to(page, first) or (before.typed == _PEOPLE and self._is_object(page, first))
        return Role.HERE if is_done else before.role

    def _is_object(self, page: Page, at: int) -> bool:
        """Whether something is done to the people at ``at``, and they are not who it is about: ``dí dao vào người``."""
        while at > 0 and page.tokens[at].gap is Gap.NONE and _is_count(page.tokens[at - 1]):
            at -= 1
        if at < 1 or page.tokens[at].gap is not Gap.NONE:
            return False
        return self._find_phrase(page, at, _BEFORE_OBJECTS) is None

    def _is_done_to(self, page: Page, at: int) -> bool:
        """Whether the words before ``at`` do something to those who are named there, be they counted or not."""
        for _count in range(_MOST_COUNTS):
            if self._find_phrase(page, at, (Role.DEED,)) is not None:
                return True
            if at < 1 or page.tokens[at].gap is not Gap.NONE or not _is_count(page.tokens[at - 1]):
                return False
            at -= 1
        return False

    def is_filler(self, page: Page, start: int, end: int) -> bool:
        """Whether the words from ``start`` to before ``end`` only join the parts of an address."""
        words = " ".join(token.bare for token in page.tokens[start:end])
        return any(
            phrase.role is Role.FILLER and " ".join(map(strip_marks, phrase.typed)) == words
            for phrase in self._tables.phrases.get(words.rpartition(" ")[2], ())
        )

    def _find_phrase(self, page: Page, at: int, roles: Container[Role] = _AROUND) -> Phrase | None:
        if at < 1 or (at < len(page.tokens) and page.tokens[at].gap is not Gap.NONE):
            return None
        last = page.tokens[at - 1]
        found = [
            phrase
            for bare in dict.fromkeys((last.bare, strip_marks(last.meant)))
            for phrase in self._tables.phrases.get(bare, ())
            if phrase.role in roles and _stands_before(page, at, phrase)
        ]
        return max(found, key=lambda phrase: len(phrase.typed), default=None)


def _is_count(token: Token) -> bool:
    return token.bare in _COUNTS or token.bare.isdigit()


def _stands_before(page: Page, at: int, phrase: Phrase) -> bool:
    start = at - len(phrase.typed)
    if start < 0 or any(token.gap for token in page.tokens[start + 1 : at]):
        return False
    return all(_counts(token, own, phrase) for token, own in zip(page.tokens[start:at], phrase.typed, strict=True))


def _counts(token: Token, own: str, phrase: Phrase) -> bool:
    if own in (token.lowered, token.meant):
        return phrase.counts_bare or not phrase.is_name or token.is_capitalised
    return phrase.counts_bare and not token.has_marks and token.bare == strip_marks(own)


def _may_mean(word: str, own: str) -> bool:
    """Whether ``word`` is ``own`` with marks left out, or with the hook and the tilde confused, as in the South."""
    typed, meant = read_letters(word), read_letters(own)
    if typed.fits(meant):
        return True
    return typed.bare == meant.bare and {typed.tone, meant.tone} == _HOOK_AND_TILDE and typed.marks <= meant.marks


def _is_strong(kind: KindWord, typed: list[Token]) -> bool:
    if not kind.is_weak:
        return True
    has_marks = any(token.has_marks or token.meant for token in typed)
    return has_marks or typed[-1].has_dot or (len(typed[0].bare) <= 2 and typed[0].is_capitalised)  # noqa: PLR2004, "th"
