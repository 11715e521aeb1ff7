"""An album: one look at the demo, and the pictures that were taken in it."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_type_hints

from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from playwright.sync_api import Locator, Page, Response

from api.web.app.app import ROUTERS
from tests.browser import Browser, Look, unfold
from tests.demo import Demo

FOLDER = Path("var/screenshots")


@dataclass
class Album:
    """Gives visitors their browser, and takes a picture of whatever they look at."""

    browser: Browser
    demo: Demo
    name: str
    look: Look
    prefix: str
    """Of paths: ``/en`` in English."""
    shown: set[str] = field(default_factory=set)
    """The paths of all pages that were answered, without the prefix."""

    @property
    def is_english(self) -> bool:
        return bool(self.prefix)

    def visit(self) -> Page:
        """Return an empty page of a new visitor."""
        page = self.browser.visit(self.look)
        page.on("response", self._note)
        return page

    def sign_in(self, username: str, passphrase: str | None = None) -> Page:
        """Return the first page of somebody who signed in."""
        page = self.visit()
        self.go(page, "/officer")
        page.locator("#username").fill(username)
        page.locator("#passphrase").fill(self.demo.passwords[username] if passphrase is None else passphrase)
        page.locator("main form button").click()
        return page

    def go(self, page: Page, path: str) -> None:
        """Open a page."""
        page.goto(f"{self.prefix}{path}")

    def open(self, page: Page, path: str, name: str) -> None:
        """Open a page and take its picture."""
        self.go(page, path)
        self.take(page, name)

    def press(self, page: Page, button: Locator, name: str) -> None:
        """Press a button that leads to another page, and take that page's picture."""
        # Our script sends a form while its page stays, and leaves it when the answer is there.
        with page.expect_navigation():
            button.click()
        self.take(page, name)

    def take_unfolded(self, page: Page, name: str) -> None:
        """Take the picture with all that is folded open."""
        unfold(page)
        self.take(page, name)

    def take(self, page: Page, name: str) -> None:
        """Take the picture of the whole page."""
        page.wait_for_load_state()
        page.screenshot(path=FOLDER / f"{name}-{self.name}.png", full_page=True)

    def _note(self, answer: Response) -> None:
        request = answer.request
        if request.is_navigation_request() and request.method == "GET":
            path = request.url.removeprefix(self.demo.server.url).partition("?")[0]
            self.shown.add(path.removeprefix(self.prefix) or "/")


def list_unseen(shown: set[str]) -> list[str]:
    """Return the routes of pages of which none was shown."""
    return [route.path for route in _list_pages() if not any(route.path_regex.match(path) for path in shown)]


def _list_pages() -> Iterator[APIRoute]:
    for route in itertools.chain.from_iterable(router.routes for router in ROUTERS):
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()) and _shows_page(route):
            yield route


def _shows_page(route: APIRoute) -> bool:
    return get_type_hints(route.endpoint).get("return") is HTMLResponse
