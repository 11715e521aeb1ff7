"""Files on their way: from a resident's form to the officer's page, and to nobody else."""

import re
import tempfile
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlmodel import func, select

from crypto.receipts import Receipt
from intake.attachments.limits import MOST_BYTES, MOST_FILES
from tests.files import SECRET, list_left, make_film, make_paper, make_photo, make_voice
from tests.security.canary import list_stored_bytes
from tests.town import Town, read_field, tip_id
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail
from triage.tips.attachments.store import MOST_OF_TIP
from triage.tips.attachments.tables import AttachmentChunkRow, AttachmentRow
from triage.tips.record.tables import Message

WHAT = "Biển số xe trong ảnh"
OWN = "tanngoc"
Named = tuple[str, bytes]


def _send(
    town: Town, *files: Named, receipt: str = "", what: str = WHAT, client: TestClient | None = None
) -> tuple[Receipt, str]:
    """Hand in a tip with files, and return its receipt and the page."""
    client, box = client or town.resident(), town.box(OWN)
    receipt = receipt or read_field(client.get(f"/b/{box}").text, "receipt")
    form = {"receipt": receipt, "what": what}
    answer = client.post(f"/b/{box}", data=form, files=[("files", (name, content)) for name, content in files])
    assert answer.status_code == 200, answer.text
    return Receipt.parse(receipt), answer.text


def _add(town: Town, receipt: Receipt, *files: Named, text: str = "") -> tuple[int, str]:
    form = {"receipt": receipt.reveal(), "text": text}
    listed = [("files", (name, content)) for name, content in files]
    answer = town.resident().post("/tra-cuu/them", data=form, files=listed)
    return answer.status_code, answer.text


def _list_links(town: Town, receipt: Receipt, username: str = OWN) -> list[str]:
    page = town.officer(username).get(f"/officer/tips/{tip_id(receipt)}").text
    return re.findall(r'href="(/officer/tips/\w+/files/\w+)"', page)


def _count(town: Town, table: type) -> int:
    with town.database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_officer_of_the_area_sees_and_opens_what_came_when_a_resident_sent_files(town: Town, tmp_path: Path) -> None:
    receipt, page = _send(
        town,
        ("IMG_0001.jpg", make_photo()),
        ("ghi am.m4a", make_voice()),
        ("don.pdf", make_paper()),
        ("VID.mp4", make_film()),
    )
    assert "Số tệp đã nhận: 4." in page
    officer = town.officer(OWN)
    shown = officer.get(f"/officer/tips/{tip_id(receipt)}").text
    assert WHAT in shown
    # A small picture of all but the sound
    assert shown.count('src="data:image/jpeg;base64,') == 3
    assert "IMG_0001" not in shown
    links = _list_links(town, receipt)
    kinds = []
    for link in links:
        answer = officer.get(link)
        kinds.append(answer.headers["Content-Type"])
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="tep-')
        assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        ending = answer.headers["Content-Disposition"].split(".")[-1].rstrip('"')
        assert list_left(answer.content, {"m4a": "mp4"}.get(ending, ending), tmp_path) == {}
    assert kinds == ["image/jpeg", "audio/mp4", "application/pdf", "video/mp4"]
    with town.database.reading() as session:
        read = session.exec(select(JournalDetail).where(JournalDetail.event == JournalEvent.FILE_READ)).all()
        assert [line.remark for line in read] == [link.split("/")[-1] for link in links]


@pytest.mark.parametrize("username", ["thongnhat", "truongca-binhxuyen", "quantri", "thanhtra1", "trucban1"])
def test_file_looks_like_an_unknown_one_when_another_asks(town: Town, username: str) -> None:
    receipt, _page = _send(town, ("a.jpg", make_photo()))
    (link,) = _list_links(town, receipt)
    client = town.officer(username)
    assert client.get(link).status_code == 404
    assert client.get(link).text.replace(link, "") == client.get(link[:-32] + "0" * 32).text.replace(
        link[:-32] + "0" * 32, ""
    )


