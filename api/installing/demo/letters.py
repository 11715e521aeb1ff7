"""The demo's paper boxes: who empties them, a round that is half typed in, one that is overdue, and two letters."""

import struct
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from api.process import Ground
from crypto.receipts import Receipt
from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from intake.channels.letters.build import LetterBuilder
from intake.channels.letters.form import LetterForm
from intake.submission import TipId
from triage.channels.letters.collectors import Assignment, assign_box
from triage.channels.letters.enter import enter_letter
from triage.channels.letters.rounds import get_round, open_box
from triage.offices.accounts.sessions import SignedIn

_CHIEFS_COMMUNE = "08944"
_WIDTH, _HEIGHT = 96, 128


@dataclass(frozen=True, slots=True)
class _Box:
    area: str
    collector: str
    """The area whose officer empties it."""
    since_days: int
    opened_days_ago: int | None
    letters: int


_BOXES = (
    _Box("08944-r11", "08944-r02", 30, 2, 3),
    _Box("08944-r02", "08944-r11", 30, 12, 0),
    _Box("08944-r05", "08944-r11", 3, None, 0),
)
_LETTERS = (
    LetterForm.model_validate(
        {
            "what": "Kính gửi các đồng chí. Tôi tên là Trần Văn Hòa, nhà ở cuối thôn. Quán nước đầu đình tối nào cũng "
            "ghi lô đề, học sinh cũng vào ghi. Mong các đồng chí kiểm tra.",
            "category": "gambling",
            "where": "quán nước đầu đình",
            "found_on": "2026-01-01",
        }
    ),
    LetterForm.model_validate(
        {
            "what": "Có người lạ đi xe máy đến từng nhà mời mua máy lọc nước, bắt đặt cọc rồi không thấy quay lại. "
            "Xóm tôi mất bốn nhà, toàn các cụ già.",
            "category": "fraud",
            "found_on": "2026-01-01",
        }
    ),
)


def play_letters(ground: Ground, tree: AreaTree, holders: dict[str, SignedIn], *, now: datetime) -> None:
    """Give the boxes out, open them, and type two letters in."""
    builder = LetterBuilder(
        ground.texts.names, ground.texts.words, ground.settings.custody, ground.settings.identity_policy
    )
    categories = frozenset(letter.category for letter in _LETTERS)
    with ground.database.reading() as reading, ground.database.writing() as session:
        rounds = [_give_out(session, box, tree, holders, now=now) for box in _BOXES]
        collector, opened_at = holders[_BOXES[0].collector], now - timedelta(days=_BOXES[0].opened_days_ago or 0)
        row = get_round(session, collector, str(rounds[0]), tree=tree)
        for number, form in enumerate(_LETTERS):
            letter = builder.build(
                form.model_copy(update={"found_on": opened_at.date()}),
                b"" if number else _draw_photo(),
                tip_id=TipId(Receipt.mint().tip_id_bytes.hex()),
                area_id=AreaId(row.area_id),
                categories=categories,
            )
            enter_letter(
                letter,
                row,
                reading=reading,
                writing=session,
                tree=tree,
                installation=ground.installation,
                at=opened_at + timedelta(minutes=9 * (number + 1)),
            )
        session.commit()


def _give_out(
    session: Session, box: _Box, tree: AreaTree, holders: dict[str, SignedIn], *, now: datetime
) -> str | None:
    chief, collector = holders[_CHIEFS_COMMUNE], holders[box.collector]
    assigned = Assignment(box.area, collector.id, every_days=7)
    assign_box(session, chief, assigned, tree=tree, at=now - timedelta(days=box.since_days))
    session.flush()
    if box.opened_days_ago is None:
        return None
    opened_at = now - timedelta(days=box.opened_days_ago)
    round_id = open_box(session, collector, box.area, box.letters, tree=tree, at=opened_at)
    session.flush()
    return round_id


def _draw_photo() -> bytes:
    """Return a PNG of a sheet with lines on it: a made-up letter, written by no hand."""
    rows = b"".join(b"\0" + bytes([90 if line % 12 == 6 else 245]) * _WIDTH for line in range(_HEIGHT))  # noqa: PLR2004, the lines' distance
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_write_chunk(kind, content) for kind, content in chunks)


def _write_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
