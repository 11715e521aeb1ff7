"""Leaving in haste, in a real browser: by the button, by the keyboard, without script."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Browser, Look
from tests.demo import Demo

OUT = "https://vi.wikipedia.org/"
WHAT = "Điều không ai được thấy"

pytestmark = pytest.mark.browser


def _begin(browser: Browser, demo: Demo, look: Look) -> tuple[Page, list[str]]:
    """Return a page with words in its form, and the list of what is asked of the page outside."""
    page, asked = browser.visit(look), list[str]()

    def answer(route: object) -> None:
        asked.append(route.request.header_value("referer") or "")  # type: ignore[attr-defined]
        route.fulfill(body="<title>Trang thường</title>", content_type="text/html")  # type: ignore[attr-defined]

    page.route(f"{OUT}**", answer)
    page.goto("/tra-cuu")
    page.goto(f"/b/{demo.boxes['tanngoc']}")
    page.get_by_label("Việc gì đã xảy ra?").fill(WHAT)
    return page, asked


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_ordinary_page_stands_there_when_the_button_is_pressed(
    browser: Browser, demo: Demo, *, has_script: bool
) -> None:
    page, asked = _begin(browser, demo, Look(has_script=has_script))
    assert asked == []
    page.get_by_role("link", name="Thoát nhanh").click()
    expect(page).to_have_url(OUT)
    # Where somebody came from is not told.
    assert asked == [""]


def test_form_is_not_behind_the_page_when_somebody_leaves_and_goes_back(browser: Browser, demo: Demo) -> None:
    page, _asked = _begin(browser, demo, Look())
    page.get_by_role("link", name="Thoát nhanh").click()
    expect(page).to_have_url(OUT)
    page.go_back()
    expect(page).to_have_url(f"{demo.server.url}/tra-cuu")
    assert WHAT not in page.content()


def test_three_escapes_leave_and_two_do_not_when_they_come_quickly(browser: Browser, demo: Demo) -> None:
    page, asked = _begin(browser, demo, Look())
    for key in ("Escape", "Escape", "a", "Escape", "Escape"):
        page.keyboard.press(key)
    expect(page.get_by_label("Việc gì đã xảy ra?")).to_have_value(f"{WHAT}a")
    assert asked == []
    page.keyboard.press("Escape")
    expect(page).to_have_url(OUT)


def test_three_shifts_leave_and_capital_letters_do_not_when_somebody_types(browser: Browser, demo: Demo) -> None:
    page, asked = _begin(browser, demo, Look())
    for key in ("Shift+A", "Shift+B", "Shift+C", "Shift", "Escape", "Shift", "Shift"):
        page.keyboard.press(key)
    expect(page.get_by_label("Việc gì đã xảy ra?")).to_have_value(f"{WHAT}ABC")
    assert asked == []
    page.keyboard.press("Shift")
    expect(page).to_have_url(OUT)


def test_way_out_works_when_the_engine_lacks_newer_calls(browser: Browser, demo: Demo) -> None:
    page, _asked = _begin(browser, demo, Look())
    page.evaluate("delete Element.prototype.replaceChildren; delete window.fetch; delete navigator.clipboard")
    page.get_by_role("link", name="Thoát nhanh").click()
    expect(page).to_have_url(OUT)


def test_button_is_in_reach_when_the_page_is_scrolled_to_its_end(browser: Browser, demo: Demo) -> None:
    page, _asked = _begin(browser, demo, Look(width=320))
    page.get_by_role("button", name="Gửi tin").scroll_into_view_if_needed()
    expect(page.get_by_role("link", name="Thoát nhanh")).to_be_in_viewport()


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_receipt_stays_when_somebody_taps_on_without_keeping_it(
    browser: Browser, demo: Demo, *, has_script: bool
) -> None:
    page, _asked = _begin(browser, demo, Look(has_script=has_script))
    page.get_by_role("button", name="Gửi tin").click()
    receipt = page.locator("#receipt").inner_text()
    page.get_by_role("button", name="Xem tin của tôi").click()
    expect(page.locator("#receipt")).to_have_text(receipt)
    page.get_by_label("Tôi đã ghi mã").check()
    page.get_by_role("button", name="Xem tin của tôi").click()
    expect(page.get_by_text(WHAT)).to_be_visible()
