"""An event loop of a test's own, also where a browser's driver keeps one in the test's thread."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def run_alone(work: Coroutine[object, object, Result]) -> Result:
    """Run a coroutine to its end in a thread, and return what it gives."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
