"""Finding the phrases of a table in a text, and whether one of them tells."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from intake.words.automaton import Automaton
from intake.words.phrases import Phrase
from intake.words.rules import Found, Rule, Surroundings
from intake.words.typed import TypedText


class Table:
    """The phrases and rules of one table, ready to be looked for. May be shared between threads."""

    def __init__(self, phrases: Iterable[Phrase], rules: Iterable[Rule]) -> None:
        self._automaton = Automaton(phrases)
        self._rules: dict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            self._rules[rule.group].append(rule)

    def tells(self, text: TypedText) -> bool:
        """Whether a phrase stands in ``text`` that has what it needs near it, and nothing that excuses it."""
        found = list(self._find(text))
        surroundings = Surroundings(found)
        return any(surroundings.bear_out(rule, each) for each in found for rule in self._rules.get(each.group, ()))

    def _find(self, text: TypedText) -> Iterator[Found]:
        """Find phrases from the left, the longest first: words inside one found phrase are in no other."""
        at = 0
        while at < len(text.words):
            end, groups = self._find_longest(text, at)
            for group in groups:
                yield Found(group, text.words[at].place, text.words[end - 1].place, text.words[at].sentence)
            at = max(end, at + 1)

    def _find_longest(self, text: TypedText, at: int) -> tuple[int, Sequence[str]]:
        """Who types marks means what was typed; who leaves them out may mean any word of these letters."""
        longest, groups = at, list[str]()
        state, has_marks = self._automaton.start, False
        for end in range(at, len(text.words)):
            following = self._automaton.follow(state, text.words[end].letters)
            if following is None:
                break
            state = following
            has_marks = has_marks or text.words[end].has_marks
            meant = {
                phrase.group: None
                for phrase, is_exact in state.ended
                if is_exact or not (text.has_marks or (phrase.needs_marks and not has_marks))
            }
            if meant:
                longest, groups = end + 1, list(meant)
        return longest, groups
