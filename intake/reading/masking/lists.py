"""Which words are family names, given names, or no names at all: a file that a locality edits (``data/README.md``)."""

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Protocol

from intake.folding.syllables import spell_with_i
from intake.reading.masking.errors import NameListsBroken

BUNDLED = Path(__file__).parent / "data"
FILE = "names.csv"
COLUMNS = ["kind", "words"]
_I_FOR_Y = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")


class _Word(Protocol):
    """A word as it was typed."""

    @property
    def lowered(self) -> str: ...
    @property
    def bare(self) -> str: ...
    @property
    def has_marks(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class WordList:
    """Words, with their marks and without."""

    marked: frozenset[str]
    bare: frozenset[str]

    def has(self, word: _Word) -> bool:
        """Whether ``word`` is in the list as typed; a word typed without marks may have any."""
        return word.lowered in self.marked or (not word.has_marks and spell_with_i(word.bare) in self.bare)


@dataclass(frozen=True, slots=True)
class NameLists:
    """What the rules know about words. Does not change."""

    family: WordList
    rare: WordList
    """Family names that are mostly other words when they are typed in small letters without marks."""
    middle: WordList
    given: WordList
    role: WordList
    """What follows "tôi là" without being a name."""
    stop: WordList
    """What follows a name without being part of it."""
    area: WordList
    """Kinds of areas: what follows is never masked."""


def load_name_lists(folder: Path | None = None) -> NameLists:
    """Read the bundled lists, or the ones of ``folder`` where it has a file of this name.

    Raises NameListsBroken for a line that cannot be understood.
    """
    if folder is None or not (folder / FILE).is_file():
        return _load_bundled()
    return _read(folder / FILE)


@cache
def _load_bundled() -> NameLists:
    return _read(BUNDLED / FILE)


def _read(path: Path) -> NameLists:
    kinds = [field.name for field in fields(NameLists)]
    words: dict[str, list[str]] = defaultdict(list)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line, kind, more in _read_rows(file):
                if kind not in kinds or not more:
                    raise NameListsBroken(path.name, line, f"the kind is none of {', '.join(kinds)}, or has no words")
                words[kind] += more
    except (UnicodeDecodeError, csv.Error):
        raise NameListsBroken(path.name, 1, "not a CSV file in UTF-8") from None
    except _RowBroken as broken:
        raise NameListsBroken(path.name, broken.line, f"the columns are not {', '.join(COLUMNS)}") from None
    return NameLists(**{kind: _make(words[kind]) for kind in kinds})


class _RowBroken(Exception):
    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


def _read_rows(file: Iterable[str]) -> Iterator[tuple[int, str, list[str]]]:
    rows = csv.reader(file, strict=True)
    if next(rows, None) != COLUMNS:
        raise _RowBroken(1)
    for cells in rows:
        if len(cells) != len(COLUMNS):
            raise _RowBroken(rows.line_num)
        yield rows.line_num, cells[0], unicodedata.normalize("NFC", cells[1].lower()).split()


def _make(words: Iterable[str]) -> WordList:
    marked = frozenset(words)
    marked |= frozenset(_spell_otherwise(word) for word in marked)
    return WordList(marked, frozenset(map(_without_marks, marked)))


def _spell_otherwise(word: str) -> str:
    """Return the spelling with i for one with y (Quí for Quý, Mĩ for Mỹ), or the word where there is none."""
    bare = _drop_marks(word)
    return word if spell_with_i(bare) == bare else word.translate(_I_FOR_Y)


def _without_marks(word: str) -> str:
    return spell_with_i(_drop_marks(word))


def _drop_marks(word: str) -> str:
    """Return ``word`` without marks, đ as d, and with the letters that were typed."""
    decomposed = unicodedata.normalize("NFD", word.replace("đ", "d"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))
