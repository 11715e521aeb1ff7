"""Pictures by MMS: fetched from the gateway, made safe, and the officer's alone."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from sqlmodel import select

from api.worker.run import Worker
from intake.channels.partners.partner import Partner
from tests.files import SECRET, list_left, make_film, make_photo
from tests.gateways import Text, sign
from tests.local_operator import LocalOperator, run_operator
from tests.security.canary import list_stored_bytes
from tests.town import Town
from triage.channels.sms.files import LEASE, TextFileState
from triage.channels.sms.tables import TextFileRow
from triage.tips.attachments.store import MOST_OF_TIP
from triage.tips.attachments.tables import AttachmentRow

Row = TypeVar("Row", TextFileRow, AttachmentRow)
SENDER = "+84912345678"
WORDS = "Có đánh bạc ở thôn Tân Ngọc, Bá Hiến"
PATH = "/media/ME-0912345678.jpg"


@pytest.fixture
def gateway() -> Iterator[LocalOperator]:
    with run_operator() as running:
        running.recordings[PATH] = make_photo()
        yield running


@contextmanager
def _worker(town: Town) -> Iterator[Worker]:
    with town.worker(httpx.HTTPTransport()) as worker:
        yield worker


def _connect(town: Town, gateway: LocalOperator, adapter: str = "standard") -> Partner:
    return town.connect(adapter, "anh", file_hosts=(gateway.host,), account="AC1")


def _send(town: Town, partner: Partner, *urls: str, words: str = WORDS) -> int:
    text = Text(SENDER, words, files=urls)
    return int(sign(partner.adapter, partner, text, town.clock.now()).post(town.gateway()).status_code)


def _rows(town: Town, table: type[Row]) -> list[Row]:
    with town.database.reading() as session:
        return list(session.exec(select(table)))


def _find_stored(town: Town, words: str) -> list[str]:
    return [name for name, raw in list_stored_bytes(town).items() if words.encode() in raw]


def _page(town: Town, tip: str, username: str = "tanngoc") -> str:
    return town.officer(username).get(f"/officer/tips/{tip}").text


@pytest.mark.parametrize("adapter", ["standard", "twilio"])
def test_picture_is_shown_to_the_officer_alone_when_it_came_with_a_text(
    town: Town, gateway: LocalOperator, adapter: str, tmp_path: Path
) -> None:
    partner = _connect(town, gateway, adapter)
    assert _send(town, partner, f"{gateway.url}{PATH}") == 200
    (tip,) = town.list_tips("tanngoc")
    before = _page(town, tip)
    assert "(Gửi kèm 1 tệp.)" in before
    assert "Đang lấy 1 tệp" in before
    with _worker(town) as worker:
        assert worker.text_files.work_due() == 1
        assert worker.text_files.work_due() == 0
    page = _page(town, tip)
    assert "Gửi theo tin nhắn, chưa xác minh" in page
    assert "Đang lấy" not in page
    path = page.split('<li><a href="')[1].split('"')[0]
    picture = town.officer("tanngoc").get(path)
    # Nothing is left in it of whose telephone it was
    assert list_left(picture.content, "jpg", tmp_path) == {}
    assert town.officer("trucban1").get(path).status_code in (403, 404)
    account = f"AC1:{partner.secret_for_sending}" if adapter == "twilio" else ""
    assert gateway.accounts == [f"Basic {base64.b64encode(account.encode()).decode()}" if account else ""]


def test_picture_begins_a_tip_when_no_word_came_with_it(town: Town, gateway: LocalOperator) -> None:
    partner = _connect(town, gateway)
    assert _send(town, partner, f"{gateway.url}{PATH}", words="") == 200
    (tip,) = town.list_tips("trucban1")
    with _worker(town) as worker:
        assert worker.text_files.work_due() == 1
    assert "Gửi theo tin nhắn, chưa xác minh" in _page(town, tip, "trucban1")


def test_picture_joins_the_thread_when_it_comes_with_a_later_text(town: Town, gateway: LocalOperator) -> None:
    partner = _connect(town, gateway)
    _send(town, partner)
    _send(town, partner, f"{gateway.url}{PATH}", words="Ảnh đây")
    (tip,) = town.list_tips("tanngoc")
    with _worker(town) as worker:
        assert worker.text_files.work_due() == 1
    assert _page(town, tip).count("Gửi theo tin nhắn, chưa xác minh") == 1


def test_nothing_tells_where_it_lay_or_what_it_shows_when_the_database_is_stolen(
    town: Town, gateway: LocalOperator
) -> None:
    partner = _connect(town, gateway)
    _send(town, partner, f"{gateway.url}{PATH}")
    assert not _find_stored(town, PATH)
    with _worker(town) as worker:
        worker.text_files.work_due()
    assert not _find_stored(town, PATH)
    assert not _find_stored(town, SECRET)


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.4 broken", b"GIF89a" + bytes(64), b"<svg onload=alert(1)>"],
    ids=["none", "pdf", "gif", "svg"],
)
def test_officer_is_told_when_a_file_is_none_that_may_be_kept(
    town: Town, gateway: LocalOperator, content: bytes
) -> None:
    gateway.recordings[PATH] = content
    partner = _connect(town, gateway)
    _send(town, partner, f"{gateway.url}{PATH}", f"{gateway.url}/media/good.jpg")
    gateway.recordings["/media/good.jpg"] = make_photo()
    (tip,) = town.list_tips("tanngoc")
    with _worker(town) as worker:
        while worker.text_files.work_due():
            pass
        # An empty answer is one that may be there in a while, for a day
        while not content and any(row.state != TextFileState.LOST for row in _rows(town, TextFileRow)):
            town.clock.advance(minutes=40)
            worker.text_files.work_due()
    page = _page(town, tip)
    assert "1 tệp gửi theo tin nhắn không lấy được" in page
    assert page.count("Gửi theo tin nhắn, chưa xác minh") == 1
    assert WORDS in page


@pytest.mark.parametrize(
    "url", ["http://127.0.0.2:1/a.jpg", "https://169.254.169.254/latest/meta-data", "file:///etc/passwd", "gopher://x"]
)
def test_nothing_is_fetched_when_the_address_leads_off_the_list(town: Town, gateway: LocalOperator, url: str) -> None:
    partner = _connect(town, gateway)
    assert _send(town, partner, url) == 200
    with _worker(town) as worker:
        worker.text_files.work_due()
    (row,) = _rows(town, TextFileRow)
    assert (row.state, row.sealed) == (TextFileState.LOST, b"")
    assert gateway.asked == []


def test_account_stays_with_the_first_host_when_that_leads_to_another(town: Town, gateway: LocalOperator) -> None:
    with run_operator() as store:
        store.recordings["/a.jpg"] = make_photo()
        gateway.redirects["/media/1"] = f"{store.url}/a.jpg"
        partner = town.connect("twilio", "anh", file_hosts=(gateway.host, store.host), account="AC1")
        _send(town, partner, f"{gateway.url}/media/1")
        with _worker(town) as worker:
            worker.text_files.work_due()
        assert gateway.accounts[0].startswith("Basic ")
        assert store.accounts == [""]
    assert _rows(town, TextFileRow) == []


def test_officer_is_told_at_once_when_the_partner_has_no_host_to_fetch_from(town: Town, gateway: LocalOperator) -> None:
    partner = town.partner("standard")
    _send(town, partner, f"{gateway.url}{PATH}")
    (tip,) = town.list_tips("tanngoc")
    assert "(Có tệp kèm theo, không nhận được.)" in _page(town, tip)
    assert _rows(town, TextFileRow) == []


def test_fetching_ends_when_the_sender_is_erased(town: Town, gateway: LocalOperator) -> None:
    partner = _connect(town, gateway)
    _send(town, partner, f"{gateway.url}{PATH}")
    _send(town, partner, words="XOA")
    with _worker(town) as worker:
        assert worker.text_files.work_due() == 0
    assert _rows(town, TextFileRow) == []
    assert gateway.asked == []


def test_file_is_fetched_by_another_when_a_worker_died_with_it_in_hand(town: Town, gateway: LocalOperator) -> None:
    partner = _connect(town, gateway)
    _send(town, partner, f"{gateway.url}{PATH}")

    class PowerCut(Exception):
        """Nothing of the worker's own handles it."""

    class Dying(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            raise PowerCut(request.method)

    with town.worker(Dying()) as dying, pytest.raises(PowerCut):
        dying.text_files.work_due()
    with _worker(town) as worker:
        assert worker.text_files.work_due() == 0
        town.clock.advance(seconds=LEASE.total_seconds() + 1)
        assert worker.text_files.work_due() == 1
    assert len(_rows(town, AttachmentRow)) == 1


def test_one_too_many_is_told_when_the_tip_is_full(town: Town, gateway: LocalOperator) -> None:
    partner = _connect(town, gateway)
    for _text in range(MOST_OF_TIP // 10 + 1):
        _send(town, partner, *[f"{gateway.url}{PATH}"] * 7)
    (tip,) = town.list_tips("tanngoc")
    with _worker(town) as worker:
        while worker.text_files.work_due():
            pass
    assert len(_rows(town, AttachmentRow)) == MOST_OF_TIP
    assert "1 tệp gửi theo tin nhắn không lấy được" in _page(town, tip)


def test_film_is_taken_too_when_a_telephone_sends_one(town: Town, gateway: LocalOperator) -> None:
    gateway.recordings["/media/film"] = make_film()
    partner = _connect(town, gateway)
    _send(town, partner, f"{gateway.url}/media/film")
    (tip,) = town.list_tips("tanngoc")
    with _worker(town) as worker:
        worker.text_files.work_due()
    assert "Phim 1" in _page(town, tip)
