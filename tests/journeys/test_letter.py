"""Letters in a real browser: a box is opened, and its letters are typed in one after the other."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import DESK, PHONE, Browser, Look
from tests.demo import Demo
from tests.journeys.test_in_the_browser import sign_in, watch

pytestmark = pytest.mark.browser

AREA = "xóm Đê Hến"


@pytest.fixture(params=[DESK, PHONE, Look(has_script=False)], ids=["desk", "phone", "without script"])
def look(request: pytest.FixtureRequest) -> Look:
    chosen: Look = request.param
    return chosen


def test_letters_and_a_photo_are_typed_in_a_row_when_a_box_was_opened(
    demo: Demo, browser: Browser, look: Look, tmp_path: Path
) -> None:
    page, reader = browser.visit(look), browser.visit(look)
    troubles = [watch(page), watch(reader)]
    photo, said = tmp_path / "la-thu.jpg", f"Đám bạc ở lò gạch, lá {look.width}{look.has_script}"
    photo.write_bytes(b"\xff\xd8\xff\xe0" + bytes(5000))
    # Given a collector with a box of another area
    sign_in(page, demo, "tanngoc")
    page.get_by_role("link", name=re.compile("Hòm thư giấy")).first.click()
    card = page.locator(".card", has_text=AREA)
    card.get_by_label("Đã mở hòm hôm nay, có mấy lá thư?").fill("2")
    card.get_by_role("button", name="Ghi lần mở").click()
    # When two letters are typed by the keyboard, the second with its photo
    what = page.get_by_label("Chép nguyên văn lá thư")
    expect(what).to_be_focused()
    what.fill(f"{said}, một")
    if look.has_script:
        page.keyboard.press("Control+Enter")
    else:
        page.get_by_role("button", name="Lưu và nhập lá tiếp theo").click()
    expect(page.get_by_role("status")).to_contain_text("Đã nhập 1/2 lá")
    expect(what).to_be_focused()
    what.fill(f"{said}, hai")
    page.get_by_label("Ảnh lá thư").set_input_files(photo)
    page.get_by_role("button", name="Lưu và nhập lá tiếp theo").click()
    expect(page.get_by_role("status")).to_contain_text("Đã nhập 2/2 lá")
    # Then the officer of that area reads them, and the photo is the custodians'
    sign_in(reader, demo, "dehen")
    reader.locator(".queue a", has_text="Hòm thư giấy").last.click()
    expect(reader.get_by_text(f"{said}, hai")).to_be_visible()
    expect(reader.get_by_text("Ảnh lá thư")).to_be_visible()
    assert reader.locator("img, audio, video").count() == 0
    assert troubles == [[], []]


def test_typed_letter_stays_when_the_file_is_no_photo(demo: Demo, browser: Browser, look: Look, tmp_path: Path) -> None:
    page, wrong = browser.visit(look), tmp_path / "danh-sach.pdf"
    wrong.write_bytes(b"%PDF-1.7 " + bytes(100))
    sign_in(page, demo, "thongnhat")
    page.get_by_role("link", name=re.compile("Hòm thư giấy")).first.click()
    page.get_by_role("link", name="Nhập lá thư").first.click()
    page.get_by_label("Chép nguyên văn lá thư").fill("Chữ này phải còn")
    page.get_by_label("Ảnh lá thư").set_input_files(wrong)
    page.get_by_role("button", name="Lưu và nhập lá tiếp theo").click()
    expect(page.get_by_role("alert")).to_contain_text("danh-sach.pdf")
    expect(page.get_by_label("Chép nguyên văn lá thư")).to_have_value(re.compile("Chữ này phải còn"))
