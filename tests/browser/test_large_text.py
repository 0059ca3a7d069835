"""Text at twice its size, as who sees little asks for it in the browser (WCAG 2.2, 1.4.4): all is there, and may be used."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import found
from tests.browser.test_layout import STICKS_OUT
from tests.browser.windows import Windows, chromium, executable
from tests.people import Cast

LEAST = 140  # pixels of a field in which somebody writes


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium(found(executable()), text=32) as running:
        yield running


async def test_every_page_gives_way_to_large_text(windows: Windows, cast: Cast) -> None:
    """Seen to fail where widths counted in pixels: the composer's field had 44 of them, and the house's links left the screen."""
    await cast.jean.say(cast.room, "Le port est tout près de la gare.")
    camille = await windows.open(cast.camille, script=False)
    fields = {f"/conversations/{cast.room}": "#content", "/locals": "[type=search]", "/conversations": None, "/account": None}
    for address, field in fields.items():
        await camille.goto(address)
        await expect(camille.locator("html")).to_have_css("font-size", "32px")
        for width in (360, 768, 1024, 1440):
            await camille.set_viewport_size({"width": width, "height": 800})
            assert (address, width, await camille.evaluate(STICKS_OUT)) == (address, width, [])
            if field:
                box = await camille.locator(field).first.bounding_box()
                assert box
                assert (address, width, box["width"] >= LEAST) == (address, width, True)
