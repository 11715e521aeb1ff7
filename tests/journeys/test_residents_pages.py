"""Residents' pages for everybody: axe finds nothing, the keyboard reaches all, 320 pixels and no script are enough."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import Browser, Look
from tests.demo import Demo
from tests.journeys.test_in_the_browser import GUESSED_BYTES
from tests.slow_line import measure

pytestmark = pytest.mark.browser

PATHS = (
    *("/", "/b/{box}", "/b/{box}/canh-bao", "/b/{box}/poster", "/tra-cuu", "/an-toan", "/so-lieu", "/nothing"),
    "/thoi-nhan/x",
    *("/en/", "/en/b/{box}", "/en/an-toan"),
)


def _list_faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {node['html'][:120]}" for fault in found for node in fault["nodes"]]


def _hand_in(page: Page, demo: Demo) -> None:
    page.goto(f"/b/{demo.boxes['tanngoc']}")
    page.get_by_label("Việc gì đã xảy ra?").fill("Xe lạ đỗ trước cổng trường")
    page.get_by_role("button", name="Gửi tin").click()


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_when_any_page_is_shown(browser: Browser, demo: Demo, *, is_dark: bool) -> None:
    page = browser.visit(Look(is_dark=is_dark))
    faults: dict[str, list[str]] = {}
    for path in PATHS:
        page.goto(path.format(box=demo.boxes["tanngoc"]))
        faults[path] = _list_faults(page)
    assert {path: found for path, found in faults.items() if found} == {}


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_when_a_tip_goes_its_way(browser: Browser, demo: Demo, *, is_dark: bool) -> None:
    page = browser.visit(Look(is_dark=is_dark))
    page.goto(f"/b/{demo.boxes['tanngoc']}")
    page.get_by_label("Việc gì đã xảy ra?").fill("   ")
    page.get_by_label("Có, và có người đang gặp nguy hiểm").check()
    page.get_by_role("button", name="Gửi tin").click()
    expect(page.get_by_text("Hãy viết vài chữ về việc đã xảy ra.")).to_be_visible()
    assert _list_faults(page) == []
    page.get_by_label("Việc gì đã xảy ra?").fill("Có việc lạ")
    page.get_by_text("Thêm chi tiết, ảnh").click()
    page.get_by_label("Khi nào?").fill("ệ" * 501)
    page.get_by_role("button", name="Gửi tin").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert _list_faults(page) == []
    _hand_in(page, demo)
    page.get_by_text("Xem ảnh").click()
    assert _list_faults(page) == []
    page.get_by_label("Tôi đã ghi mã").check()
    page.get_by_role("button", name="Xem tin của tôi").click()
    page.get_by_text("Rút tin", exact=True).click()
    assert _list_faults(page) == []
    page.get_by_role("button", name="Rút tin của tôi").click()
    expect(page.get_by_role("heading", name="Đã rút tin")).to_be_visible()
    assert _list_faults(page) == []
    page.goto("/tra-cuu")
    page.get_by_label("Mã biên nhận").fill("K7M2")
    page.get_by_role("button", name="Mở").click()
    assert _list_faults(page) == []


def test_tip_is_handed_in_by_the_keyboard_alone_when_there_is_no_pointer(browser: Browser, demo: Demo) -> None:
    page = browser.visit(Look(width=1280, height=800))
    page.goto(f"/b/{demo.boxes['tanngoc']}")
    # The way out comes first.
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "leave"
    _tab_to(page, "what")
    page.keyboard.type("Xe lạ đỗ trước cổng trường")
    _tab_to(page, "more")
    page.keyboard.press("Enter")
    for field in ("where", "contact", "files"):
        _tab_to(page, field)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#receipt")).to_be_visible()
    for _tab in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "kept":
            break
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tin của bạn")).to_be_visible()


def _tab_to(page: Page, field: str) -> None:
    for _tab in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == field:
            return
    raise AssertionError(field)


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_nothing_runs_off_the_side_when_the_screen_is_small(browser: Browser, demo: Demo, *, has_script: bool) -> None:
    page = browser.visit(Look(width=320))
    for path in PATHS:
        if "poster" not in path:
            page.goto(path.format(box=demo.boxes["tanngoc"]))
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    page = browser.visit(Look(width=320, has_script=has_script))
    _hand_in(page, demo)
    for button in (None, "Xem tin của tôi"):
        if button is not None:
            page.get_by_label("Tôi đã ghi mã").check()
            page.get_by_role("button", name=button).click()
        assert page.locator("main").bounding_box()["width"] <= 320  # type: ignore[index]


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_box_is_one_small_request_when_the_line_is_slow(browser: Browser, demo: Demo, *, has_script: bool) -> None:
    seen = measure(browser, f"/b/{demo.boxes['tanngoc']}", has_script=has_script)
    # What took how long is reported, and not judged here: it depends on the machine.
    print(seen.describe())  # noqa: T201
    assert seen.requests == 1
    assert seen.transferred_bytes <= 14 * 1024 + GUESSED_BYTES
