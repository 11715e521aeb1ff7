"""Officers at work in a real browser, on a phone and a desk: woken, escalated, transferred, linked, handed over."""

import threading
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect
from pyotp import TOTP

from crypto.receipts import Receipt
from tests.browser import DESK, PHONE, Browser, Look, open_browser
from tests.live import LiveTown, LiveWorker
from tests.local_push import LocalPush, run_push
from tests.second_factor import forget_used_code
from tests.town import Town, read_field, tip_id

# What the pages do is the same on both databases, and tried on both elsewhere.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]

WHAT = "Nhà cuối ngõ tối nào cũng có người lạ tụ tập, sáng ra thấy kim tiêm ở bờ ao"
TWIN = "Sáng ra bờ ao toàn kim tiêm, nghi nhà cuối ngõ chứa người nghiện tụ tập"
DEADLINE_SECONDS = 60.0


class Day:
    """A town served by real processes, with a browser before it."""

    def __init__(self, town: Town, home: LiveTown, browser: Browser) -> None:
        self.town, self.home, self._browser = town, home, browser

    def sign_in(self, username: str, look: Look) -> Page:
        page = self._browser.visit(look)
        page.goto("/officer")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu", exact=True).fill(self.town.passphrases[username])
        page.get_by_role("button", name="Đăng nhập").click()
        self.type_code(page, username)
        expect(page.get_by_role("heading", name="Hàng đợi")).to_be_visible()
        return page

    def type_code(self, page: Page, username: str) -> None:
        """Take the second step with the account's app."""
        forget_used_code(self.town.database, username)
        page.get_by_label("Mã sáu chữ số trong ứng dụng").fill(TOTP(self.town.apps[username]).now())
        page.get_by_role("button", name="Vào", exact=True).click()

    def hand_in(self, username: str, **fields: str) -> str:
        """Hand in a tip now, by the server's clock."""
        client, box = self.home.server.own_client(), self.town.box(username)
        receipt = read_field(client.get(f"/b/{box}").text, "receipt")
        answer = client.post(f"/b/{box}", data={"receipt": receipt, "what": WHAT, **fields})
        assert answer.status_code == httpx.codes.OK
        return tip_id(Receipt.parse(receipt))


@pytest.fixture
def push() -> Iterator[LocalPush]:
    with run_push() as made:
        yield made


@pytest.fixture
def day(town: Town, push: LocalPush) -> Iterator[Day]:
    town.restart(push_hosts=(push.host,), public_url="https://127.0.0.1")
    home = LiveTown(town)
    try:
        with open_browser(home.server.url) as browser:
            yield Day(town, home, browser)
    finally:
        home.server.stop()


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def look(request: pytest.FixtureRequest) -> Look:
    chosen: Look = request.param
    return chosen


def _wait_for(push: LocalPush, count: int) -> None:
    pause = threading.Event()
    for _look in range(int(DEADLINE_SECONDS / 0.05)):
        if len(push.pushed) >= count:
            return
        pause.wait(0.05)
    raise AssertionError("nobody was woken")


def test_night_officer_is_woken_by_a_push_when_a_life_is_in_danger(day: Day, push: LocalPush) -> None:
    # Given an officer whose browser gave its push service's address, and closed the page
    page = day.sign_in("tanngoc", PHONE)
    page.goto("/officer/alerts")
    page.evaluate(
        """given => { const form = document.querySelector("form[data-push]"); form.hidden = false;
        for (const [name, value] of Object.entries(given)) form.elements[name].value = value; form.requestSubmit() }""",
        push.subscription(),
    )
    expect(page.get_by_text("Chưa báo lần nào")).to_be_visible()
    page.goto("about:blank")
    # When somebody hands in a tip
    worker = LiveWorker(day.town)
    try:
        tip = day.hand_in("tanngoc", urgency="danger")
        _wait_for(push, 1)
    finally:
        worker.kill()
    # Then the telephone says two words, and the tip is there
    assert push.pushed[0].words == "Có việc khẩn"
    page.goto("/officer/queue")
    page.locator(f'.queue a[href$="{tip}"]').click()
    expect(page.get_by_text(WHAT)).to_be_visible()


def test_chief_sees_the_escalation_and_its_reason_when_nobody_took_a_tip(day: Day, look: Look) -> None:
    # The town's own clock stands before the server's: the tip has waited for longer than half an hour.
    tip = tip_id(day.town.hand_in(day.town.box("tanngoc"), what=WHAT))
    page = day.sign_in("truongca-binhtuyen", look)
    expect(page.locator(f'.queue a[href$="{tip}"] .clock-overdue')).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Chuyển cấp: chưa ai nhận tin ở thôn Tân Ngọc")).to_be_visible()
    page.get_by_role("button", name="Nhận tin").click()
    expect(page.get_by_text("Người làm: Thiếu tá Đặng Thu Hà")).to_be_visible()


