"""How a box comes to a telephone on a bad line: ``python -m tests.slow_line`` prints it.

The line is Chromium's "slow 3G": 400 kbit/s each way, 400 ms to and fro.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Request

from tests.browser import Browser, Look, open_browser
from tests.demo import run_demo

_LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


@dataclass(frozen=True)
class Seen:
    """What somebody sees of a page, and when, in milliseconds after the tap."""

    has_script: bool
    first_paint: float | None
    """None without script: the browser tells it to scripts only."""
    ready: float
    """When the form can be sent."""
    requests: int
    transferred_bytes: int

    def describe(self) -> str:
        """Return it as a line."""
        paint = "–" if self.first_paint is None else f"{self.first_paint:.0f} ms"
        return (
            f"script {'on' if self.has_script else 'off'}: first paint {paint}, form ready {self.ready:.0f} ms, "
            f"{self.requests} request, {self.transferred_bytes} bytes"
        )


def measure(browser: Browser, path: str, *, has_script: bool) -> Seen:
    """Open the page over the slow line."""
    page = browser.visit(Look(has_script=has_script))
    line = page.context.new_cdp_session(page)
    line.send("Network.emulateNetworkConditions", _LINE)
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))  # noqa: PLW0108, a bound method is refused
    page.goto(path, wait_until="load")
    page.get_by_role("button", name="Gửi tin").wait_for()
    timing = finished[0].timing
    sizes = [request.sizes() for request in finished]
    return Seen(
        has_script=has_script,
        first_paint=_read_first_paint(page.evaluate(_FIRST_PAINT)) if has_script else None,
        ready=timing["responseEnd"],
        requests=len(finished),
        transferred_bytes=sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes),
    )


_FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint').map(entry => entry.startTime)"


def _read_first_paint(entries: list[float]) -> float | None:
    return entries[0] if entries else None


def main() -> int:
    """Measure the demo's box, with script and without."""
    with TemporaryDirectory() as folder, run_demo(Path(folder)) as demo, open_browser(demo.server.url) as browser:
        for has_script in (True, False):
            print(measure(browser, f"/b/{demo.boxes['tanngoc']}", has_script=has_script).describe())  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
