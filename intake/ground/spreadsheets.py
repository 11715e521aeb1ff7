"""Tables as offices save them from a spreadsheet: with a byte-order mark, in UTF-16, parted by ``,``, ``;`` or tabs."""

import codecs
import csv
import io
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BETWEEN = (",", ";", "\t", "|")
_SEPARATOR_LINE = "sep="


class SpreadsheetUnreadable(ValueError):
    """The file is no table of the columns that are asked for; the message says where, in words for an office."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row, by the names of its columns."""

    number: int
    """As a text editor counts, from 1."""
    cells: Mapping[str, str]


def read_lines(path: Path, required: Collection[str]) -> list[Line]:
    """Return the rows that hold anything; a column that the file lacks is empty. Raises SpreadsheetUnreadable."""
    text = _decode(path.read_bytes())
    first, _end, rest = text.partition("\n")
    skipped, between = 0, None
    if first.strip().lower().startswith(_SEPARATOR_LINE):
        skipped, between, text = 1, first.strip()[len(_SEPARATOR_LINE) :] or "\t", rest
    head = text.partition("\n")[0]
    between = between or max(_BETWEEN, key=head.count)
    try:
        return _read(text, between[0], required, skipped)
    except csv.Error as error:
        raise SpreadsheetUnreadable("the file is no CSV file: a quotation mark stands where none may") from error


def _read(text: str, between: str, required: Collection[str], skipped: int) -> list[Line]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    head = [_tidy(cell).lower() for cell in next(rows, [])]
    if missing := sorted(set(required) - set(head)):
        message = f"line {1 + skipped}: the columns {', '.join(missing)} are missing"
        raise SpreadsheetUnreadable(message)
    lines, begins_at = list[Line](), rows.line_num + 1
    for row in rows:
        cells = [_tidy(cell) for cell in row]
        if any(cells):
            lines.append(Line(begins_at + skipped, _name(head, cells)))
        begins_at = rows.line_num + 1
    return lines


def _name(head: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    # Spreadsheets leave out empty cells at the end of a row.
    return {name: cells[at] if at < len(cells) else "" for at, name in enumerate(head) if name}


def _tidy(cell: str) -> str:
    return unicodedata.normalize("NFC", " ".join(cell.split()))


def _decode(raw: bytes) -> str:
    for mark, charset in _MARKS:
        if raw.startswith(mark):
            return _decode_as(raw[len(mark) :], charset)
    # Half of what UTF-16 writes of a head in Latin letters is NUL, and a table has none.
    if b"\0" in raw[:200]:
        return _decode_as(raw, "utf-16-be" if raw[:1] == b"\0" else "utf-16-le")
    return _decode_as(raw, "utf-8")


def _decode_as(raw: bytes, charset: str) -> str:
    try:
        return raw.decode(charset).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise SpreadsheetUnreadable("the file is not in UTF-8: save it as “CSV UTF-8”, or as “Unicode text”") from error
