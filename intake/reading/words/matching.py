"""Finding the phrases of all tables in one pass over a text, and which of them tell."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from intake.reading.words.automaton import Automaton
from intake.reading.words.phrases import Phrase
from intake.reading.words.rules import Found, Rule, Surroundings
from intake.reading.words.typed import TypedText

Stretch = tuple[str, int, int]
"""A group, and from which word to before which its phrase stands."""

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
        stretches = self._find(text)
        return {name: _list_telling(text, stretches.get(name, []), rules) for name, rules in self._rules.items()}

    def rank(self, name: str, group: str) -> int:
        """Return the place of the group among the rules of the table ``name``: the first is 0."""
        return list(self._rules[name]).index(group)

    def _find(self, text: TypedText) -> Mapping[str, list[Stretch]]:
        """Find phrases from the left, the longest first: words inside one found phrase are in no other of its table."""
        found: dict[str, list[Stretch]] = defaultdict(list)
        after: dict[str, int] = dict.fromkeys(self._rules, 0)
        start, letters, follow = self._automaton.start, text.letters, self._automaton.follow
        count, writes_marks = len(letters), text.has_marks
        for at in [at for at, each in enumerate(letters) if each.bare in start.expected]:
            state, has_marks, end = start, False, at
            longest: dict[str, tuple[int, tuple[str, ...]]] = {}
            # A call of two hours comes here forty thousand times: no step of this loop is a function of its own.
            while end < count:
                each = letters[end]
                if each.bare not in state.expected:
                    break
                known = state.following
                following = known[each.typed] if each.typed in known else follow(state, each)
                if following is None:
                    break
                state, has_marks, end = following, has_marks or each.has_marks, end + 1
                if state.ended:
                    for name, groups in state.list_meant(writes_marks=writes_marks, has_marks=has_marks):
                        longest[name] = (end, groups)
            for name, (last, groups) in longest.items():
                if after[name] <= at:
                    after[name] = last
                    found[name] += [(group, at, last) for group in groups]
        return found


def _group(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    grouped: dict[str, list[Rule]] = {}
    for rule in rules:
        grouped.setdefault(rule.group, []).append(rule)
    return grouped


def _list_telling(text: TypedText, stretches: list[Stretch], rules: Mapping[str, list[Rule]]) -> list[Found]:
    if not any(group in rules for group, _first, _last in stretches):
        return []
    places, sentences = text.places, text.sentences
    found = [Found(group, places[first], places[last - 1], sentences[first]) for group, first, last in stretches]
    surroundings = Surroundings(found)
    return [
        replace(each, words=" ".join(letters.typed for letters in text.letters[first:last]))
        for each, (_group, first, last) in zip(found, stretches, strict=True)
        if each.group in rules and any(surroundings.bear_out(rule, each) for rule in rules[each.group])
    ]
