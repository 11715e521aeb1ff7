"""All phrases of all tables read at once, so that a text costs the same whether there are ten lines or a thousand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from intake.reading.words.letters import Letters
from intake.reading.words.phrases import Phrase

TablePhrase = tuple[str, Phrase]
"""A phrase with the name of its table."""

# Every way of leaving marks out makes a state of its own; no text needs so many, and a text made to do so ends here.
_MOST_REMEMBERED = 50_000


@dataclass(eq=False, slots=True)
class State:
    """Where one may be in all phrases after some words."""

    places: frozenset[tuple[int, bool]]
    """Places in phrases, each with whether every word so far was typed exactly as the table has it."""
    ended: tuple[tuple[TablePhrase, bool], ...]
    """The phrases that are complete here, each with its table."""
    expected: frozenset[str]
    """The words, without marks, that lead on from here."""
    following: "dict[str, State | None]" = field(default_factory=dict)
    """By the word as it was typed."""
    meant: dict[tuple[bool, bool], tuple[tuple[str, tuple[str, ...]], ...]] = field(default_factory=dict)

    def list_meant(self, *, writes_marks: bool, has_marks: bool) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return each table with the groups of its phrases that end here.

        Who types marks means what was typed; who leaves them out may mean any word of these letters.
        """
        if not self.ended:
            return ()
        known = self.meant.get((writes_marks, has_marks))
        if known is None:
            known = self.meant[writes_marks, has_marks] = self._list_meant(
                writes_marks=writes_marks, has_marks=has_marks
            )
        return known

    def _list_meant(self, *, writes_marks: bool, has_marks: bool) -> tuple[tuple[str, tuple[str, ...]], ...]:
        groups: dict[str, dict[str, None]] = {}
        for (table, phrase), is_exact in self.ended:
            if is_exact or not (writes_marks or (phrase.needs_marks and not has_marks)):
                groups.setdefault(table, {})[phrase.group] = None
        return tuple((table, tuple(sorted(each))) for table, each in sorted(groups.items()))


class Automaton:
    """Steps from state to state. States are made when a text first needs them, and hold words of the table only."""

    def __init__(self, phrases: Iterable[TablePhrase]) -> None:
        self._arcs: list[dict[str, tuple[tuple[Letters, int], ...]]] = []
        self._skips: dict[int, int] = {}
        self._ends: dict[int, TablePhrase] = {}
        self._states: dict[frozenset[tuple[int, bool]], State] = {}
        self._remembered = 0
        self.start = self._make_state((self._add(phrase), True) for phrase in phrases)

    def follow(self, state: State, letters: Letters) -> State | None:
        """Return the state after one more word, or None where no phrase goes on."""
        if letters.bare not in state.expected:
            return None
        if letters.typed in state.following:
            return state.following[letters.typed]
        known = self._make_state(
            (target, is_exact and letters == meant)
            for place, is_exact in state.places
            for meant, target in self._arcs[place].get(letters.bare, ())
            if letters.fits(meant)
        )
        following = known if known.places else None
        if self._remembered < _MOST_REMEMBERED:
            state.following[letters.typed] = following
            self._remembered += 1
        return following

    def _make_state(self, places: Iterable[tuple[int, bool]]) -> State:
        closed = frozenset(self._skip_on(places))
        known = self._states.get(closed)
        if known is None:
            expected = frozenset(bare for place, _exact in closed for bare in self._arcs[place])
            ended = tuple((self._ends[place], is_exact) for place, is_exact in closed if place in self._ends)
            known = State(closed, ended, expected)
            if len(self._states) < _MOST_REMEMBERED:
                self._states[closed] = known
        return known

    def _skip_on(self, places: Iterable[tuple[int, bool]]) -> Iterable[tuple[int, bool]]:
        for place, is_exact in places:
            yield place, is_exact
            skipped = place
            while skipped in self._skips:
                skipped = self._skips[skipped]
                yield skipped, is_exact

    def _add(self, phrase: TablePhrase) -> int:
        first = at = self._add_place()
        for element in phrase[1].elements:
            end = self._add_place()
            for choice in element.choices:
                self._add_choice(at, choice, end)
            if element.is_optional:
                self._skips[at] = end
            at = end
        self._ends[at] = phrase
        return first

    def _add_choice(self, at: int, choice: Sequence[Letters], end: int) -> None:
        for word in choice[:-1]:
            between = self._add_place()
            self._add_arc(at, word, between)
            at = between
        self._add_arc(at, choice[-1], end)

    def _add_arc(self, at: int, word: Letters, end: int) -> None:
        self._arcs[at][word.bare] = (*self._arcs[at].get(word.bare, ()), (word, end))

    def _add_place(self) -> int:
        self._arcs.append({})
        return len(self._arcs) - 1
