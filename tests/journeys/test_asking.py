"""A text about police in a real browser: the resident is asked who shall read it, with script and without."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Browser, Look
from tests.demo import Demo
from tests.files import make_photo
from tests.journeys.test_in_the_browser import watch

POLICE = "Công an thôn nhận tiền bảo kê sòng bạc, họ đang cầm dao chém người"
QUESTION = "Tin này có vẻ nói về công an. Chỉ gửi Thanh tra?"

pytestmark = pytest.mark.browser


def _write(page: Page, demo: Demo) -> None:
    page.goto(f"/b/{demo.boxes['tanngoc']}")
    page.get_by_label("Việc gì đã xảy ra?").fill(POLICE)


def test_question_stands_beside_the_button_and_keeps_the_files_when_script_runs(
    demo: Demo, browser: Browser, tmp_path: Path
) -> None:
    photo = tmp_path / "anh.jpg"
    photo.write_bytes(make_photo())
    page = browser.visit()
    troubles = watch(page)
    _write(page, demo)
    page.get_by_label("Ảnh, phim, ghi âm, PDF").set_input_files([photo])
    page.get_by_role("button", name="Gửi tin").click()
    expect(page.get_by_text(QUESTION)).to_be_in_viewport()
    expect(page.get_by_role("link", name="113 Công an").last).to_be_in_viewport()
    expect(page.get_by_role("button", name="Gửi tin")).to_be_hidden()
    page.get_by_role("button", name="Chỉ gửi Thanh tra").click()
    expect(page.locator("#receipt")).to_be_visible()
    expect(page.get_by_text("Số tệp đã nhận: 1.")).to_be_visible()
    assert troubles == []


@pytest.mark.parametrize("button", ["Chỉ gửi Thanh tra", "Gửi cán bộ phụ trách địa bàn"])
def test_page_between_asks_when_no_script_runs(demo: Demo, browser: Browser, button: str) -> None:
    page = browser.visit(Look(has_script=False))
    _write(page, demo)
    page.get_by_role("button", name="Gửi tin").click()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(page.get_by_role("link", name="113 Công an")).to_be_in_viewport()
    expect(page.get_by_label("Điều bạn đã viết")).to_have_value(POLICE)
    page.get_by_role("button", name=button).click()
    expect(page.locator("#receipt")).to_be_visible()


def test_form_goes_on_when_the_question_cannot_be_fetched(demo: Demo, browser: Browser) -> None:
    page = browser.visit()
    page.route("**/doc-truoc", lambda route: route.abort())
    _write(page, demo)
    page.get_by_role("button", name="Gửi tin").click()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
