"""Every page of an officer, on a phone and a desk, light and dark: axe finds nothing, nothing runs out at the side."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import Browser, Look, unfold
from tests.demo import Demo
from tests.journeys.test_in_the_browser import sign_in

pytestmark = pytest.mark.browser

LOOKS = {
    "narrow phone": Look(width=320, height=640),
    "desk, dark": Look(width=1280, height=800, is_dark=True),
}
OF_ALL = (
    *("/officer/queue", "/officer/queue?shelf=closed", "/officer/search", "/officer/people", "/officer/board"),
    *("/officer/account", "/officer/journal"),
)
OF_OFFICERS = (
    *("/officer/duty", "/officer/alerts", "/officer/sentences", "/officer/handover", "/officer/letters"),
    *("/officer/board/report", "/officer/board/register"),
    *("/officer/posters", "/officer/warnings", "/officer/cashier/invite", "/officer/recovery"),
)
OF_CHIEFS = ("/officer/warnings", "/officer/contacts")
OF_ADMINISTRATORS = ("/officer/accounts", "/officer/areas", "/officer/duty", "/officer/partners")
OF_DESK = ("/officer/calls", "/officer/calls/new", "/officer/partners")


def look_over(page: Page, *, only_colours: bool = False) -> None:
    """Open what is folded, and let axe look at everything; in another light only at the colours."""
    unfold(page)
    found = Axe().run(page, options={"runOnly": ["color-contrast"]} if only_colours else None)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize(
    ("username", "paths"),
    [
        ("truongca-binhtuyen", (*OF_ALL, *OF_OFFICERS, *OF_CHIEFS)),
        ("trucban1", (*OF_ALL, *OF_DESK)),
        ("thanhtra1", ("/officer/queue", "/officer/board", "/officer/journal")),
        ("quantri", (*OF_ALL[:1], *OF_ALL[3:], *OF_ADMINISTRATORS)),
    ],
)
def test_axe_finds_nothing_when_a_page_is_looked_over(
    demo: Demo, browser: Browser, look: Look, username: str, paths: tuple[str, ...]
) -> None:
    page = browser.visit(look)
    page.goto("/officer")
    look_over(page, only_colours=look.is_dark)
    sign_in(page, demo, username)
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok, path
        look_over(page, only_colours=look.is_dark)
    page.goto("/officer/queue")
    tips = re.findall(r"/officer/tips/[0-9a-f]{32}", page.content())
    for tip in dict.fromkeys(tips[:6]):
        page.goto(tip)
        look_over(page, only_colours=look.is_dark)
    for part in ("alike", "sheet", "together", "disclosure", "hold") if tips else ():
        page.goto(f"{tips[0]}/{part}")
        look_over(page, only_colours=look.is_dark)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_axe_finds_nothing_when_a_second_factor_is_made_and_asked_for(demo: Demo, browser: Browser, look: Look) -> None:
    page = browser.visit(look)
    page.goto("/officer")
    sign_in(page, demo, "dehen")
    page.goto("/officer/account")
    page.get_by_text("Thêm ứng dụng hoặc khóa thiết bị").click()
    page.locator("form[action$='/add-factor'] input[name=passphrase]").fill(demo.passwords["dehen"])
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page).to_have_url(re.compile("/officer/second-step$"))
    look_over(page)
