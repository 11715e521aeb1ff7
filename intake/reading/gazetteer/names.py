"""All names of a tree, kept so that a name is found however it was typed. Built once; does not change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from sys import intern

from intake.areas.tree import AreaTree
from intake.folding.syllables import list_shortened, strip_marks
from intake.reading.gazetteer.lineage import Lineage
from intake.reading.gazetteer.numbers import read_number, write_key
from intake.reading.gazetteer.tables import Tables
from intake.reading.words.letters import Letters, read_letters

_LOST = str.maketrans(dict.fromkeys("aeiouyd", "?"))
_SHORTEST_JOINED = 5
_SHORTEST_SLIP = 6
_MOST_WORDS = 6


Form = tuple[str, tuple[int, ...]]
"""A name in lower case with its marks, and the areas that are called so."""


class Fit(StrEnum):
    """How what was typed fits the marks of a name."""

    MARKED = "marked"
    """All marks were typed."""
    BARE = "bare"
    """Marks are missing."""
    UNKNOWN = "unknown"
    """Marks were typed, and the name's own are not known."""
    ONE_OFF = "one off"
    """The marks of one syllable differ."""


def lose_letters(bare: str) -> str:
    """Return ``bare`` with ``?`` for each letter that a gateway may destroy, because it can carry marks."""
    return bare.translate(_LOST)


class Names:
    """The names by their bare form, with what leads from a mistyped one to it."""

    def __init__(self, tree: AreaTree, lineage: Lineage, tables: Tables) -> None:
        forms: dict[str, dict[str, list[int]]] = {}
        for area_id, node in tree.nodes.items():
            seen = set[str]()
            for key, name in _list_keys(node.names, tables):
                if key not in seen:
                    seen.add(key)
                    forms.setdefault(key, {}).setdefault(name, []).append(lineage.numbers[area_id])
        self._by_key: Mapping[str, tuple[Form, ...]] = {
            key: tuple((name, tuple(nodes)) for name, nodes in by_name.items()) for key, by_name in forms.items()
        }
        self._longest = _measure_longest(self._by_key)
        self._joined = {joined: key for key in self._by_key if len(joined := key.replace(" ", "")) >= _SHORTEST_JOINED}
        self._wild = _group((lose_letters(key), key) for key in self._by_key if key[0] != "#")
        self._near = _group(_list_near(self._by_key))

    def __len__(self) -> int:
        return len(self._by_key)

    @property
    def beginnings(self) -> frozenset[str]:
        """The bare words with which a name begins as it is written, or written without its blanks."""
        return frozenset(self._longest) | frozenset(self._joined)

    def get_longest(self, first: str) -> int:
        """Return of how many words the longest name is that begins with ``first``; 0 where none does."""
        return self._longest.get(first, 0)

    def find(self, key: str) -> tuple[Form, ...]:
        """Return the names with the bare form ``key``."""
        return self._by_key.get(key, ())

    def find_joined(self, joined: str) -> str | None:
        """Return the bare form of a name that was typed without blanks."""
        return self._joined.get(joined)

    def list_wild(self, lost: str) -> tuple[str, ...]:
        """Return the bare forms that destroyed letters may stand for."""
        return self._wild.get(lost, ())

    def list_near(self, syllable: str) -> set[str]:
        """Return the syllables of names that may be one slip away; the caller checks."""
        near = set(self._near.get(syllable, ()))
        for shortened in list_shortened(syllable):
            near.update(self._near.get(shortened, ()))
        return near


def agrees(name: str, place: int, typed: Letters) -> bool:
    """Whether the word ``typed`` fits the marks of the word of ``name`` at ``place``."""
    return name.isascii() or typed.fits(read_letters(name.split()[place]))


def measure_fit(name: str, typed: Sequence[Letters]) -> Fit | None:
    """Return how ``typed`` fits the marks of ``name``, or None where they contradict them."""
    if name.isascii():
        return Fit.UNKNOWN if any(letters.has_marks for letters in typed) else Fit.MARKED
    meant = list(map(read_letters, name.split()))
    off = sum(not letters.fits(own) for letters, own in zip(typed, meant, strict=False))
    if off:
        return Fit.ONE_OFF if off == 1 and len(typed) > 1 else None
    return Fit.MARKED if list(typed) == meant else Fit.BARE


def _list_keys(names: Iterable[str], tables: Tables) -> Iterator[tuple[str, str]]:
    """Yield the bare form and the marked one of each name; without the kind word that some names carry."""
    for name in names:
        words = _read_words(name)
        stripped = _strip_kind(words, tables)
        for form, is_stripped in ((stripped, True), (words, False)):
            if not form or len(form) > _MOST_WORDS or (not is_stripped and form == stripped):
                continue
            bare = [strip_marks(word) for word in form]
            number = read_number(bare)
            if number is not None and number[1] == len(bare):
                yield write_key(number[0]), " ".join(form)
            else:
                yield intern(" ".join(bare)), " ".join(form)


def _read_words(name: str) -> list[str]:
    return "".join(
        character if character.isalnum() or character in _MARKS else " " for character in name.lower()
    ).split()


_MARKS = frozenset("\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323")


def _strip_kind(words: list[str], tables: Tables) -> list[str]:
    for count in (3, 2, 1):
        kind = tables.kinds.get(" ".join(map(strip_marks, words[:count])))
        if kind is None or len(words) <= count or len(words[0]) == 1:
            continue
        if all(read_letters(typed).fits(read_letters(own)) for typed, own in zip(words, kind.typed, strict=False)):
            rest = words[count:]
            # "Khu phố số 1"
            return rest[1:] if len(rest) > 1 and strip_marks(rest[0]) == "so" else rest
    return words


def _measure_longest(keys: Iterable[str]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for key in keys:
        first, blanks = key.partition(" ")[0], key.count(" ")
        longest[first] = max(longest.get(first, 0), blanks + 1)
    return longest


def _list_near(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    syllables = {part for key in keys if len(key) > _SHORTEST_SLIP for part in key.split()}
    for syllable in sorted(syllables):
        yield syllable, syllable
        for shortened in sorted(list_shortened(syllable)):
            yield shortened, syllable


def _group(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, tuple[str, ...]] = {}
    for key, value in pairs:
        grouped[key] = (*grouped.get(key, ()), value)
    return grouped
