"""The words around a name that say what it is. ``data/README.md`` tells how a locality edits them."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from intake.areas.kinds import AreaKind
from intake.folding.syllables import strip_marks
from intake.reading.gazetteer.errors import GazetteerTableBroken

BUNDLED = Path(__file__).parent / "data"
_COLUMNS = {
    "kinds.csv": ("word", "kinds", "weak"),
    "common.csv": ("name", "class", "note"),
    "context.csv": ("words", "role", "bare"),
    "frequent.csv": ("syllable",),
}


class Role(StrEnum):
    """What a word before a name says about it."""

    HERE = "here"
    ORIGIN = "origin"
    HOME = "home"
    WAY = "way"
    PERSON = "person"
    BUSINESS = "business"
    FILLER = "filler"
    DOER = "doer"
    """Before *người* it leaves those people what they are: có người ở, bọn người ở, cho người ở."""
    DEED = "deed"
    """Done to people or houses: who is named after it is not where a person comes from."""


class Common(StrEnum):
    """Why a name alone proves no place."""

    WORD = "word"
    """It is an everyday word."""
    PERSON = "person"
    """It is also the name of a person."""
    BARE = "bare"
    """Without marks it is an everyday word."""
    COMPOUND = "compound"
    """No name at all: a word that begins like a kind word (xã hội)."""


@dataclass(frozen=True, slots=True)
class KindWord:
    """A word for a kind of area."""

    typed: tuple[str, ...]
    kinds: frozenset[AreaKind]
    is_weak: bool
    """Without marks it is mostly another word."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that give a role to the name after them."""

    typed: tuple[str, ...]
    role: Role
    counts_bare: bool
    is_name: bool
    """A family name: unless it counts bare, it counts with its capital only (Hồ, and hồ, a lake)."""


@dataclass(frozen=True)
class Tables:
    """All tables. Do not change."""

    kinds: Mapping[str, KindWord]
    """By their bare form, words parted by blanks."""
    common: Mapping[str, Common]
    phrases: Mapping[str, tuple[Phrase, ...]]
    """By their last bare word."""
    frequent: frozenset[str]

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """Read the bundled tables; one that stands in ``folder`` replaces the bundled one of the same name.

        Raises GazetteerTableBroken.
        """
        kinds = [_read_kind(row) for row in _read_rows(folder, "kinds.csv")]
        phrases: dict[str, list[Phrase]] = {}
        for row in _read_rows(folder, "context.csv"):
            typed = tuple(row["words"].lower().split())
            phrase = Phrase(typed, Role(row["role"]), row["bare"] == "yes", is_name=row["words"][:1].isupper())
            phrases.setdefault(strip_marks(typed[-1]), []).append(phrase)
        return cls(
            kinds={_bare(kind.typed): kind for kind in kinds},
            common={_bare(row["name"].split()): Common(row["class"]) for row in _read_rows(folder, "common.csv")},
            phrases={last: tuple(found) for last, found in phrases.items()},
            frequent=frozenset(strip_marks(row["syllable"]) for row in _read_rows(folder, "frequent.csv")),
        )


def _bare(words: "tuple[str, ...] | list[str]") -> str:
    return " ".join(map(strip_marks, words))


def _read_kind(row: dict[str, str]) -> KindWord:
    kinds = frozenset(map(AreaKind, row["kinds"].split()))
    return KindWord(tuple(row["word"].lower().split()), kinds, row["weak"] == "yes")


def _read_rows(folder: Path | None, name: str) -> Iterator[dict[str, str]]:
    own = folder / name if folder is not None else BUNDLED / name
    with (own if own.is_file() else BUNDLED / name).open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != _COLUMNS[name]:
            raise GazetteerTableBroken(name, 1, f"the columns are not {', '.join(_COLUMNS[name])}")
        for row in rows:
            try:
                _check(row)
            except (ValueError, TypeError, AttributeError):
                raise GazetteerTableBroken(name, rows.line_num, "a cell is not understood") from None
            yield row


def _check(row: dict[str, str]) -> None:
    if None in row or None in row.values() or not next(iter(row.values())).strip():
        raise ValueError
    for column, kind in (("class", Common), ("role", Role)):
        if column in row:
            kind(row[column])
    for kind_name in row.get("kinds", "").split():
        AreaKind(kind_name)
