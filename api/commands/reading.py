"""``homthu read``: what the reader finds in a text, and why, to try a locality's tables. Texts are never kept."""

import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from api.commands.finding import load_gazetteer, write_verdict
from api.commands.options import areas_option, read_scope, scope_option, tables_option
from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from intake.ground.categories import OTHER, STANDARD_CATEGORIES
from intake.reading.gazetteer.find import Finding
from intake.reading.masking.errors import NameListsBroken
from intake.reading.masking.lists import load_name_lists
from intake.reading.read import Reading, TextReader
from intake.reading.words.errors import WordTableBroken
from intake.reading.words.rules import Found
from intake.reading.words.tables import WordTables

_LABELS = {code: label for code, label, _english in STANDARD_CATEGORIES}
# The command of a terminal: who tries tables reads Vietnamese.
_NOTHING = "không thấy"
_WHY = {
    "name: typed": "tên viết đúng",
    "name: input method": "tên gõ sai bộ gõ",
    "name: joined": "tên viết liền",
    "name: destroyed letters": "tên mất chữ",
    "name: slip": "tên gõ nhầm",
    "name: number": "tên là số",
    "marks: marked": "đủ dấu",
    "marks: bare": "thiếu dấu",
    "marks: unknown": "không rõ dấu",
    "marks: one off": "sai một dấu",
    "a kind word stands before it": "có từ thôn, xã đứng trước",
    "the words say that it is there": "câu nói xảy ra ở đó",
    "the words say that somebody comes from there": "câu nói người từ đó đến",
}


@click.command(name="read")
@click.argument("text", required=False)
@click.option(
    "--csv", "is_csv", is_flag=True, help="Read texts from standard input, one a line; print a line for each."
)
@areas_option
@tables_option
@scope_option
def read_text(text: str | None, areas: Path | None, tables: Path | None, scope: str | None, *, is_csv: bool) -> None:
    """Print what the reader finds in TEXT and why: area, danger, police, kind, what is masked.

    With --csv, one line for each text: area,kind,number,police,spans.
    """
    if is_csv == (text is not None):
        raise click.UsageError("Give either a text or --csv.")
    tree, gazetteer = load_gazetteer(areas, tables)
    within = read_scope(tree, scope)
    try:
        reader = TextReader(WordTables.load(tables), gazetteer, load_name_lists(tables))
    except (WordTableBroken, NameListsBroken) as error:
        message = f"The file cannot be used: {error}"
        raise click.ClickException(message) from None
    lines = (
        write_lines(reader, sys.stdin.buffer, scope=within)
        if text is None
        else explain(tree, reader.read_text(text, scope=within), text)
    )
    for line in lines:
        click.echo(line)


def write_lines(reader: TextReader, lines: Iterable[bytes], *, scope: AreaId | None = None) -> Iterator[str]:
    """Yield for each of ``lines`` its area, kind, number, police and spans, parted by commas.

    What is not UTF-8 counts as letters that a gateway destroyed: one character for each.
    """
    for line in lines:
        text = line.decode("utf-8", errors="replace").rstrip("\r\n")
        yield write_line(reader.read_text(text, scope=scope), text)


def write_line(reading: Reading, text: str) -> str:
    """Return ``area,kind,number,police,spans``; spans are ``from-to`` in characters of the text, joined by ``|``."""
    kind = (reading.category or OTHER) if text.strip() else ""
    spans = "|".join(f"{span.start}-{span.end}" for span in reading.spans)
    police = "yes" if reading.about_police else "no"
    return ",".join((write_verdict(reading.finding), kind, reading.number, police, spans))


def explain(tree: AreaTree, reading: Reading, text: str) -> Iterator[str]:
    """Yield in plain Vietnamese what was found, each with the words that told."""
    yield "Địa bàn:"
    yield from _explain_area(tree, reading.finding)
    yield f"Nguy hiểm tính mạng: {_say(reading.told.danger)}"
    if reading.calls:
        yield "  gọi " + ", rồi ".join(dict.fromkeys(call.number for call in reading.calls))
    if reading.is_self_harm:
        yield "  có thể có người muốn tự làm hại mình"
    yield f"Về công an, cán bộ: {_say(reading.told.police)}"
    yield f"Loại việc: {_LABELS.get(reading.category or OTHER, reading.category)} ({_say(reading.told.kinds)})"
    yield f"Quảng cáo, tin máy: {_say(reading.told.spam)}"
    if not reading.spans:
        yield f"Che danh tính: {_NOTHING}"
    for span in reading.spans:
        yield f"Che danh tính: {text[span.start : span.end]!r} ({span.rule}, {span.start}-{span.end})"


def _explain_area(tree: AreaTree, finding: Finding) -> Iterator[str]:
    for each in finding.candidates:
        reasons = "; ".join(_WHY.get(reason, reason) for reason in each.reasons)
        yield f"  {each.area_id}\t{tree.address(each.area_id)}\t{each.score:.2f}\t{reasons}"
    if finding.area_id is not None:
        yield f"  chắc chắn: {tree.address(finding.area_id)}"
    elif finding.is_ambiguous:
        yield f"  phải hỏi: {len(finding.candidates)} nơi có thể"
    else:
        yield "  chưa đủ chắc" if finding.candidates else f"  {_NOTHING}"


def _say(found: Iterable[Found]) -> str:
    told = dict.fromkeys(f"“{unicodedata.normalize('NFC', each.words)}” ({each.group})" for each in found)
    return "; ".join(told) or _NOTHING