def test_officer_of_the_right_area_gets_the_tip_when_it_is_transferred(day: Day, look: Look) -> None:
    tip = day.hand_in("tanngoc")
    page = day.sign_in("tanngoc", look)
    page.locator(f'.queue a[href$="{tip}"]').click()
    page.get_by_role("button", name="Nhận tin").click()
    page.get_by_text("Chuyển sang địa bàn khác").click()
    form = page.locator('form[action$="/transfer"]')
    form.get_by_label("Địa bàn").select_option("08944-r02")
    form.get_by_label("Vì sao (ghi chú cho người nhận)").fill("Nhà ấy thuộc tổ Thống Nhất")
    form.get_by_role("button", name="Chuyển tin").click()
    expect(page.get_by_role("heading", name="Hàng đợi")).to_be_visible()
    assert tip not in page.content()
    other = day.sign_in("thongnhat", look)
    other.locator(f'.queue a[href$="{tip}"]').click()
    expect(other.get_by_text("Nhà ấy thuộc tổ Thống Nhất")).to_be_visible()


def test_duplicate_is_linked_and_read_together_when_it_is_suggested(day: Day, look: Look) -> None:
    first, second = day.hand_in("tanngoc"), day.hand_in("tanngoc", what=TWIN)
    page = day.sign_in("tanngoc", look)
    page.locator(f'.queue a[href$="{first}"]').click()
    page.get_by_role("button", name="Nối: cùng một việc").click()
    page.get_by_role("link", name="Đọc cùng nhau").click()
    expect(page.get_by_text(WHAT)).to_be_visible()
    expect(page.get_by_text(TWIN)).to_be_visible()
    assert second in page.content()


def test_outcome_stands_on_the_board_when_a_tip_was_closed_with_one(day: Day, look: Look) -> None:
    tip = day.hand_in("tanngoc")
    page = day.sign_in("tanngoc", look)
    page.locator(f'.queue a[href$="{tip}"]').click()
    page.get_by_role("button", name="Nhận tin").click()
    page.get_by_text("Kết thúc", exact=True).click()
    form = page.locator('form[action$="/close"]')
    form.get_by_label("Kết quả xử lý").select_option("founded")
    form.get_by_label("Câu có sẵn").select_option(label="Chúng tôi đã kiểm tra và xử lý. Cảm ơn bạn đã báo.")
    expect(form.get_by_label("Một câu cho người dân")).not_to_be_empty()
    form.get_by_text("Kết quả bằng số, nếu có").click()
    form.get_by_label("Người bị xử phạt hành chính").fill("2")
    form.get_by_role("button", name="Kết thúc tin").click()
    expect(page.get_by_text("Có căn cứ").first).to_be_visible()
    chief = day.sign_in("truongca-binhtuyen", look)
    chief.get_by_role("link", name="Toàn cảnh").click()
    figure = chief.locator("figure", has_text="Kết quả bằng số")
    figure.get_by_text("Bảng số").click()
    expect(figure.get_by_role("row", name="Người bị xử phạt hành chính 2")).to_be_visible()


def test_desk_changes_hands_when_the_next_officer_takes_over(day: Day, look: Look) -> None:
    page = day.sign_in("trucban1", look)
    page.get_by_text("Mục khác").click()
    page.get_by_role("link", name="Bàn giao ca").click()
    page.get_by_label("Người nhận ca", exact=True).select_option("trucban2")
    page.get_by_label("Mật khẩu của người nhận ca").fill(day.town.passphrases["trucban2"])
    page.get_by_label("Tôi đã xem những tin đang mở ở trên").check()
    page.get_by_role("button", name="Nhận ca").click()
    day.type_code(page, "trucban2")
    page.get_by_text("Mục khác").click()
    expect(page.get_by_role("button", name="Đăng xuất (Thượng úy Trần Thị Bích)")).to_be_visible()


def test_words_are_found_and_progress_is_said_when_script_is_off(day: Day) -> None:
    day.hand_in("tanngoc")
    page = day.sign_in("tanngoc", Look(has_script=False))
    page.get_by_role("link", name="Tìm kiếm").click()
    page.get_by_label("Từ cần tìm").fill("kim tiem bo ao")
    page.locator("main").get_by_role("button", name="Tìm", exact=True).click()
    expect(page.locator(".hit")).to_have_count(1)
    expect(page.get_by_text("Thấy 1 tin.")).to_be_visible()
    assert "kim" not in page.url
