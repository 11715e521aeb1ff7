"""A resident's form is sent by our script: faults are told at once, nothing typed is lost, lengths tell little."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser import Browser, Look
from tests.demo import Demo

FAILED = "Chưa gửi được; chữ và tệp còn ở đây."
WHAT = "Tối nào cũng có xe lạ đỗ ở đầu ngõ"

pytestmark = pytest.mark.browser


def _open(browser: Browser, demo: Demo, text: str = WHAT, look: Look | None = None) -> Page:
    page = browser.visit(look or Look())
    page.goto(f"/b/{demo.boxes['tanngoc']}")
    page.get_by_label("Việc gì đã xảy ra?").fill(text)
    return page


def _press(page: Page) -> None:
    page.get_by_role("button", name="Gửi tin").click()


def _count_posts(page: Page) -> list[str]:
    posts = list[str]()
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    return posts


def test_blanks_alone_are_not_sent_and_the_field_is_shown(browser: Browser, demo: Demo) -> None:
    page = _open(browser, demo, "   ")
    posts = _count_posts(page)
    _press(page)
    expect(page.get_by_text("Hãy viết vài chữ về việc đã xảy ra.")).to_be_visible()
    expect(page.get_by_label("Việc gì đã xảy ra?")).to_be_focused()
    assert posts == []


def test_no_letter_of_a_long_paste_is_cut_and_the_page_says_by_how_much_it_is_too_long(
    browser: Browser, demo: Demo
) -> None:
    page = _open(browser, demo, "ệ" * 9_900)
    expect(page.get_by_text("Còn 100 chữ.")).to_be_visible()
    page.get_by_label("Việc gì đã xảy ra?").fill("ệ" * 10_042)
    posts = _count_posts(page)
    _press(page)
    expect(page.get_by_text("Dài quá 42 chữ").first).to_be_visible()
    expect(page.get_by_label("Việc gì đã xảy ra?")).to_have_value("ệ" * 10_042)
    assert posts == []


def test_page_comes_back_with_the_focus_on_what_was_wrong(browser: Browser, demo: Demo) -> None:
    page = _open(browser, demo)
    page.get_by_text("Thêm chi tiết, ảnh").click()
    page.get_by_label("Khi nào?").fill("ệ" * 501)
    _press(page)
    summary = page.locator("#wrong")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Khi nào?").click()
    expect(page.get_by_label("Khi nào?")).to_be_in_viewport()
    expect(page.get_by_label("Khi nào?")).to_have_value("ệ" * 501)
    expect(page.get_by_label("Việc gì đã xảy ra?")).to_have_value(WHAT)


def test_form_is_sent_again_by_itself_when_a_busy_server_named_a_time(browser: Browser, demo: Demo) -> None:
    page, busy = _open(browser, demo), [True]

    def answer(route: Route) -> None:
        if route.request.method == "POST" and busy.pop(0) if busy else False:
            route.fulfill(status=503, headers={"Retry-After": "2"}, body="")
        else:
            route.continue_()

    page.route("**/b/*", answer)
    _press(page)
    expect(page.get_by_text("Máy chủ bận, chưa gửi được.")).to_be_in_viewport()
    expect(page.locator("#receipt")).to_be_visible()
    assert busy == []


@pytest.mark.parametrize(("status", "said"), [(413, "Tệp lớn quá. Chọn phim ngắn hơn"), (502, FAILED), (503, FAILED)])
def test_text_stays_and_the_page_says_so_when_a_proxy_refuses(
    browser: Browser, demo: Demo, status: int, said: str
) -> None:
    page = _open(browser, demo)

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=status, body="")
        else:
            route.continue_()

    page.route("**/b/*", answer)
    _press(page)
    expect(page.get_by_text(said)).to_be_in_viewport()
    expect(page.get_by_label("Việc gì đã xảy ra?")).to_have_value(WHAT)
    page.unroute("**/b/*")
    _press(page)
    expect(page.locator("#receipt")).to_be_visible()


def _choose_police(page: Page) -> None:
    page.get_by_label("Có: chỉ Thanh tra").check()


def _choose_danger(page: Page) -> None:
    page.get_by_label("Có, và có người đang gặp nguy hiểm").check()


def _fill_in_more(page: Page) -> None:
    page.get_by_text("Thêm chi tiết, ảnh").click()
    page.get_by_label("Thuộc loại nào?").select_option("Ma túy")
    page.get_by_label("Chính xác ở đâu?").fill("Cạnh nhà văn hóa thôn")
    page.get_by_label("Cách liên hệ với bạn").fill("Bà Dần, 0912 345 678, gọi sau tám giờ tối")


def test_length_of_what_is_sent_tells_no_choice_and_no_contact(browser: Browser, demo: Demo) -> None:
    choices: list[Callable[[Page], None]] = [lambda _: None, _choose_police, _choose_danger, _fill_in_more]
    sizes = list[int]()

    def keep(route: Route) -> None:
        request: Request = route.request
        if request.method == "POST":
            sizes.append(len(request.post_data_buffer or b""))
            route.abort()
        else:
            route.continue_()

    for choose in choices:
        page = _open(browser, demo)
        page.route("**/b/*", keep)
        choose(page)
        _press(page)
        expect(page.get_by_text(FAILED)).to_be_visible()
    assert len(sizes) == len(choices)
    assert len(set(sizes)) == 1


def test_form_is_sent_after_two_screens_at_most(browser: Browser, demo: Demo) -> None:
    page = _open(browser, demo)
    box = page.get_by_role("button", name="Gửi tin").bounding_box()
    banner = page.locator(".demo").bounding_box()
    assert box is not None
    assert banner is not None
    # The line that says that this is a demo stands on no other page.
    assert box["y"] + box["height"] - banner["height"] <= 2 * 740
