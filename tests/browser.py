"""A real browser: Debian's chromium, driven by Playwright, in the size and mood that a test asks for."""

import atexit
import functools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser as PlaywrightBrowser
from playwright.sync_api import BrowserContext, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Look:
    """How somebody sees the pages."""

    width: int = 360
    height: int = 740
    is_dark: bool = False
    has_script: bool = True


PHONE, DESK = Look(), Look(width=1280, height=800)


class Browser:
    """The running chromium, with a fresh, empty profile for each visitor."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._contexts: list[BrowserContext] = []

    def visit(self, look: Look = PHONE) -> Page:
        """Return an empty page of a new visitor."""
        return self._context(look).new_page()

    def _context(self, look: Look) -> BrowserContext:
        context = _launch().new_context(
            base_url=self._base_url,
            viewport={"width": look.width, "height": look.height},
            color_scheme="dark" if look.is_dark else "light",
            java_script_enabled=look.has_script,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )
        self._contexts.append(context)
        return context

    def close(self) -> None:
        while self._contexts:
            self._contexts.pop().close()


def unfold(page: Page) -> None:
    """Open whatever is folded on the page."""
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")


@contextmanager
def open_browser(base_url: str) -> Iterator[Browser]:
    """Give a browser, and close its visitors' profiles whatever happens."""
    browser = Browser(base_url)
    try:
        yield browser
    finally:
        browser.close()


@functools.cache
def _launch() -> PlaywrightBrowser:
    """Start chromium, once for all that a process opens: a start costs more than most pages."""
    executable = shutil.which("chromium")
    assert executable is not None, "the browser tests need chromium: apt-get install chromium"
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    return playwright.chromium.launch(executable_path=executable, args=FLAGS)
