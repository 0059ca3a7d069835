from collections.abc import AsyncIterator

import pytest

from tests.browser.conftest import browser, kept_browsers, windows
from tests.live import Live
from tests.nuxt.apps import PACKAGE, served

__all__ = ["browser", "kept_browsers", "windows"]


@pytest.fixture(scope="session")
async def example(example_port: int, live: Live) -> AsyncIterator[str]:
    """Where the built example is."""
    async with served(PACKAGE / "example", example_port, live.url) as url:
        yield url
