"""Reading the files of words, and refusing what cannot be understood. A refusal never repeats what stands in a file."""

import csv
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from intake.reading.words.calls import Call
from intake.reading.words.errors import WordTableBroken
from intake.reading.words.letters import Letters, read_letters
from intake.reading.words.phrases import CellUnreadable, Phrase, read_elements
from intake.reading.words.rules import Rule, read_terms
from intake.reading.words.typed import Spellings

PHRASES = ("phrase", "group", "marks", "note")
RULES = ("group", "needs", "unless", "note")
SPELLINGS = ("typed", "meant")
CALLS = ("group", "call")

_Row = dict[str, str]
_Read = TypeVar("_Read")


def read_table(phrases: Path, rules: Path) -> tuple[list[Phrase], list[Rule]]:
    """Read the phrases of a table and the rules for their groups. Raises WordTableBroken."""
    known_phrases = _read_rows(phrases, PHRASES, _read_phrase)
    known_rules = _read_rows(rules, RULES, _read_rule)
    groups = {phrase.group for _line, phrase in known_phrases}
    for line, rule in known_rules:
        if not groups.issuperset({rule.group, *(term.group for term in (*rule.needs, *rule.unless))}):
            raise WordTableBroken(rules.name, line, "it names a group that no phrase belongs to")
    return [phrase for _line, phrase in known_phrases], [rule for _line, rule in known_rules]


def read_spellings(path: Path) -> Spellings:
    """Read which short spellings mean which words. Raises WordTableBroken."""
    return dict(spelling for _line, spelling in _read_rows(path, SPELLINGS, _read_spelling))


def read_calls(path: Path) -> dict[str, Call | None]:
    """Read which group of phrases asks for which number; None where it asks for none of its own.

    Raises WordTableBroken.
    """
    return dict(call for _line, call in _read_rows(path, CALLS, _read_call))


def _read_call(row: _Row) -> tuple[str, Call | None]:
    try:
        return row["group"], Call(row["call"]) if row["call"] else None
    except ValueError:
        raise CellUnreadable("the column call is none of the numbers that can be called") from None


def _read_phrase(row: _Row) -> Phrase:
    if row["marks"] not in ("", "yes"):
        raise CellUnreadable("the column marks is neither empty nor yes")
    if not row["group"]:
        raise CellUnreadable("the column group is empty")
    return Phrase(read_elements(row["phrase"]), row["group"], needs_marks=row["marks"] == "yes")


def _read_rule(row: _Row) -> Rule:
    return Rule(row["group"], read_terms(row["needs"]), read_terms(row["unless"]))


def _read_spelling(row: _Row) -> tuple[str, tuple[Letters, ...]]:
    has_marks = read_letters(row["typed"]).has_marks
    meant = tuple(replace(read_letters(word), has_marks=has_marks) for word in row["meant"].split())
    if not row["typed"] or not meant:
        raise CellUnreadable("a cell is empty")
    return unicodedata.normalize("NFD", row["typed"].lower()), meant


def _read_rows(path: Path, columns: tuple[str, ...], read: Callable[[_Row], _Read]) -> list[tuple[int, _Read]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(_read_lines(file, path.name, columns, read))
    except (UnicodeDecodeError, csv.Error):
        raise WordTableBroken(path.name, 1, "not a CSV file in UTF-8") from None


def _read_lines(
    file: Iterable[str], name: str, columns: tuple[str, ...], read: Callable[[_Row], _Read]
) -> Iterator[tuple[int, _Read]]:
    rows = csv.reader(file, strict=True)
    if tuple(next(rows, ())) != columns:
        raise WordTableBroken(name, 1, f"the columns are not {', '.join(columns)}")
    for cells in rows:
        if not cells:
            continue
        if len(cells) != len(columns):
            raise WordTableBroken(name, rows.line_num, f"it has {len(cells)} cells, not {len(columns)}")
        try:
            yield rows.line_num, read(dict(zip(columns, (cell.strip() for cell in cells), strict=True)))
        except CellUnreadable as error:
            raise WordTableBroken(name, rows.line_num, str(error)) from None
