"""The whole way in a real browser at a phone's size, with script and without."""

import pytest
from playwright.sync_api import Page, Request, expect

from crypto.receipts import Receipt
from tests.browser import Browser, Look
from tests.demo import Demo
from tests.town import tip_id

WHAT = "Có nhóm lạ bán ma túy cạnh cổng trường, tối nào cũng vậy"

# Playwright works out the size of a head and is some bytes over; tests/api/test_padding.py counts exactly.
GUESSED_BYTES = 32

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def look(request: pytest.FixtureRequest) -> Look:
    return Look(has_script=request.param)


def watch(page: Page) -> list[str]:
    """Return the list of foreign requests, failed ones and console errors, filled while the page lives."""
    seen: list[str] = []
    page.on("request", lambda request: None if "127.0.0.1" in request.url else seen.append(request.url))
    page.on("console", lambda message: seen.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: seen.append(str(error)))
    return seen


def _hand_in(page: Page) -> str:
    page.goto("/")
    page.get_by_label("Tên thôn, tổ dân phố hoặc xã").fill("tan ngoc")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="thôn Tân Ngọc").first.click()
    page.get_by_label("Việc gì đã xảy ra?").fill(WHAT)
    page.get_by_label("Có, đang xảy ra", exact=True).check()
    expect(page.get_by_role("link", name="Gọi 113 ngay, miễn phí.")).to_be_visible()
    page.get_by_text("Thêm chi tiết, ảnh").click()
    page.get_by_label("Cách liên hệ với bạn").fill("0912 345 678")
    page.get_by_role("button", name="Gửi tin").click()
    expect(page.get_by_role("heading", name="Đã nhận tin của bạn")).to_be_visible()
    return page.locator("#receipt").inner_text()


def sign_in(page: Page, demo: Demo, username: str) -> None:
    page.goto("/officer")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill(demo.passwords[username])
    page.get_by_role("button", name="Đăng nhập").click()


def _end_other_sessions(page: Page, demo: Demo) -> None:
    """Sign in as the officer of the area, and end every other session of the account."""
    sign_in(page, demo, "tanngoc")
    page.goto("/officer/account")
    page.get_by_text("Đăng xuất mọi phiên khác").first.click()
    form = page.locator("form", has=page.locator('input[value="others"]'))
    form.get_by_label("Mật khẩu hiện nay").fill(demo.passwords["tanngoc"])
    form.get_by_role("button").click()
    expect(page.get_by_text("Đã đổi.")).to_be_visible()


def test_answer_reaches_the_resident_when_the_officer_of_the_area_writes_one(
    demo: Demo, browser: Browser, look: Look
) -> None:
    resident, officer = browser.visit(look), browser.visit(look)
    troubles = [watch(resident), watch(officer)]
    # Given a resident who found the area, called 113 to mind and sent the tip
    receipt = _hand_in(resident)
    # When the officer signs in, takes it and answers
    sign_in(officer, demo, "tanngoc")
    officer.locator(f'.queue a[href$="{tip_id(Receipt.parse(receipt))}"]').click()
    expect(officer.get_by_text(WHAT)).to_be_visible()
    assert "0912" not in officer.content()
    officer.get_by_role("button", name="Nhận tin").click()
    officer.get_by_label("Trả lời người dân").fill("Cảm ơn. Nhóm đó mấy người?")
    officer.get_by_role("button", name="Gửi trả lời").click()
    expect(officer.get_by_text("Cảm ơn. Nhóm đó mấy người?")).to_be_visible()
    # Then the resident comes back with the receipt, typed small and without hyphens, reads and writes more
    resident.goto("/tra-cuu")
    resident.get_by_label("Mã biên nhận").fill(receipt.lower().replace("-", " "))
    resident.get_by_role("button", name="Mở").click()
    expect(resident.get_by_text("Cán bộ đã nhận tin.")).to_be_visible()
    expect(resident.get_by_text("Cảm ơn. Nhóm đó mấy người?")).to_be_visible()
    resident.get_by_label("Viết thêm").fill("Bốn người, đi hai xe máy")
    resident.get_by_role("button", name="Gửi thêm").click()
    expect(resident.get_by_text("Bốn người, đi hai xe máy")).to_be_visible()
    officer.reload()
    expect(officer.get_by_text("Bốn người, đi hai xe máy")).to_be_visible()
    assert troubles == [[], []]
    assert resident.context.cookies() == []


