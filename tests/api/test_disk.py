"""A disk that fills up: files are refused first, then drafts, and never a tip or an officer's reading."""

import shutil
from collections.abc import Callable
from io import BytesIO
from typing import NamedTuple

import pytest
from PIL import Image
from sqlmodel import func, select

from crypto.receipts import Receipt
from tests.town import Town, act, tip_id
from triage.channels.threads.tables import HandleRow

_MEGABYTE = 1 << 20


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def leave(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Return what lets the machine have only so many megabytes left; the disk is the wire here."""

    def leave(megabytes: int) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: _Usage(0, 0, megabytes * _MEGABYTE))

    return leave


def _draft(what: str) -> dict[str, str]:
    return {"receipt": Receipt.mint().reveal(), "what": what}


def _make_noise(size: int) -> bytes:
    """Return a picture that no format makes small."""
    written = BytesIO()
    Image.effect_noise((size, size), 90).convert("RGB").save(written, "JPEG", quality=95)
    return written.getvalue()


def _add_photo(town: Town, receipt: str, size: int) -> str:
    files = {"files": (f"{size}.jpg", _make_noise(size))}
    answer = town.resident().post("/tra-cuu/them", data={"receipt": receipt, "text": f"Ảnh {size}"}, files=files)
    assert answer.status_code == 200
    return answer.text


def test_files_end_before_drafts_and_tips_go_on_when_the_disk_fills_up(
    town: Town, leave: Callable[[int], None]
) -> None:
    reserve = town.settings.disk_reserve_megabytes
    desk = town.officer("trucban1")
    leave(3 * reserve)
    receipt = town.hand_in(town.box("tanngoc"))
    assert "không nhận được" not in _add_photo(town, receipt.reveal(), 40)
    assert desk.post("/officer/calls/draft", data=_draft("Có tiếng súng")).status_code == 200
    leave(reserve * 3 // 2)
    page = _add_photo(town, receipt.reveal(), 50)
    assert "“50.jpg”: máy chủ đang nhận rất nhiều tệp" in page
    assert "Ảnh 50" in page
    assert desk.post("/officer/calls/draft", data=_draft("Có tiếng súng nữa")).status_code == 200
    leave(reserve // 2)
    assert desk.post("/officer/calls/draft", data=_draft("Mất rồi")).status_code == 503
    later = town.hand_in(town.box("tanngoc"))
    assert act(town.officer("tanngoc"), tip_id(later), "acknowledge") == 303


def test_files_of_a_day_end_for_the_box_and_go_on_for_the_next_and_the_next_day(town: Town) -> None:
    town.restart(files_megabytes_of_box_a_day=1)
    full = town.hand_in(town.box("tanngoc")).reveal()
    pages = [_add_photo(town, full, size) for size in range(800, 806)]
    assert "không nhận được" not in pages[0]
    assert "máy chủ đang nhận rất nhiều tệp" in pages[-1]
    elsewhere = town.hand_in(town.box("ngoccanh" if "ngoccanh" in town.accounts else "truongca-binhtuyen")).reveal()
    assert "không nhận được" not in _add_photo(town, elsewhere, 807)
    town.clock.advance(days=1)
    assert "không nhận được" not in _add_photo(town, full, 808)


@pytest.mark.parametrize("box", ["", "khong-co"], ids=["a wrong form", "an unknown box"])
def test_what_was_typed_comes_back_and_the_disk_is_spared_when_a_sender_floods_with_wrong_forms(
    town: Town, box: str
) -> None:
    client, path = town.resident(), f"/b/{box or town.box('tanngoc')}"
    long = "chữ " * 20_000
    pages = [
        client.post(path, data={"what": long if box else "", "where": "" if box else long}).text for _each in range(40)
    ]
    with town.database.reading() as session:
        kept = session.exec(select(func.sum(func.length(HandleRow.locked)))).one()
    assert 0 < kept < 4 << 20
    # Over its share the form itself is answered with its page, and nothing that was typed is lost.
    assert all("chữ chữ" in page for page in pages)
