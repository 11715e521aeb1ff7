"""Finding which names a word of the text may begin, however they were typed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from intake.folding.syllables import is_one_slip, strip_marks
from intake.reading.gazetteer.names import Fit, Form, Names, agrees, lose_letters, measure_fit
from intake.reading.gazetteer.numbers import read_number, write_key
from intake.reading.gazetteer.tokens import Page, Token
from intake.reading.words.letters import read_letters

_SHORTEST_SLIP = 6
_MOST_WILD = 40
_MOST_WORDS = 6
_LONGEST_REMNANT = 4
# The best first.
_SCORES = {Fit.MARKED: 1.0, Fit.BARE: 0.95, Fit.UNKNOWN: 0.85, Fit.ONE_OFF: 0.7}


@dataclass(frozen=True, slots=True)
class Match:
    """Names that may be meant by the words up to ``end``."""

    end: int
    key: str
    nodes: tuple[int, ...]
    """The areas of these names."""
    score: float
    """How sure the spelling is, at most 1."""
    fit: Fit
    how: str
    """``typed``, ``input method``, ``joined``, ``destroyed letters``, ``slip`` or ``number``."""


class Matcher:
    """Looks names up at one place of a text. Does not change."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def find_shorter(self, page: Page, at: int, than: Match) -> Match | None:
        """Return a name at word ``at`` that leaves out the last word of ``than``, if there is one."""
        return self._find_typed(page, at, at_most=than.end - at - 1) if than.how == "typed" else None

    def find(self, page: Page, at: int) -> Match | None:
        """Return the longest name that begins at word ``at``, if one was typed there."""
        token = page.tokens[at]
        if token.wild:
            return self._find_typed(page, at) or self._find_destroyed(page, at)
        return (
            self._find_typed(page, at)
            or self._find_meant(page, at)
            or self._find_wild_later(page, at)
            or self._find_joined(page, at)
        )

    def find_number(self, page: Page, at: int) -> Match | None:
        """Return the areas that are called by the number at word ``at``; ``số`` before it is passed over."""
        tokens = page.tokens
        if at + 1 < len(tokens) and tokens[at].bare == "so":
            at += 1
        number = read_number([token.bare for token in tokens[at : at + 2]])
        if number is None or (number[1] > 1 and tokens[at + 1].gap):
            return None
        key = write_key(number[0])
        nodes = self._list_nodes([key])
        return Match(at + number[1], key, nodes, 1.0, Fit.MARKED, "number") if nodes else None

    def find_slip(self, page: Page, at: int, *, may_be_word: bool) -> Match | None:
        """Return the name of two words that one slip of a finger made of what stands at word ``at``.

        A mistyped word that is a word itself counts only where ``may_be_word``. None where several names are as near.
        """
        pair = page.tokens[at : at + 2]
        if len(pair) < 2 or pair[1].gap or len(pair[0].bare + pair[1].bare) < _SHORTEST_SLIP - 1:  # noqa: PLR2004
            return None
        keys = {key for key in self._list_slips(pair, may_be_word=may_be_word) if len(key) > _SHORTEST_SLIP}
        if len(keys) != 1:
            return None
        (key,) = keys
        return Match(at + 2, key, self._list_nodes([key]), 0.7, Fit.BARE, "slip")

    def _list_slips(self, pair: list[Token], *, may_be_word: bool) -> Iterator[str]:
        for place in (0, 1):
            typed, other = pair[place].bare, pair[1 - place].bare
            if len(typed) < 2 or not typed.isalpha() or (not pair[place].is_odd and not may_be_word):  # noqa: PLR2004
                continue
            for near in sorted(self._names.list_near(typed)):
                key = f"{other} {near}" if place else f"{near} {other}"
                if self._names.find(key) and is_one_slip(typed, near) and self._agrees(key, pair, 1 - place):
                    yield key

    def _agrees(self, key: str, pair: list[Token], place: int) -> bool:
        """Whether the word without a slip fits the marks of a name."""
        typed = read_letters(pair[place].lowered)
        return any(agrees(name, place, typed) for name, _nodes in self._names.find(key))

    def _list_nodes(self, keys: Iterable[str]) -> tuple[int, ...]:
        return _list_nodes(form for key in keys for form in self._names.find(key))

    def _find_typed(self, page: Page, at: int, *, at_most: int = _MOST_WORDS) -> Match | None:
        tokens = page.tokens
        for length in range(min(at_most, self._count_joinable(tokens, at, tokens[at].bare)), 0, -1):
            words = tokens[at : at + length]
            forms = self._names.find(" ".join([token.bare for token in words]) if length > 1 else words[0].bare)
            match = forms and _fit(at + length, forms, [token.lowered for token in words], "typed")
            if match:
                return match
        return None

    def _find_meant(self, page: Page, at: int) -> Match | None:
        """Look up what was meant where an input method was off."""
        tokens = page.tokens
        if not any(token.meant for token in tokens[at : at + _LONGEST_REMNANT]):
            return None
        words = [token.meant or token.lowered for token in tokens[at : at + _LONGEST_REMNANT]]
        bare = list(map(strip_marks, words))
        for length in range(min(self._count_joinable(tokens, at, bare[0]), len(words)), 0, -1):
            forms = self._names.find(" ".join(bare[:length]))
            match = forms and _fit(at + length, forms, words[:length], "input method")
            if match:
                return match
        return None

    def _count_joinable(self, tokens: list[Token], at: int, first: str) -> int:
        """Of how many words a name that begins with ``first`` at ``at`` may be at most; 0 where none does."""
        most = min(self._names.get_longest(first), len(tokens) - at)
        for length in range(1, most):
            if tokens[at + length].gap:
                return length
        return most

    def _find_joined(self, page: Page, at: int) -> Match | None:
        token = page.tokens[at]
        if not token.is_odd and not page.tokens[at + 1 : at + 2]:
            return None
        for typed, end in ((token.bare, at + 1), (self._join_next(page, at), at + 2)):
            key = self._names.find_joined(typed) if typed else None
            if key and " " in key:
                return Match(end, key, self._list_nodes([key]), 0.85, Fit.BARE, "joined")
        return None

    def _join_next(self, page: Page, at: int) -> str:
        """The word with the next one, where the blank between them may be misplaced."""
        tokens = page.tokens[at : at + 2]
        if len(tokens) < 2 or tokens[1].gap or not any(token.is_odd for token in tokens):  # noqa: PLR2004
            return ""
        return tokens[0].bare + tokens[1].bare

    def _find_wild_later(self, page: Page, at: int) -> Match | None:
        following = page.tokens[at + 1 : at + 2]
        return self._find_destroyed(page, at) if following and following[0].wild else None

    def _find_destroyed(self, page: Page, at: int) -> Match | None:
        tokens = page.tokens
        for length in (3, 2):
            words = [token.wild or token.bare for token in tokens[at : at + length]]
            if len(words) < length or any(token.gap for token in tokens[at + 1 : at + length]):
                continue
            for typed in _list_readings(words):
                keys = [key for key in self._names.list_wild(lose_letters(typed))[:_MOST_WILD] if fits_wild(typed, key)]
                if keys:
                    return Match(at + length, keys[0], self._list_nodes(keys), 0.8, Fit.BARE, "destroyed letters")
        return None