def test_file_of_another_tip_is_unknown_when_it_is_asked_for_by_the_own_one(town: Town) -> None:
    first, _page = _send(town, ("a.jpg", make_photo()))
    second, _page = _send(town)
    (link,) = _list_links(town, first)
    moved = link.replace(tip_id(first), tip_id(second))
    assert town.officer(OWN).get(moved).status_code == 404


def test_text_and_good_files_are_kept_when_others_cannot_be_made_safe(town: Town) -> None:
    receipt, page = _send(
        town,
        ("do.jpg", make_photo()[:300]),
        ("tot.jpg", make_photo()),
        ("<b>la.exe", b"MZ" + bytes(400)),
        ("mat.pdf", make_paper(password="x")),  # noqa: S106
    )
    assert "Số tệp đã nhận: 1." in page
    assert "“do.jpg”: hỏng hoặc bị cắt dở." in page
    assert "“&lt;b&gt;la.exe”: không phải ảnh" in page
    assert "“mat.pdf”: có mật khẩu." in page
    assert len(_list_links(town, receipt)) == 1
    assert WHAT in town.thread(receipt)


def test_text_is_kept_and_each_file_named_when_thirty_one_come(town: Town) -> None:
    files = [(f"{number}.jpg", make_photo(size=(32 + number, 32))) for number in range(MOST_FILES)]
    receipt, page = _send(town, *files, *((f"n{number}.txt", b"x") for number in range(31 - MOST_FILES)))
    assert page.count("nhiều tệp quá một lần.") == 31 - MOST_FILES
    assert WHAT in town.thread(receipt)


def test_files_over_the_number_or_the_size_are_told_by_name_when_there_are_more(town: Town) -> None:
    photos = [(f"{number}.jpg", make_photo(size=(32 + number, 32))) for number in range(MOST_FILES + 1)]
    receipt, page = _send(town, *photos)
    assert f"“{MOST_FILES}.jpg”: nhiều tệp quá một lần." in page
    assert len(_list_links(town, receipt)) == MOST_FILES
    receipt, page = _send(town, ("to.mp4", bytes(MOST_BYTES + 1)), ("nho.jpg", make_photo()))
    assert "“to.mp4”: lớn quá" in page
    assert "“nho.jpg”: lớn quá" in page
    assert WHAT in town.thread(receipt)


def test_text_is_kept_and_the_list_ends_when_thousands_of_tiny_files_come(town: Town) -> None:
    receipt, page = _send(town, *((f"n{number}.txt", b"x") for number in range(3_000)))
    assert WHAT in town.thread(receipt)
    assert page.count("nhiều tệp quá một lần.") < 500
    assert "“…”: lớn quá" in page


def test_limit_is_told_when_the_body_is_far_over_it(town: Town) -> None:
    answer = town.resident().post(
        f"/b/{town.box(OWN)}", data={"what": WHAT}, files={"files": ("a.mp4", bytes(5 * MOST_BYTES))}
    )
    assert answer.status_code == 413


def test_files_are_kept_once_and_new_ones_added_when_the_form_comes_again(town: Town) -> None:
    receipt, _page = _send(town, ("a.jpg", make_photo()))
    for _again in range(2):
        _send(town, ("a.jpg", make_photo()), ("b.png", make_photo("PNG")), receipt=receipt.reveal())
    assert (_count(town, AttachmentRow), _count(town, Message)) == (2, 1)


def test_receipt_holder_adds_files_with_and_without_words_when_coming_back(town: Town) -> None:
    receipt, _page = _send(town)
    officer = town.officer(OWN)
    officer.get(f"/officer/tips/{tip_id(receipt)}")
    status, page = _add(town, receipt, ("a.jpg", make_photo()))
    assert (status, "Tệp bạn đã gửi:" in page) == (200, True)
    assert "Có cập nhật" in officer.get("/officer/queue").text
    status, page = _add(town, receipt, ("b.m4a", make_voice()), ("c.jpg", b"hong"), text="Nghe thử đoạn này")
    assert "ảnh, ghi âm" in page
    assert "“c.jpg”: không phải ảnh" in page
    assert "Nghe thử đoạn này" in page
    assert len(_list_links(town, receipt)) == 2
    # Neither words nor files is still nothing.
    assert _add(town, receipt)[0] == 422


