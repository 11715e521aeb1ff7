"""Calls in a real browser: typed while listening, moved to the right commune, corrected, and read out."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE, Browser, Look
from tests.demo import Demo
from tests.journeys.test_in_the_browser import sign_in, watch

WHAT = "Đêm nay có nhóm đánh bạc to ở bờ đê, nghe tiếng cãi nhau"

pytestmark = pytest.mark.browser


def _open_form(page: Page, demo: Demo) -> None:
    sign_in(page, demo, "trucban1")
    page.get_by_role("link", name="Cuộc gọi").click()
    page.get_by_role("button", name="Ghi cuộc gọi mới").click()
    expect(page.get_by_label("Người gọi kể gì")).to_be_focused()


def _open_newest(page: Page, words: str) -> None:
    """Open the newest tip of the hotline on the queue that holds these words."""
    for link in page.locator(".queue a", has_text="Đường dây nóng").all():
        path = link.get_attribute("href")
        assert path is not None
        page.goto(path)
        if page.get_by_text(words).count():
            return
        page.go_back()
    raise AssertionError("no call on the queue says so")


@pytest.mark.parametrize("look", [DESK, PHONE, Look(has_script=False)], ids=["desk", "phone", "without script"])
def test_call_finds_its_commune_when_it_was_taken_at_night_for_a_wrong_one(
    demo: Demo, browser: Browser, look: Look
) -> None:
    desk, wrong, right = browser.visit(look), browser.visit(look), browser.visit(look)
    troubles = [watch(page) for page in (desk, wrong, right)]
    said = f"{WHAT}, lần {look.width}{look.has_script}"
    # Given a call that the call-taker types and puts into a wrong commune
    _open_form(desk, demo)
    desk.get_by_label("Người gọi kể gì").fill(said)
    desk.get_by_label("Địa bàn", exact=True).select_option("08935")
    if look.has_script:
        desk.keyboard.press("Control+Enter")
    else:
        desk.get_by_role("button", name="Lưu và chuyển tin").click()
    expect(desk.get_by_role("status")).to_contain_text("Đã nhận cuộc gọi")
    # When that commune's chief gives it to the right area
    sign_in(wrong, demo, "truongca-binhnguyen")
    _open_newest(wrong, said)
    wrong.get_by_label("Địa bàn khác").select_option("08944-r11")
    wrong.get_by_role("button", name="Giao", exact=True).click()
    # Then its officer has it, and the chief has not
    sign_in(right, demo, "tanngoc")
    _open_newest(right, said)
    expect(right.get_by_text("Trực ban hoặc trưởng công an xã giao")).to_be_visible()
    wrong.goto("/officer/queue")
    assert wrong.locator(".queue a", has_text="Đường dây nóng").count() == 0
    assert troubles == [[], [], []]


def test_form_says_what_it_reads_while_one_types_when_only_the_keyboard_is_used(demo: Demo, browser: Browser) -> None:
    page = browser.visit(DESK)
    trouble = watch(page)
    _open_form(page, demo)
    page.keyboard.type("Tôi tên là Lê Văn Ba, có người cầm dao đuổi chém nhau ở thôn Tân Ngọc, Bá Hiến")
    reading = page.locator("#reading")
    expect(reading).to_contain_text("nguy hiểm tính mạng")
    expect(reading).to_contain_text("thôn Tân Ngọc")
    expect(reading).to_contain_text("Lê Văn Ba")
    expect(page.locator(".timer")).to_have_text(re.compile(r"^\d+:\d\d$"))
    # What was typed is there again when the page was lost
    page.goto("/officer/calls")
    page.get_by_role("link", name="Viết tiếp bản nháp").click()
    expect(page.get_by_label("Người gọi kể gì")).to_have_value(re.compile("Lê Văn Ba"))
    # From the text to the choice of an answer by Tab and arrow alone
    for _field in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "answer":
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Đọc mã này cho người gọi")).to_be_visible()
    receipt = "".join(page.locator(".aloud .digits").all_inner_texts())
    resident = browser.visit(PHONE)
    resident.goto("/tra-cuu")
    resident.get_by_label("Mã biên nhận").fill(receipt)
    resident.get_by_role("button", name="Mở").click()
    expect(resident.get_by_role("heading", name="Đổi lấy mã của riêng bạn")).to_be_visible()
    fresh = resident.locator("#receipt").inner_text()
    assert fresh != receipt
    resident.get_by_label("Tôi đã ghi mã mới").check()
    resident.get_by_role("button", name="Mở tin của tôi").click()
    expect(resident.get_by_text("đuổi chém nhau")).to_be_visible()
    assert "Lê Văn Ba" not in resident.content()
    assert trouble == []


@pytest.mark.parametrize("look", [DESK, Look(has_script=False)], ids=["desk", "phone without script"])
def test_both_versions_stay_when_an_officer_corrects_a_transcript(demo: Demo, browser: Browser, look: Look) -> None:
    page = browser.visit(look)
    sign_in(page, demo, "tanngoc")
    _open_newest(page, "Xe màu xanh")
    expect(page.locator("mark").first).to_contain_text("biển số")
    page.get_by_text("Sửa lời chép").click()
    better = f"Xe tải xanh, biển số 88C, bản {look.width}"
    page.get_by_label("Lời đã sửa").fill(better)
    page.get_by_role("button", name="Lưu bản đã sửa").click()
    expect(page.get_by_text(better).first).to_be_visible()
    page.get_by_text("Bản máy chép", exact=True).click()
    expect(page.locator("mark").first).to_be_visible()


def test_recording_is_played_and_typed_when_nothing_puts_it_into_words(demo: Demo, browser: Browser) -> None:
    page = browser.visit(DESK)
    trouble = watch(page)
    sign_in(page, demo, "trucban2")
    page.get_by_role("link", name="Cuộc gọi").click()
    page.get_by_role("button", name="Nghe và ghi lại").click()
    sound = page.locator("audio")
    source = str(sound.get_attribute("src"))
    seconds = sound.evaluate(
        "audio => new Promise((done, fail) => { audio.onloadedmetadata = () => done(audio.duration);"
        " audio.onerror = () => fail(audio.error.message); audio.load() })"
    )
    assert 2.9 < seconds < 3.1
    page.get_by_label("Người gọi kể gì").fill("Chỉ có tiếng bíp, ở thôn Tân Ngọc, Bá Hiến")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Không có ghi âm nào.")).to_be_visible()
    assert page.request.get(source).status == httpx.codes.NOT_FOUND
    assert trouble == []
