"""Finding the phrases of all tables in one pass over a text, and which of them tell."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from intake.words.automaton import Automaton
from intake.words.phrases import Phrase
from intake.words.rules import Found, Rule, Surroundings
from intake.words.typed import TypedText

Written = tuple[Iterable[Phrase], Iterable[Rule]]
"""A table as it was read from its files."""


class Lexicon:
    """The phrases and rules of several tables, ready to be looked for. May be shared between threads."""

    def __init__(self, tables: Mapping[str, Written]) -> None:
        """``tables`` by name. They do not touch each other: a phrase of one takes no words from another's."""
        phrases = [(name, phrase) for name, (written, _rules) in tables.items() for phrase in written]
        self._automaton = Automaton(phrases)
        self._rules = {name: _group(rules) for name, (_phrases, rules) in tables.items()}

    def tell(self, text: TypedText) -> dict[str, list[Found]]:
        """Return for each table what tells: it has what it needs near it, and nothing that excuses it."""
        found = self._find(text)
        return {name: _list_telling(found.get(name, []), rules) for name, rules in self._rules.items()}

    def rank(self, name: str, group: str) -> int:
        """Return the place of the group among the rules of the table ``name``: the first is 0."""
        return list(self._rules[name]).index(group)

    def _find(self, text: TypedText) -> Mapping[str, list[Found]]:
        """Find phrases from the left, the longest first: words inside one found phrase are in no other of its table."""
        found: dict[str, list[Found]] = defaultdict(list)
        after: dict[str, int] = {}
        start, letters = self._automaton.start, text.letters
        for at in [at for at, each in enumerate(letters) if each.bare in start.expected]:
            for name, (end, groups) in self._find_longest(text, at).items():
                if after.get(name, 0) > at:
                    continue
                after[name] = end
                words = " ".join(each.typed for each in letters[at:end])
                place, last, sentence = text.places[at], text.places[end - 1], text.sentences[at]
                found[name] += [Found(group, place, last, sentence, words) for group in groups]
        return found

    def _find_longest(self, text: TypedText, at: int) -> dict[str, tuple[int, tuple[str, ...]]]:
        longest: dict[str, tuple[int, tuple[str, ...]]] = {}
        state, has_marks, letters = self._automaton.start, False, text.letters
        for end in range(at, len(letters)):
            following = self._automaton.follow(state, letters[end])
            if following is None:
                break
            state, has_marks = following, has_marks or letters[end].has_marks
            for name, groups in state.list_meant(writes_marks=text.has_marks, has_marks=has_marks):
                longest[name] = (end + 1, groups)
        return longest


def _group(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    grouped: dict[str, list[Rule]] = {}
    for rule in rules:
        grouped.setdefault(rule.group, []).append(rule)
    return grouped


def _list_telling(found: list[Found], rules: Mapping[str, list[Rule]]) -> list[Found]:
    surroundings = Surroundings(found)
    return [each for each in found if any(surroundings.bear_out(rule, each) for rule in rules.get(each.group, ()))]
