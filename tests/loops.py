"""An event loop of a test's own, also where a browser's driver keeps one in the test's thread."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor


def run_alone(work: Coroutine[object, object, None]) -> None:
    """Run a coroutine to its end in a thread."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()
