"""The demo and a browser before it, one of each for all tests of a file."""

from collections.abc import Iterator

import pytest

from tests.browser import Browser, open_browser
from tests.demo import Demo, run_demo


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with run_demo(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="module")
def browser(demo: Demo) -> Iterator[Browser]:
    with open_browser(demo.server.url) as running:
        yield running