def test_queue_and_tip_change_by_themselves_when_something_arrives(demo: Demo, browser: Browser) -> None:
    # Given an officer whose queue is open, and who types in a note on a tip in a second window
    queue = browser.visit()
    troubles = watch(queue)
    sign_in(queue, demo, "tanngoc")
    expect(queue.get_by_role("heading", name="Hàng đợi")).to_be_visible()
    # When a resident hands in a tip
    resident = browser.visit()
    receipt = Receipt.parse(_hand_in(resident))
    # Then it stands there without a reload
    entry = queue.locator(f'.queue a[href$="{tip_id(receipt)}"]')
    expect(entry).to_be_visible()
    entry.click()
    queue.get_by_role("button", name="Nhận tin").click()
    queue.get_by_label("Trả lời người dân").fill("Tôi đang viết dở")
    # And what the resident adds appears above the answer that is being typed, and leaves it alone
    resident.get_by_label("Tôi đã ghi mã").check()
    resident.get_by_role("button", name="Xem tin của tôi").click()
    resident.get_by_label("Viết thêm").fill("Họ vừa đi về phía chợ")
    resident.get_by_role("button", name="Gửi thêm").click()
    expect(queue.get_by_text("Họ vừa đi về phía chợ")).to_be_visible()
    expect(queue.get_by_label("Trả lời người dân")).to_have_value("Tôi đang viết dở")
    queue.get_by_role("button", name="Gửi trả lời").click()
    expect(queue.locator("#live-messages").get_by_text("Tôi đang viết dở")).to_be_visible()
    assert troubles == []


def test_open_page_leaves_the_screen_when_its_session_was_ended_elsewhere(demo: Demo, browser: Browser) -> None:
    left_open, elsewhere, resident = browser.visit(), browser.visit(), browser.visit()
    receipt = _hand_in(resident)
    sign_in(left_open, demo, "tanngoc")
    left_open.locator(f'.queue a[href$="{tip_id(Receipt.parse(receipt))}"]').click()
    expect(left_open.get_by_text(WHAT)).to_be_visible()
    # When the officer ends it from another browser
    _end_other_sessions(elsewhere, demo)
    # Then the tip is gone from the screen, the next time the service has anything to say
    _hand_in(browser.visit())
    expect(left_open.get_by_label("Tên đăng nhập")).to_be_visible(timeout=30_000)
    expect(left_open.get_by_text(WHAT)).to_have_count(0)


def test_answer_is_not_lost_when_the_session_ends_in_the_middle_of_a_sentence(demo: Demo, browser: Browser) -> None:
    page, elsewhere, resident = browser.visit(), browser.visit(), browser.visit()
    receipt = _hand_in(resident)
    sign_in(page, demo, "tanngoc")
    page.locator(f'.queue a[href$="{tip_id(Receipt.parse(receipt))}"]').click()
    page.get_by_role("button", name="Nhận tin").click()
    with page.expect_response(lambda response: response.url.endswith("/draft")) as kept:
        page.get_by_label("Trả lời người dân").fill("Chúng tôi đang")
    assert kept.value.status == 204
    # When every session is ended while the officer types on
    _end_other_sessions(elsewhere, demo)
    page.get_by_label("Trả lời người dân").fill("Chúng tôi đang xác minh")
    # Then the page says that nothing was sent, and hides the tip
    expect(page.get_by_text("Điều bạn gõ trên trang này CHƯA gửi")).to_be_visible()
    expect(page.get_by_text(WHAT)).to_have_count(0)
    # And it stays so when the service says once more that the session is over
    page.evaluate("gone()")
    # And after signing in again in the same browser all that was typed is there
    again = page.context.new_page()
    sign_in(again, demo, "tanngoc")
    page.get_by_role("button", name="Mở lại trang này").click()
    expect(page.get_by_label("Trả lời người dân")).to_have_value("Chúng tôi đang xác minh")
    page.get_by_role("button", name="Gửi trả lời").click()
    expect(page.locator("#live-messages").get_by_text("Chúng tôi đang xác minh")).to_be_visible()


def test_text_stays_when_the_form_is_sent_wrong(browser: Browser, demo: Demo, look: Look) -> None:
    page = browser.visit(look)
    page.goto(f"/b/{demo.boxes['tanngoc']}")
    # Blanks pass the browser's own check, and not ours.
    page.get_by_label("Việc gì đã xảy ra?").fill("   ")
    page.get_by_text("Thêm chi tiết, ảnh").click()
    page.get_by_label("Chính xác ở đâu?").fill("cạnh nhà văn hóa")
    page.get_by_role("button", name="Gửi tin").click()
    expect(page.get_by_text("Hãy viết vài chữ về việc đã xảy ra.")).to_be_visible()
    expect(page.get_by_label("Chính xác ở đâu?")).to_have_value("cạnh nhà văn hóa")


def test_nothing_runs_off_the_side_when_the_screen_is_small(browser: Browser, demo: Demo) -> None:
    page = browser.visit(Look(width=320))
    for path in ("/", f"/b/{demo.boxes['tanngoc']}", "/tra-cuu", "/an-toan", "/officer", "/en/an-toan"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


@pytest.mark.parametrize("path", ["/", "/b/{box}", "/en/b/{box}"])
def test_one_request_of_few_bytes_serves_the_page_when_a_box_is_opened(browser: Browser, demo: Demo, path: str) -> None:
    page = browser.visit()
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))  # noqa: PLW0108, a bound method is refused
    page.goto(path.format(box=demo.boxes["tanngoc"]), wait_until="networkidle")
    assert len(finished) == 1
    sizes = finished[0].sizes()
    assert sizes["responseBodySize"] + sizes["responseHeadersSize"] <= 14 * 1024 + GUESSED_BYTES
