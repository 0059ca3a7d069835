from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.browser import windows as opening
from tests.browser.kept import Kept
from tests.browser.windows import PATIENCE, Windows
from tests.leaving_out import leave_out
from tests.live import Live

expect.set_options(timeout=1000 * PATIENCE)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with opening.chromium(found(opening.executable())) as running:
        yield running


def found(path: str) -> str:
    """That path; where there is none, the test is left out, which fails it in CI."""
    if not path:
        leave_out(opening.NONE)
    return path


@pytest.fixture(scope="session")
def kept_browsers() -> Kept:
    return Kept()


@pytest.fixture
async def windows(browser: Browser, live: Live, kept_browsers: Kept) -> AsyncIterator[Windows]:
    """Windows onto the live server; what their consoles complain of, and the test did not announce, fails it."""
    opened = Windows(browser, live, kept_browsers)
    yield opened
    await opened.close()
    assert not opened.unexpected()