def _list_readings(words: list[str]) -> Iterator[str]:
    """The last ``?`` may be a question mark."""
    bare = [strip_marks(word) for word in words]
    yield " ".join(bare)
    if bare[-1].endswith("?") and bare[-1].strip("?"):
        yield " ".join([*bare[:-1], bare[-1][:-1]])


def fits_wild(typed: str, key: str) -> bool:
    """Whether each ``?`` of ``typed`` stands for one letter of ``key``, and all else is equal."""
    letters = zip(typed, key, strict=False)
    return len(typed) == len(key) and all(one == other or (one == "?" and other != " ") for one, other in letters)


def _fit(end: int, forms: Sequence[Form], words: list[str], how: str) -> Match | None:
    """Keep the names whose marks fit best what was typed; None where all contradict it."""
    typed = list(map(read_letters, words))
    by_fit: dict[Fit, list[Form]] = {}
    for form in forms:
        fit = measure_fit(form[0], typed)
        if fit:
            by_fit.setdefault(fit, []).append(form)
    best = next((fit for fit in _SCORES if fit in by_fit), None)
    if best is None:
        return None
    # Văn Lang is not Văn Lăng with a mark left out, where there is a Văn Lang.
    weaker = (Fit.BARE, Fit.ONE_OFF) if best is Fit.MARKED and any(word.has_marks for word in typed) else (Fit.ONE_OFF,)
    sound = [form for fit, fitting in by_fit.items() if fit not in weaker for form in fitting]
    key = " ".join([letters.bare for letters in typed])
    return Match(end, key, _list_nodes(sound or by_fit[best]), _SCORES[best], best, how)


def _list_nodes(forms: Iterable[Form]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(node for _name, nodes in forms for node in nodes))
