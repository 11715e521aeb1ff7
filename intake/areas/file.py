"""A locality's areas in a file: rows as an office's spreadsheet saves them. ``data/README.md`` tells the columns."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from intake.areas.kinds import COMMUNE_KINDS, AreaKind
from intake.areas.names import fold
from intake.ground.errors import AreaFileBroken
from intake.ground.spreadsheets import Line, SpreadsheetUnreadable, read_lines

_REQUIRED = ("code", "name", "kind", "parent_code")
# How many digits the codes of the state have; spreadsheets drop zeros at their head (8944 for 08944).
_DIGITS = {
    AreaKind.PROVINCE: 2,
    AreaKind.FORMER_DISTRICT: 3,
    **dict.fromkeys((*COMMUNE_KINDS, AreaKind.FORMER_COMMUNE, AreaKind.FORMER_TOWNSHIP), 5),
}
_WIDTHS = sorted(set(_DIGITS.values()))


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area of the file."""

    line: int
    code: str
    parent_code: str
    kind: AreaKind
    name: str
    official_code: str
    aliases: tuple[str, ...]
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class MendedCode:
    """A code whose zeros a spreadsheet had dropped."""

    line: int
    written: str
    read: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.written} is read as {self.read}, whose first zeros a spreadsheet left out"


@dataclass(frozen=True, slots=True)
class AreaFile:
    """The areas of a file, and what was mended in it."""

    rows: Sequence[AreaRow]
    mended: Sequence[MendedCode]


def read_area_file(path: Path) -> AreaFile:
    """Return what the file says, in its order. Raises AreaFileBroken, which names the line."""
    try:
        written = [_read_row(line) for line in read_lines(path, _REQUIRED)]
    except SpreadsheetUnreadable as error:
        raise AreaFileBroken(str(error)) from error
    codes = {row.code for row in written}
    own = [replace(row, code=_mend_own(row, codes), official_code=_fill_official(row)) for row in written]
    known = {row.code for row in own}
    rows = [replace(row, parent_code=mend_code(row.parent_code, known)) for row in own]
    _require_unique(rows)
    return AreaFile(rows, list(_compare(written, rows)))


def mend_code(written: str, known: Collection[str]) -> str:
    """Return the code of ``known`` that is meant: the same, or the only one with zeros before it."""
    if written in known or not _is_number(written):
        return written
    filled = [written.zfill(width) for width in _WIDTHS if len(written) < width and written.zfill(width) in known]
    return filled[0] if len(filled) == 1 else written


def _mend_own(row: AreaRow, codes: Collection[str]) -> str:
    filled = _fill(row.code, row.kind)
    if filled != row.code and filled in codes:
        message = f"line {row.line}: is {row.code} another area than {filled}, or the same without its zero?"
        raise AreaFileBroken(message)
    return filled


def _fill_official(row: AreaRow) -> str:
    return _fill(row.official_code, row.kind)


def _fill(code: str, kind: AreaKind) -> str:
    return code.zfill(_DIGITS[kind]) if _is_number(code) and kind in _DIGITS else code


def _is_number(code: str) -> bool:
    return code.isascii() and code.isdigit()


def _require_unique(rows: Sequence[AreaRow]) -> None:
    often = Counter(row.code for row in rows)
    for row in rows:
        if often[row.code] > 1:
            message = f"line {row.line}: the code {row.code} stands in another line too"
            raise AreaFileBroken(message)


def _compare(written: Sequence[AreaRow], read: Sequence[AreaRow]) -> Iterator[MendedCode]:
    for before, after in zip(written, read, strict=True):
        pairs = dict.fromkeys(
            (getattr(before, name), getattr(after, name)) for name in ("code", "official_code", "parent_code")
        )
        yield from (MendedCode(after.line, old, new) for old, new in pairs if old != new)


def _read_row(line: Line) -> AreaRow:
    cells = line.cells
    if not cells["code"] or not cells["name"]:
        message = f"line {line.number}: the code or the name is empty"
        raise AreaFileBroken(message)
    valid_from, valid_until = _read_validity(cells.get("valid", ""), line.number)
    return AreaRow(
        line=line.number,
        code=cells["code"],
        parent_code=cells["parent_code"],
        kind=_read_kind(cells["kind"], line.number),
        name=cells["name"],
        official_code=cells.get("official_code", ""),
        aliases=tuple(filter(None, (alias.strip() for alias in cells.get("aliases", "").split(";")))),
        valid_from=valid_from,
        valid_until=valid_until,
    )


def _read_kind(written: str, line: int) -> AreaKind:
    try:
        # “Xã” and “dac khu” are the kinds xa and dac-khu.
        return AreaKind(fold(written).replace(" ", "-"))
    except ValueError as error:
        message = f"line {line}: {written or 'an empty cell'} is none of the kinds {', '.join(AreaKind)}"
        raise AreaFileBroken(message) from error


def _read_validity(written: str, line: int) -> tuple[date | None, date | None]:
    start, _dots, end = written.partition("..")
    try:
        return (date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None)
    except ValueError as error:
        message = f"line {line}: valid is not of the form 2025-07-01..2026-06-30"
        raise AreaFileBroken(message) from error