def test_words_are_taken_when_the_tip_has_as_many_files_as_one_may_have(town: Town) -> None:
    receipt, _page = _send(town)
    for start in range(0, MOST_OF_TIP, MOST_FILES):
        photos = [(f"{n}.jpg", make_photo(size=(20 + n, 20))) for n in range(start, start + MOST_FILES)]
        assert _add(town, receipt, *photos)[0] == 200
    status, page = _add(town, receipt, ("a.png", make_photo("PNG")), text="Chữ thì vẫn nhận")
    assert status == 200
    assert "“a.png”: nhiều tệp quá" in page
    assert "Chữ thì vẫn nhận" in page
    assert (_count(town, AttachmentRow), _count(town, Message)) == (MOST_OF_TIP, 2)


def test_nothing_of_a_file_stands_in_the_clear_when_it_is_stored(town: Town) -> None:
    receipt, _page = _send(town, (f"{SECRET}.jpg", make_photo(size=(900, 700))))
    (link,) = _list_links(town, receipt)
    plain = town.officer(OWN).get(link).content
    stored = list_stored_bytes(town)
    for piece in (plain[200:260], plain[-80:-20], SECRET.encode()):
        assert [name for name, content in stored.items() if piece in content and not name.startswith("pg")] == []
    # What kind of file it is: looked for where this town alone is stored, because a letter's kind is no secret.
    own = {name: content for name, content in stored.items() if not re.fullmatch("[0-9A-F]{24}", name)}
    assert [name for name, content in own.items() if b"image/jpeg" in content] == []


def test_nothing_touches_the_disk_when_a_large_film_comes(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    monkeypatch.setattr(tempfile, "_TemporaryFileWrapper", made.append)
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda *_a, **_k: made.append(1))
    receipt, page = _send(town, ("a.mp4", make_film() + bytes(5 << 20)))
    assert "Số tệp đã nhận: 1." in page
    assert len(_list_links(town, receipt)) == 1
    assert made == []


def test_files_are_gone_when_the_tip_is_taken_back(town: Town) -> None:
    receipt, _page = _send(town, ("a.jpg", make_photo()), ("b.m4a", make_voice()))
    assert _count(town, AttachmentChunkRow) >= 2
    town.resident().post("/tra-cuu/rut-tin", data={"receipt": receipt.reveal()})
    assert (_count(town, AttachmentRow), _count(town, AttachmentChunkRow)) == (0, 0)


def test_page_says_so_and_the_rest_is_shown_when_a_stored_file_was_altered(town: Town) -> None:
    receipt, _page = _send(town, ("a.jpg", make_photo()), ("b.png", make_photo("PNG")))
    links = _list_links(town, receipt)
    with town.database.writing() as session:
        first, second = session.exec(select(AttachmentRow).order_by("number")).all()
        first.key_locked, second.key_locked = second.key_locked, first.key_locked
        session.commit()
    officer = town.officer(OWN)
    assert "Tệp 1 không mở được" in officer.get(f"/officer/tips/{tip_id(receipt)}").text
    assert [officer.get(link).status_code for link in links] == [409, 409]
    assert "không mở được" in town.thread(receipt)


def test_resident_and_officer_are_told_what_was_lost_when_a_file_was_made_safe(town: Town) -> None:
    moving, photos = BytesIO(), [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    photos[0].save(moving, "GIF", save_all=True, append_images=photos[1:], duration=100)
    receipt, page = _send(town, ("a.jpg", make_photo()), ("b.gif", moving.getvalue()), ("c.docx", b"PK\x03\x04word/"))
    told = "chỉ giữ ảnh đầu"
    assert f"Tệp 2: ảnh động hoặc nhiều ảnh: {told}" in page
    assert "“c.docx”: là tài liệu văn phòng hoặc văn bản. Hãy chụp màn hình" in page
    assert f"Tệp 2: ảnh động hoặc nhiều ảnh: {told}" in town.thread(receipt)
    shown = town.officer(OWN).get(f"/officer/tips/{tip_id(receipt)}").text
    assert f"So với tệp gốc: ảnh động hoặc nhiều ảnh: {told}" in shown
    assert shown.count("So với tệp gốc") == 1
