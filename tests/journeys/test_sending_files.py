"""Sending a photo from a telephone, in a real browser, with script and without."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from crypto.receipts import Receipt
from tests.browser import Browser, Look
from tests.demo import Demo
from tests.files import make_photo
from tests.journeys.test_in_the_browser import sign_in, watch
from tests.town import tip_id

pytestmark = pytest.mark.browser


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "IMG_0001.jpg"
    file.write_bytes(make_photo(size=(1200, 900)))
    return file


def _fill_in(browser: Browser, demo: Demo, photo: Path, look: Look) -> tuple[Page, list[str]]:
    page = browser.visit(look)
    troubles = watch(page)
    page.goto(f"/b/{demo.boxes['tanngoc']}")
    page.get_by_label("Việc gì đã xảy ra?").fill("Xe này tối nào cũng đỗ ở đó")
    page.get_by_label("Ảnh, phim, ghi âm, PDF").set_input_files([photo])
    return page, troubles


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_officer_sees_the_photo_when_a_resident_sent_one(
    browser: Browser, demo: Demo, photo: Path, *, has_script: bool
) -> None:
    page, troubles = _fill_in(browser, demo, photo, Look(has_script=has_script))
    page.get_by_role("button", name="Gửi tin").click()
    expect(page.get_by_text("Số tệp đã nhận: 1.")).to_be_visible()
    receipt = Receipt.parse(page.locator("#receipt").inner_text())
    # The page that came lives like any other.
    page.get_by_label("Tôi đã ghi mã").check()
    page.get_by_role("button", name="Xem tin của tôi").click()
    expect(page.get_by_text("Tệp bạn đã gửi:")).to_be_visible()
    officer = browser.visit(Look(has_script=has_script))
    sign_in(officer, demo, "tanngoc")
    expect(officer.get_by_role("heading", name="Hàng đợi")).to_be_visible()
    officer.goto(f"/officer/tips/{tip_id(receipt)}")
    picture = officer.locator("#files img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") == 480
    with officer.expect_download() as download:
        officer.locator("#files a").click()
    assert download.value.suggested_filename == "tep-1.jpg"
    assert troubles == []


def test_text_and_files_stay_when_the_line_breaks_while_they_are_sent(
    browser: Browser, demo: Demo, photo: Path
) -> None:
    page, _troubles = _fill_in(browser, demo, photo, Look())
    page.route("**/b/*", lambda route: route.abort())
    page.get_by_role("button", name="Gửi tin").click()
    expect(page.get_by_text("Chưa gửi được; chữ và tệp còn ở đây.")).to_be_visible()
    expect(page.get_by_label("Việc gì đã xảy ra?")).to_have_value("Xe này tối nào cũng đỗ ở đó")
    page.unroute("**/b/*")
    page.get_by_role("button", name="Gửi tin").click()
    expect(page.get_by_text("Số tệp đã nhận: 1.")).to_be_visible()


def test_text_stays_and_goes_by_itself_when_the_line_comes_back(browser: Browser, demo: Demo) -> None:
    page = browser.visit()
    page.goto(f"/b/{demo.boxes['tanngoc']}")
    page.get_by_label("Việc gì đã xảy ra?").fill("Xe này tối nào cũng đỗ ở đó")
    page.context.set_offline(True)
    page.get_by_role("button", name="Gửi tin").click()
    expect(page.get_by_text("Chưa gửi được; chữ và tệp còn ở đây.")).to_be_in_viewport()
    expect(page.get_by_label("Việc gì đã xảy ra?")).to_have_value("Xe này tối nào cũng đỗ ở đó")
    page.context.set_offline(False)
    expect(page.locator("#receipt")).to_be_visible()
    # It has an address of its own, and can be loaded again.
    receipt = page.locator("#receipt").inner_text()
    page.reload()
    expect(page.locator("#receipt")).to_have_text(receipt)


def test_way_out_works_on_the_page_that_came_when_files_were_sent(browser: Browser, demo: Demo, photo: Path) -> None:
    page, _troubles = _fill_in(browser, demo, photo, Look())
    page.get_by_role("button", name="Gửi tin").click()
    expect(page.locator("#receipt")).to_be_visible()
    page.route("https://vi.wikipedia.org/**", lambda route: route.fulfill(body="", content_type="text/html"))
    for _press in range(3):
        page.keyboard.press("Escape")
    expect(page).to_have_url("https://vi.wikipedia.org/")
