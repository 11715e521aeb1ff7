"""Pictures of every page on a phone and a desk, light and dark: ``make screenshots`` puts them into var/screenshots.

The pages are those of the demo, filled by people who use it.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page

from tests.browser import Browser, Look, open_browser
from tests.demo import Demo, run_demo

_FOLDER = Path("var/screenshots")
_SIZES = {"phone": (360, 740), "desk": (1280, 800)}
_WHAT = "Nhà cuối ngõ tối nào cũng có người lạ tụ tập, sáng ra thấy kim tiêm. Trẻ con đi học qua đó rất sợ."


class _Photographer:
    """Visits pages with one look and takes a picture of each."""

    def __init__(self, browser: Browser, demo: Demo, name: str, look: Look, prefix: str) -> None:
        self._browser, self._demo, self._name, self._look, self._prefix = browser, demo, name, look, prefix

    def visit_as_resident(self) -> None:
        page, box = self._browser.visit(self._look), f"{self._prefix}/b/{self._demo.boxes['tanngoc']}"
        self._open(page, f"{self._prefix}/", "finder")
        page.locator("#place").fill("ba hien")
        page.locator("main button").first.click()
        self._take(page, "finder-found")
        self._open(page, box, "box")
        page.locator("#danger").check()
        page.locator("#what").fill("   ")
        page.locator("#where").fill("cạnh nhà văn hóa")
        page.locator("button.send").click()
        self._take(page, "box-wrong")
        page.locator("#what").fill(_WHAT)
        page.locator("button.send").click()
        self._take(page, "receipt")
        page.locator('input[name="kept"]').check()
        page.locator("main form button").last.click()
        self._take(page, "thread")
        self._open(page, f"{self._prefix}/tra-cuu", "return")
        page.locator("#receipt").fill("K7M2")
        page.locator("button.send").click()
        self._take(page, "return-mistyped")
        self._open(page, f"{self._prefix}/an-toan", "safety")
        self._open(page, f"{box}/canh-bao", "warnings")
        self._open(page, f"{box}/poster", "poster")
        self._open(page, f"{self._prefix}/so-lieu", "figures")
        self._open(page, f"{self._prefix}/nothing", "outcome")

    def visit_as_officer(self) -> None:
        page = self._browser.visit(self._look)
        self._open(page, f"{self._prefix}/officer", "officer-sign-in")
        self._sign_in(page, "tanngoc")
        self._take(page, "officer-queue")
        page.locator(".queue a").first.click()
        self._take(page, "officer-tip")
        self._open(page, f"{self._prefix}/officer/queue", "officer-queue-again")
        page.locator(".queue a", has_text="SMS").first.click()
        self._take(page, "officer-text-thread")
        self._open(page, f"{self._prefix}/officer/queue", "officer-queue-again")
        page.locator(".queue a").first.click()
        take = page.locator('form[action$="/acknowledge"] button')
        if take.count():
            take.click()
            page.locator("#answer").fill("Cảm ơn bạn. Việc này xảy ra từ bao giờ? Có mấy người?")
            page.locator('form[action$="/answer"] button').click()
        self._take(page, "officer-tip-answered")

    def visit_as_chief(self) -> None:
        for username, name in (("truongca-binhtuyen", "officer-people"), ("quantri", "administrator")):
            page = self._browser.visit(self._look)
            page.goto(f"{self._prefix}/officer")
            self._sign_in(page, username)
            self._open(page, f"{self._prefix}/officer/people", name)
            self._open(page, f"{self._prefix}/officer/board", f"{name}-board")
            if username.startswith("truongca"):
                self._open(page, f"{self._prefix}/officer/posters", "officer-posters")
                self._open(page, f"{self._prefix}/officer/warnings", "officer-warnings")
                self._open(page, f"{self._prefix}/officer/cashier/invite", "officer-cashier-invite")
                self._visit_chiefs_pages(page)

    def _visit_chiefs_pages(self, page: Page) -> None:
        for path, name in (
            ("letters", "officer-letters-of-chief"),
            ("queue?shelf=branch&overdue=1", "officer-queue-filtered"),
            ("board?period=year", "officer-board"),
            ("board/report?period=month&back=0", "officer-report"),
            ("board/register", "officer-register"),
            ("duty", "officer-duty"),
            ("alerts", "officer-alerts"),
            ("sentences", "officer-sentences"),
            ("handover", "officer-handover"),
            ("search", "officer-search"),
        ):
            self._open(page, f"{self._prefix}/officer/{path}", name)
        page.locator("#words").fill("ma túy")
        page.locator("main form button").click()
        self._take(page, "officer-search-found")
        page.goto(f"{self._prefix}/officer/queue?shelf=branch&status=acknowledged")
        page.locator(".queue a").first.click()
        page.evaluate("document.querySelectorAll('aside details').forEach(each => each.open = true)")
        self._take(page, "officer-tip-steps")
        self._open(page, f"{page.url}/sheet", "officer-sheet")

    def visit_as_collector(self) -> None:
        page = self._browser.visit(self._look)
        page.goto(f"{self._prefix}/officer")
        self._sign_in(page, "thongnhat")
        self._open(page, f"{self._prefix}/officer/letters", "officer-letters")
        page.locator(".card a.button").first.click()
        self._take(page, "officer-letter-form")

    def visit_as_duty_desk(self) -> None:
        page = self._browser.visit(self._look)
        page.goto(f"{self._prefix}/officer")
        self._sign_in(page, "trucban1")
        self._take(page, "officer-duty-desk")
        page.locator(".queue a", has_text="SMS").first.click()
        self._take(page, "officer-text")
        self._open(page, f"{self._prefix}/officer/partners", "officer-partners")
        self._open(page, f"{self._prefix}/officer/calls", "officer-calls")
        page.locator('form[action$="/calls/new"] button').first.click()
        page.locator("#what").fill("Tôi tên là Lê Văn Ba, có người cầm dao đuổi chém nhau ở Tân Ngọc, Bá Hiến")
        page.locator('button[value="check"]').click()
        self._take(page, "officer-call-form")
        page.locator('input[name="answer"][value="receipt"]').check()
        page.locator("button.big").click()
        self._take(page, "officer-call-receipt")
        spoken = "".join(page.locator(".aloud .digits").all_inner_texts())
        self._open(page, f"{self._prefix}/tra-cuu", "return-again")
        page.locator("#receipt").fill(spoken)
        page.locator("button.send").click()
        self._take(page, "receipt-replaced")
        self._open(page, f"{self._prefix}/officer/queue", "officer-queue-again")
        page.locator(".queue a", has_text="hotline" if self._prefix else "Đường dây nóng").first.click()
        self._take(page, "officer-call")

    def _sign_in(self, page: Page, username: str) -> None:
        page.locator("#username").fill(username)
        page.locator("#passphrase").fill(self._demo.passwords[username])
        page.locator("main form button").click()

    def _open(self, page: Page, path: str, name: str) -> None:
        page.goto(path)
        self._take(page, name)

    def _take(self, page: Page, name: str) -> None:
        page.wait_for_load_state()
        page.screenshot(path=_FOLDER / f"{name}-{self._name}.png", full_page=True)


def main() -> int:
    """Take them all."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, run_demo(Path(folder)) as demo, open_browser(demo.server.url) as browser:
        for size, (width, height) in _SIZES.items():
            for light, is_dark in (("light", False), ("dark", True)):
                for language, prefix in (("vi", ""), ("en", "/en")):
                    look = Look(width=width, height=height, is_dark=is_dark)
                    photographer = _Photographer(browser, demo, f"{size}-{light}-{language}", look, prefix)
                    photographer.visit_as_resident()
                    photographer.visit_as_officer()
                    photographer.visit_as_chief()
                    photographer.visit_as_collector()
                    photographer.visit_as_duty_desk()
    print(f"{len(list(_FOLDER.glob('*.png')))} pictures in {_FOLDER}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
